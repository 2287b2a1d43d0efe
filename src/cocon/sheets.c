#include "sheets.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/share_text.h"
#include "render/mustache.h"
#include "render/qr.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { WORDS = 256, WORDS_MAX = 64 * 1024 };

enum status sheets_quorum(unsigned *k, unsigned *n, const struct settings *settings)
{
    int end = 0;
    const char *text = settings->quorum != NULL ? settings->quorum : "3/5";
    *k = *n = 0;
    if (sscanf(text, "%2u/%2u%n", k, n, &end) == 2 && text[end] == '\0' && *k >= 2 && *k < *n &&
        *n <= SHARES_MOST)
        return STATUS_OK;
    log_error("--quorum %s: as 3/5: at least 2, fewer than all, %d sheets at most", text,
              SHARES_MOST);
    return STATUS_INVALID;
}

const char *sheets_word(const struct settings *settings, struct arena *arena,
                        const struct share *share)
{
    struct bytes words;
    const char *path = arena_printf(arena, "%s/recovery-words.txt", settings->policies);
    if (file_read(&words, arena, path, WORDS_MAX) != STATUS_OK)
        return "?";
    const char *at = (const char *)words.data;
    for (unsigned skip = shares_word(share); skip > 0 && at != NULL; skip--)
        at = (at = strchr(at, '\n')) != NULL ? at + 1 : NULL;
    const char *end = at != NULL ? strchr(at, '\n') : NULL;
    return end != NULL && end > at ? arena_copy(arena, at, (size_t)(end - at)) : "?";
}

/* The same text as on the paper, in the characters that make the smallest code. */
static enum status qr_of(struct bytes *out, struct arena *arena, const struct share_text *text)
{
    const char *all = text->lines[0];
    for (size_t i = 1; i < SHARE_TEXT_LINES; i++)
        all = arena_printf(arena, "%s/%s", all, text->lines[i]);
    return qr_svg(out, arena, all);
}

static enum status sheet_model(json_t *list, const struct settings *settings, struct arena *arena,
                               const struct share *share)
{
    struct share_text text;
    struct bytes qr;
    share_text_write(&text, share);
    json_t *lines = json_array();
    for (size_t i = 0; i < SHARE_TEXT_LINES; i++) {
        json_t *groups = json_array();
        for (size_t at = 0; at < SHARE_TEXT_LINE - 1; at += 5)
            json_array_append_new(groups, json_stringn(text.lines[i] + at, at < 20 ? 4 : 2));
        json_array_append_new(lines,
                              json_pack("{s:I, s:o}", "at", (json_int_t)i + 1, "groups", groups));
    }
    enum status status = qr_of(&qr, arena, &text);
    secret_wipe(&text, sizeof text);
    json_t *sheet = NULL;
    if (status == STATUS_OK)
        sheet = json_pack("{s:i, s:s, s:O, s:s}", "number", share->number, "word",
                          sheets_word(settings, arena, share), "lines", lines, "qr_html",
                          (const char *)qr.data);
    json_decref(lines);
    if (status == STATUS_OK && json_array_append_new(list, sheet) != 0)
        status = STATUS_FAILED;
    return status;
}

static enum status render(struct bytes *out, const struct settings *settings, struct arena *arena,
                          const char *title, const char *path, const struct quorum_sheets *sheets)
{
    struct tm day;
    char date[16];
    char hex[2 * sizeof sheets->fingerprint.bytes + 1];
    enum status status = STATUS_OK;
    json_t *list = json_array();
    json_t *model = NULL;
    struct mustache *templates = mustache_new();
    clock_local(clock_now(), &day);
    strftime(date, sizeof date, "%d/%m/%Y", &day);
    bytes_hex(hex, BYTES_OF(sheets->fingerprint.bytes));
    for (unsigned i = 0; i < sheets->n && status == STATUS_OK; i++)
        status = sheet_model(list, settings, arena, &sheets->shares[i]);
    model =
        json_pack("{s:s, s:i, s:i, s:i, s:b, s:i, s:s, s:s, s:s, s:s, s:O}", "space", title, "k",
                  (int)sheets->k, "n", (int)sheets->n, "fewer", (int)sheets->k - 1, "several",
                  sheets->k > 2, "spare", (int)(sheets->n - sheets->k), "date", date, "key",
                  arena_printf(arena, "%.4s %.4s %.4s %.4s", hex, hex + 4, hex + 8, hex + 12),
                  "data", settings->data, "path", path, "sheets", list);
    if (model == NULL || templates == NULL)
        status = STATUS_FAILED;
    if (status == STATUS_OK)
        status = mustache_load(templates, settings->web);
    if (status == STATUS_OK)
        status = mustache_render(out, templates, "sheets/recovery", model, arena);
    mustache_free(templates);
    json_decref(model);
    json_decref(list);
    return status;
}

enum status sheets_write(const char **path, const struct settings *settings, struct arena *arena,
                         const char *title, const struct quorum_sheets *sheets)
{
    struct bytes document;
    char hex[9];
    const char *folder = arena_printf(arena, "%s/recovery", settings->data);
    *path = settings->sheets;
    bytes_hex(hex, (struct bytes){sheets->fingerprint.bytes, 4});
    if (*path == NULL) {
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return STATUS_FAILED;
        *path = arena_printf(arena, "%s/sheets-%s.html", folder, hex);
    }
    enum status status = render(&document, settings, arena, title, *path, sheets);
    if (status == STATUS_OK)
        status = file_create(*path, 0600, document);
    if (status != STATUS_OK) {
        log_error("%s: no recovery sheets: %s", *path, status_name(status));
        return status;
    }
    fprintf(
        stderr,
        "Recovery sheets: %s\n"
        "%u sheets, any %u of them open every text.  Print the file, hand each sheet to somebody "
        "else, then delete it; never copy it with the database.\n",
        *path, sheets->n, sheets->k);
    return STATUS_OK;
}

void sheets_warn(const struct settings *settings, struct arena *arena)
{
    const char *folder = arena_printf(arena, "%s/recovery", settings->data);
    DIR *found = opendir(folder);
    unsigned files = 0;
    for (struct dirent *entry; found != NULL && (entry = readdir(found)) != NULL;)
        files += *entry->d_name != '.';
    if (found != NULL)
        closedir(found);
    if (files > 0)
        log_warning("%s: recovery sheets lie beside the database: print them and delete them",
                    folder);
}
