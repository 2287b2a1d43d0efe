#include "http/files.h"

#include "base/file.h"
#include "base/log.h"
#include "squeeze.h"

#include <fts.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 8 << 20, DIGEST = 32, TAG = 8 };

struct file {
    const char *name;
    const char *type;
    const char *etag, *squeezed_etag;
    struct bytes content;
    bool text;
    bool tried;            /* the lock is over what follows too */
    struct bytes squeezed; /* empty: as it is only */
};

struct files {
    struct arena *arena;
    pthread_mutex_t *lock; /* over what is compressed when it is first asked for */
    struct file *list;     /* sorted by name */
    size_t count;
    size_t room;
    char version[2 * TAG + 1];
};

static const char *type_of(const char *name, bool *text)
{
    static const struct {
        const char *ending;
        const char *type;
        bool text; /* what is not is compressed already */
    } types[] = {
        {".css", "text/css; charset=utf-8", true},
        {".js", "text/javascript; charset=utf-8", true},
        {".woff2", "font/woff2", false},
        {".svg", "image/svg+xml", true},
        {".png", "image/png", false},
        {".ico", "image/x-icon", false},
        {".txt", "text/plain; charset=utf-8", true},
        {".webmanifest", "application/manifest+json", true},
        {".wasm", "application/wasm", true},
        {".pack", "application/octet-stream", false},
    };
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending != NULL && i < sizeof types / sizeof *types; i++)
        if (strcmp(ending, types[i].ending) == 0) {
            *text = types[i].text;
            return types[i].type;
        }
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static enum status hash(char out[2 * TAG + 1], struct bytes content)
{
    uint8_t digest[DIGEST];
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, content.data, content.len, digest) != 0)
        return STATUS_FAILED;
    bytes_hex(out, (struct bytes){digest, TAG});
    return STATUS_OK;
}

static enum status add(struct files *files, const char *path, const char *name)
{
    if (files->count == files->room) {
        size_t room = files->room == 0 ? 32 : 2 * files->room;
        struct file *list = reallocarray(files->list, room, sizeof *list);
        if (list == NULL)
            return STATUS_FAILED;
        files->list = list;
        files->room = room;
    }
    struct file *file = &files->list[files->count];
    *file = (struct file){.name = arena_text(files->arena, name)};
    file->type = type_of(name, &file->text);
    if (file->type == NULL) {
        log_error("files: %s: no known type", path);
        return STATUS_INVALID;
    }
    enum status status = file_read(&file->content, files->arena, path, LARGEST);
    char tag[2 * TAG + 1];
    if (status == STATUS_OK)
        status = hash(tag, file->content);
    if (status != STATUS_OK)
        return status;
    file->etag = arena_printf(files->arena, "\"%s\"", tag);
    file->squeezed_etag = arena_printf(files->arena, "\"%s-br\"", tag);
    files->count++;
    return STATUS_OK;
}

static enum status walk(struct files *files, const char *folder)
{
    char *path = arena_text(files->arena, folder);
    size_t prefix = strlen(folder);
    while (prefix > 1 && folder[prefix - 1] == '/')
        path[--prefix] = '\0'; /* so that a name always starts one after the prefix */
    FTS *tree = fts_open((char *[]){path, NULL}, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (tree == NULL)
        return STATUS_FAILED;
    enum status status = STATUS_OK;
    for (FTSENT *entry; status == STATUS_OK && (entry = fts_read(tree)) != NULL;) {
        if (entry->fts_info == FTS_F && entry->fts_level > 0)
            status = add(files, entry->fts_path, entry->fts_path + prefix + 1);
        else if (entry->fts_info == FTS_NS)
            status = STATUS_NOT_FOUND;
        else if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
            status = STATUS_INVALID; /* a link, a socket, an unreadable folder */
    }
    fts_close(tree);
    return status;
}

/* Names and contents both count: a renamed file is another version. */
static enum status seal(struct files *files)
{
    if (files->count > 0)
        qsort(files->list, files->count, sizeof *files->list, by_name);
    struct arena *scratch = arena_new();
    if (scratch == NULL)
        return STATUS_FAILED;
    const char *all = "";
    for (size_t i = 0; i < files->count; i++)
        all = arena_printf(scratch, "%s%s %s\n", all, files->list[i].name, files->list[i].etag);
    enum status status = hash(files->version, (struct bytes){(const uint8_t *)all, strlen(all)});
    arena_free(scratch);
    return status;
}

enum status files_load(struct files **out, const char *folder)
{
    *out = NULL;
    struct files *files = calloc(1, sizeof *files);
    if (files == NULL || (files->arena = arena_new()) == NULL) {
        free(files);
        return STATUS_FAILED;
    }
    files->lock = arena_alloc(files->arena, sizeof *files->lock);
    pthread_mutex_init(files->lock, NULL);
    enum status status = walk(files, folder);
    if (status == STATUS_OK)
        status = seal(files);
    if (status == STATUS_OK)
        *out = files;
    else
        files_free(files);
    return status;
}

void files_free(struct files *files)
{
    if (files == NULL)
        return;
    pthread_mutex_destroy(files->lock);
    arena_free(files->arena);
    free(files->list);
    free(files);
}

/* If-None-Match: a list of tags, weak or strong, or '*'. */
static bool matches(const char *list, const char *etag)
{
    if (list == NULL)
        return false;
    return strcmp(list, "*") == 0 || strstr(list, etag) != NULL;
}

/* Compressed for whoever is the first to ask: a start waits for none of it. */
static struct bytes squeezed_of(const struct files *files, struct file *file)
{
    pthread_mutex_lock(files->lock);
    if (!file->tried && squeeze_text(&file->squeezed, files->arena, file->content) != STATUS_OK)
        log_warning("files: %s: not compressed", file->name);
    file->tried = true;
    const struct bytes squeezed = file->squeezed;
    pthread_mutex_unlock(files->lock);
    return squeezed;
}

static void answer(const struct http_request *request, struct http_reply *reply,
                   const struct file *file, struct bytes squeezed)
{
    reply->etag = squeezed.len > 0 ? file->squeezed_etag : file->etag;
    reply->cacheable = true;
    reply->by_encoding = file->text;
    if (matches(http_header(request, "If-None-Match"), reply->etag)) {
        reply->code = 304;
        return;
    }
    reply->code = 200;
    reply->type = file->type;
    reply->body = squeezed.len > 0 ? squeezed : file->content;
    reply->encoding = squeezed.len > 0 ? "br" : NULL;
}

enum status files_reply(const struct files *files, const char *name,
                        const struct http_request *request, struct http_reply *reply)
{
    const struct file wanted = {.name = name};
    struct file *file = files->count == 0 ? NULL
                                          : bsearch(&wanted, files->list, files->count,
                                                    sizeof *files->list, by_name);
    if (file == NULL)
        return STATUS_NOT_FOUND;
    struct bytes squeezed = {0};
    if (file->text && squeeze_accepted(http_header(request, "Accept-Encoding")))
        squeezed = squeezed_of(files, file);
    answer(request, reply, file, squeezed);
    return STATUS_OK;
}

enum status files_reply_made(const struct http_request *request, struct http_reply *reply,
                             const char *type, struct bytes content)
{
    char tag[2 * TAG + 1];
    enum status status = hash(tag, content);
    if (status != STATUS_OK)
        return status;
    const struct file file = {
        .type = type,
        .etag = arena_printf(request->arena, "\"%s\"", tag),
        .content = content,
    };
    answer(request, reply, &file, (struct bytes){0});
    return STATUS_OK;
}

const char *files_version(const struct files *files)
{
    return files->version;
}
