#include "journal/ledger_file.h"

#include "base/file.h"
#include "base/ini.h"
#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct ledger_file {
    char *path;
    struct ledger_mark kept; /* what it tells */
};

struct ledger_file *ledger_file_new(const char *path)
{
    struct ledger_file *file = calloc(1, sizeof *file);
    if (file != NULL && (file->path = strdup(path)) != NULL)
        return file;
    free(file);
    return NULL;
}

void ledger_file_free(struct ledger_file *file)
{
    if (file == NULL)
        return;
    free(file->path);
    free(file);
}

static enum status number(uint64_t *out, const struct ini *ini, const char *key)
{
    char *end;
    const char *text = ini_get(ini, "journal", key);
    if (text == NULL || *text < '0' || *text > '9')
        return STATUS_INVALID;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0' ? STATUS_OK : STATUS_INVALID;
}

static enum status hash(struct digest *out, const struct ini *ini, const char *key)
{
    const char *text = ini_get(ini, "journal", key);
    return text != NULL ? bytes_unhex(out->bytes, sizeof out->bytes, text) : STATUS_INVALID;
}

static enum status parse(struct ledger_mark *out, const struct ini *ini)
{
    enum status status = number(&out->size, ini, "size");
    if (status == STATUS_OK)
        status = hash(&out->seal, ini, "seal");
    if (status == STATUS_OK)
        status = number(&out->head, ini, "head");
    return status == STATUS_OK ? hash(&out->head_digest, ini, "head_digest") : status;
}

enum status ledger_file_read(struct ledger_mark *out, struct ledger_file *file)
{
    struct ini ini;
    *out = (struct ledger_mark){0};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = ini_load(&ini, arena, file->path);
    if (status == STATUS_OK)
        status = parse(out, &ini);
    arena_free(arena);
    if (status == STATUS_INVALID)
        log_error("%s: does not tell how far the journal has come", file->path);
    if (status != STATUS_OK)
        *out = (struct ledger_mark){0};
    file->kept = *out;
    return status;
}

const struct ledger_mark *ledger_file_kept(const struct ledger_file *file)
{
    return &file->kept;
}

void ledger_file_forget(struct ledger_file *file)
{
    file->kept = (struct ledger_mark){0};
}

enum status ledger_file_write(struct ledger_file *file, const struct ledger_mark *mark)
{
    char seal[2 * sizeof mark->seal.bytes + 1];
    char head[sizeof seal];
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    bytes_hex(seal, BYTES_OF(mark->seal.bytes));
    bytes_hex(head, BYTES_OF(mark->head_digest.bytes));
    const char *text = arena_printf(
        arena,
        "# How far the journal has come: a database that is behind this was put back "
        "to an earlier day.\n# Written by the server; never edit.\n[journal]\nsize = %" PRIu64
        "\nseal = %s\nhead = %" PRIu64 "\nhead_digest = %s\n",
        mark->size, seal, mark->head, head);
    enum status status =
        file_replace(file->path, 0600, (struct bytes){(const uint8_t *)text, strlen(text)});
    arena_free(arena);
    if (status == STATUS_OK)
        file->kept = *mark;
    return status;
}

static bool is_further(const struct ledger_mark *mark, const struct ledger_mark *than)
{
    return mark->size > than->size || mark->head > than->head;
}

enum status ledger_file_raise(struct ledger_file *file, const struct ledger_mark *mark)
{
    struct ledger_mark stands;
    if (!is_further(mark, &file->kept))
        return STATUS_OK;
    /* another process may have written it meanwhile */
    enum status status = ledger_file_read(&stands, file);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && is_further(mark, &stands)))
        status = ledger_file_write(file, mark);
    return status;
}
