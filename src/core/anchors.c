#include "core/anchors.h"

#include "base/bytes.h"
#include "base/ini.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTION "anchors"

struct anchor {
    struct space_id space;
    struct digest fingerprint;
};

struct anchors {
    pthread_mutex_t mutex;
    char *path;
    struct anchor *known;
    size_t count;
};

static enum status learn(struct anchors *anchors, const char *space, const char *fingerprint)
{
    struct anchor anchor;
    enum status status = id_parse(&anchor.space.id, space);
    if (status == STATUS_OK)
        status =
            bytes_unhex(anchor.fingerprint.bytes, sizeof anchor.fingerprint.bytes, fingerprint);
    if (status != STATUS_OK)
        return status;
    struct anchor *grown = realloc(anchors->known, (anchors->count + 1) * sizeof *grown);
    if (grown == NULL)
        return STATUS_FAILED;
    anchors->known = grown;
    anchors->known[anchors->count++] = anchor;
    return STATUS_OK;
}

/* Another process may have founded a space meanwhile: the file is read again on a miss. */
static enum status reload(struct anchors *anchors)
{
    struct ini ini;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = ini_load(&ini, arena, anchors->path);
    anchors->count = 0;
    for (size_t i = 0; i < ini.count && status == STATUS_OK; i++)
        status = strcmp(ini.entries[i].section, SECTION) == 0
                     ? learn(anchors, ini.entries[i].key, ini.entries[i].value)
                     : STATUS_INVALID;
    arena_free(arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
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
    free(anchors->path);
    free(anchors);
}

static const struct anchor *find(const struct anchors *anchors, struct space_id space)
{
    for (size_t i = 0; i < anchors->count; i++)
        if (id_equal(&anchors->known[i].space.id, &space.id))
            return &anchors->known[i];
    return NULL;
}

enum status anchors_get(struct anchors *anchors, struct digest *out, struct space_id space)
{
    enum status status = STATUS_OK;
    *out = (struct digest){0};
    pthread_mutex_lock(&anchors->mutex);
    const struct anchor *anchor = find(anchors, space);
    if (anchor == NULL) {
        status = reload(anchors);
        anchor = find(anchors, space);
    }
    if (anchor != NULL)
        *out = anchor->fingerprint;
    else if (status == STATUS_OK)
        status = STATUS_NOT_FOUND;
    pthread_mutex_unlock(&anchors->mutex);
    return status;
}

static enum status append(const struct anchors *anchors, struct space_id space,
                          const struct digest *fingerprint)
{
    static const char head[] =
        "# The founding coordinators' key fingerprints: what all access rests "
        "on.  Never edit.\n[" SECTION "]\n";
    char id[ID_TEXT];
    char hex[2 * sizeof fingerprint->bytes + 1];
    bytes_hex(hex, BYTES_OF(fingerprint->bytes));
    int file = open(anchors->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0)
        return STATUS_FAILED;
    bool good = lseek(file, 0, SEEK_END) != 0 || dprintf(file, "%s", head) > 0;
    good = good && dprintf(file, "%s = %s\n", id_text(id, &space.id), hex) > 0 && fsync(file) == 0;
    close(file);
    return good ? STATUS_OK : STATUS_FAILED;
}

enum status anchors_set(struct anchors *anchors, struct space_id space,
                        const struct digest *fingerprint)
{
    struct digest known;
    enum status status = anchors_get(anchors, &known, space);
    if (status == STATUS_OK)
        return digest_equal(&known, fingerprint) ? STATUS_OK : STATUS_CONFLICT;
    if (status == STATUS_NOT_FOUND)
        status = append(anchors, space, fingerprint);
    return status;
}
