#include "anchors.h"

#include "base/bytes.h"
#include "base/file.h"
#include "base/ini.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FOUNDERS "anchors"
#define RECOVERY "recovery"

enum { FILE_MAX = 1024 * 1024 };

struct anchor {
    struct space_id space;
    struct digest fingerprint;
};

struct recovery {
    struct space_id space;
    int64_t since;
    struct account_public public;
};

struct anchors {
    pthread_mutex_t mutex;
    char *path;
    struct stat seen; /* the file that was read */
    struct anchor *known;
    size_t count;
    struct recovery *recovery; /* by space in the order of time */
    size_t recovery_count;
};

static enum status learn_founder(struct anchors *anchors, const struct ini_entry *entry)
{
    struct anchor anchor;
    enum status status = id_parse(&anchor.space.id, entry->key);
    if (status == STATUS_OK)
        status =
            bytes_unhex(anchor.fingerprint.bytes, sizeof anchor.fingerprint.bytes, entry->value);
    if (status != STATUS_OK)
        return status;
    struct anchor *grown = realloc(anchors->known, (anchors->count + 1) * sizeof *grown);
    if (grown == NULL)
        return STATUS_FAILED;
    anchors->known = grown;
    anchors->known[anchors->count++] = anchor;
    return STATUS_OK;
}

/* SPACE.NUMBER = SINCE X25519 ED25519 */
static enum status learn_recovery(struct anchors *anchors, const struct ini_entry *entry)
{
    struct recovery recovery = {0};
    char space[ID_TEXT];
    char box[2 * sizeof recovery.public.box + 1];
    char sign[2 * sizeof recovery.public.sign + 1];
    unsigned number;
    int end = 0;
    if (sscanf(entry->key, "%32[0-9a-f].%u%n", space, &number, &end) != 2 ||
        entry->key[end] != '\0' || strlen(space) != ID_TEXT - 1)
        return STATUS_INVALID;
    end = 0;
    if (sscanf(entry->value, "%" SCNd64 " %64[0-9a-f] %64[0-9a-f]%n", &recovery.since, box, sign,
               &end) != 3 ||
        entry->value[end] != '\0')
        return STATUS_INVALID;
    enum status status = id_parse(&recovery.space.id, space);
    if (status == STATUS_OK)
        status = bytes_unhex(recovery.public.box, sizeof recovery.public.box, box);
    if (status == STATUS_OK)
        status = bytes_unhex(recovery.public.sign, sizeof recovery.public.sign, sign);
    if (status != STATUS_OK)
        return status;
    struct recovery *grown =
        realloc(anchors->recovery, (anchors->recovery_count + 1) * sizeof *grown);
    if (grown == NULL)
        return STATUS_FAILED;
    anchors->recovery = grown;
    anchors->recovery[anchors->recovery_count++] = recovery;
    return STATUS_OK;
}

/* Another process may have founded a space or changed sheets meanwhile. */
static enum status reload(struct anchors *anchors)
{
    struct ini ini;
    struct stat about = {0};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    if (stat(anchors->path, &about) != 0)
        about = (struct stat){0};
    enum status status = ini_load(&ini, arena, anchors->path);
    anchors->count = 0;
    anchors->recovery_count = 0;
    for (size_t i = 0; i < ini.count && status == STATUS_OK; i++) {
        if (strcmp(ini.entries[i].section, FOUNDERS) == 0)
            status = learn_founder(anchors, &ini.entries[i]);
        else if (strcmp(ini.entries[i].section, RECOVERY) == 0)
            status = learn_recovery(anchors, &ini.entries[i]);
        else
            status = STATUS_INVALID;
    }
    arena_free(arena);
    anchors->seen = status == STATUS_OK ? about : (struct stat){0};
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static bool changed(const struct anchors *anchors)
{
    struct stat about;
    const struct stat *seen = &anchors->seen;
    return stat(anchors->path, &about) == 0 &&
           (about.st_ino != seen->st_ino || about.st_size != seen->st_size ||
            about.st_mtim.tv_sec != seen->st_mtim.tv_sec ||
            about.st_mtim.tv_nsec != seen->st_mtim.tv_nsec);
}

enum status anchors_open(struct anchors **out, const char *path)
{
    *out = NULL;
    struct anchors *anchors = calloc(1, sizeof *anchors);
    if (anchors == NULL)
        return STATUS_FAILED;
    pthread_mutex_init(&anchors->mutex, NULL);
    anchors->path = strdup(path);
    enum status status = anchors->path == NULL ? STATUS_FAILED : reload(anchors);
    if (status != STATUS_OK) {
        anchors_close(anchors);
        return status;
    }
    *out = anchors;
    return STATUS_OK;
}

void anchors_close(struct anchors *anchors)
{
    if (anchors == NULL)
        return;
    pthread_mutex_destroy(&anchors->mutex);
    free(anchors->known);
    free(anchors->recovery);
    free(anchors->path);
    free(anchors);
}

enum status anchors_get(struct anchors *anchors, struct digest *out, struct space_id space)
{
    *out = (struct digest){0};
    pthread_mutex_lock(&anchors->mutex);
    enum status status = changed(anchors) ? reload(anchors) : STATUS_OK;
    if (status == STATUS_OK)
        status = STATUS_NOT_FOUND;
    for (size_t i = 0; i < anchors->count && status == STATUS_NOT_FOUND; i++)
        if (id_equal(&anchors->known[i].space.id, &space.id)) {
            *out = anchors->known[i].fingerprint;
            status = STATUS_OK;
        }
    pthread_mutex_unlock(&anchors->mutex);
    return status;
}

static enum status recovery_last(struct recovery *out, unsigned *count, struct anchors *anchors,
                                 struct space_id space, int64_t at)
{
    *out = (struct recovery){0};
    *count = 0;
    pthread_mutex_lock(&anchors->mutex);
    enum status status = changed(anchors) ? reload(anchors) : STATUS_OK;
    for (size_t i = 0; i < anchors->recovery_count && status == STATUS_OK; i++) {
        const struct recovery *each = &anchors->recovery[i];
        if (!id_equal(&each->space.id, &space.id) || each->since > at)
            continue;
        *out = *each;
        ++*count;
    }
    pthread_mutex_unlock(&anchors->mutex);
    return status == STATUS_OK && *count == 0 ? STATUS_NOT_FOUND : status;
}

enum status anchors_recovery_at(struct anchors *anchors, struct account_public *out,
                                struct space_id space, int64_t at)
{
    struct recovery last;
    unsigned count;
    enum status status = recovery_last(&last, &count, anchors, space, at);
    *out = last.public;
    return status;
}

enum status anchors_recovery(struct anchors *anchors, struct account_public *out,
                             struct space_id space)
{
    return anchors_recovery_at(anchors, out, space, INT64_MAX);
}

/* Nobody reads half of a line: the file is replaced as a whole. */
static enum status append(const struct anchors *anchors, const char *section, const char *line)
{
    static const char head[] =
        "# What all access rests on: the fingerprints of the founding coordinators' keys, and the\n"
        "# public keys that the recovery sheets open.  Never edit; keep a copy with server.key.\n";
    struct bytes old;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = file_read(&old, arena, anchors->path, FILE_MAX);
    if (status == STATUS_NOT_FOUND) {
        old = (struct bytes){(const uint8_t *)head, sizeof head - 1};
        status = STATUS_OK;
    }
    if (status == STATUS_OK) {
        const char *text = arena_printf(arena, "%.*s[%s]\n%s\n", (int)old.len,
                                        (const char *)old.data, section, line);
        status =
            file_replace(anchors->path, 0600, (struct bytes){(const uint8_t *)text, strlen(text)});
    }
    arena_free(arena);
    return status;
}

enum status anchors_set(struct anchors *anchors, struct space_id space,
                        const struct digest *fingerprint)
{
    struct digest known;
    char id[ID_TEXT];
    char hex[2 * sizeof fingerprint->bytes + 1];
    char line[ID_TEXT + sizeof hex + 8];
    enum status status = anchors_get(anchors, &known, space);
    if (status == STATUS_OK)
        return digest_equal(&known, fingerprint) ? STATUS_OK : STATUS_CONFLICT;
    if (status != STATUS_NOT_FOUND)
        return status;
    bytes_hex(hex, BYTES_OF(fingerprint->bytes));
    snprintf(line, sizeof line, "%s = %s", id_text(id, &space.id), hex);
    return append(anchors, FOUNDERS, line);
}

enum status anchors_recovery_add(struct anchors *anchors, struct space_id space,
                                 const struct account_public *public, int64_t since)
{
    struct recovery last;
    unsigned count;
    char id[ID_TEXT];
    char box[2 * sizeof public->box + 1];
    char sign[2 * sizeof public->sign + 1];
    char line[sizeof id + sizeof box + sizeof sign + 48];
    enum status status = recovery_last(&last, &count, anchors, space, INT64_MAX);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    if (count > 0 && last.since >= since)
        return STATUS_CONFLICT;
    bytes_hex(box, BYTES_OF(public->box));
    bytes_hex(sign, BYTES_OF(public->sign));
    snprintf(line, sizeof line, "%s.%u = %" PRId64 " %s %s", id_text(id, &space.id), count + 1,
             since, box, sign);
    return append(anchors, RECOVERY, line);
}
