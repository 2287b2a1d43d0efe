#include "render/mustache.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "mustache_template.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 1024 * 1024, FOLDERS_MAX = 8 };

struct mustache {
    struct arena *arena;
    struct mustache_template *templates; /* in the order of their names */
    size_t count;
    size_t size;
};

struct mustache *mustache_new(void)
{
    struct mustache *set = calloc(1, sizeof *set);
    if (set == NULL)
        return NULL;
    set->arena = arena_new();
    if (set->arena == NULL) {
        free(set);
        return NULL;
    }
    return set;
}

void mustache_free(struct mustache *set)
{
    if (set == NULL)
        return;
    arena_free(set->arena);
    free(set->templates);
    free(set);
}

/* Where a name is, or would go. */
static size_t place(const struct mustache *set, const char *name, bool *found)
{
    size_t low = 0;
    size_t high = set->count;
    *found = false;
    while (low < high && !*found) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, set->templates[middle].name);
        if (order > 0) {
            low = middle + 1;
        } else {
            high = middle;
            *found = order == 0;
        }
    }
    return *found ? high : low;
}

const struct mustache_template *mustache_find(const struct mustache *set, const char *name)
{
    bool found;
    size_t at = place(set, name, &found);
    return found ? &set->templates[at] : NULL;
}

bool mustache_has(const struct mustache *set, const char *name)
{
    return mustache_find(set, name) != NULL;
}

static enum status insert(struct mustache *set, size_t at, struct mustache_template template)
{
    if (set->count == set->size) {
        size_t size = set->size > 0 ? 2 * set->size : 32;
        struct mustache_template *grown = reallocarray(set->templates, size, sizeof *grown);
        if (grown == NULL)
            return STATUS_FAILED;
        set->templates = grown;
        set->size = size;
    }
    memmove(set->templates + at + 1, set->templates + at,
            (set->count - at) * sizeof *set->templates);
    set->templates[at] = template;
    set->count++;
    return STATUS_OK;
}

enum status mustache_add(struct mustache *set, const char *name, struct bytes text,
                         struct arena *arena, const char **problem)
{
    *problem = NULL;
    bool found;
    size_t at = place(set, name, &found);
    if (found) {
        *problem = arena_printf(arena, "the name %s is taken", name);
        return STATUS_CONFLICT;
    }
    const char *source = arena_copy(set->arena, text.data, text.len);
    const char *trouble = NULL;
    struct mustache_template template = {.name = arena_text(set->arena, name)};
    enum status status =
        mustache_compile(&template.nodes, set->arena, (struct run){source, text.len}, &trouble);
    if (status != STATUS_OK) {
        *problem = arena_text(arena, trouble);
        return status;
    }
    return insert(set, at, template);
}

static enum status load_file(struct mustache *set, const char *path, const char *name)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct bytes text;
    const char *problem = NULL;
    enum status status = file_read(&text, arena, path, FILE_MAX);
    if (status == STATUS_OK && !text_is_utf8((const char *)text.data, text.len)) {
        problem = "not UTF-8";
        status = STATUS_INVALID;
    }
    if (status == STATUS_OK)
        status = mustache_add(set, name, text, arena, &problem);
    if (status != STATUS_OK)
        log_error("%s: %s", path, problem != NULL ? problem : status_name(status));
    arena_free(arena);
    return status;
}

static enum status load_folder(struct mustache *set, struct arena *arena, const char *folder,
                               const char *prefix, unsigned depth);

static enum status load_entry(struct mustache *set, struct arena *arena, const char *folder,
                              const char *prefix, const char *entry, unsigned depth)
{
    const char *path = arena_printf(arena, "%s/%s", folder, entry);
    struct stat about;
    if (stat(path, &about) != 0) {
        log_error("%s: cannot be read", path);
        return STATUS_FAILED;
    }
    if (S_ISDIR(about.st_mode))
        return load_folder(set, arena, path, arena_printf(arena, "%s%s/", prefix, entry),
                           depth + 1);
    size_t len = strlen(entry);
    if (len <= strlen(".html") || strcmp(entry + len - strlen(".html"), ".html") != 0)
        return STATUS_OK;
    int stem = (int)(len - strlen(".html"));
    return load_file(set, path, arena_printf(arena, "%s%.*s", prefix, stem, entry));
}

/* Goes on after a bad file, so that one start shows every problem; answers with the first. */
static enum status load_folder(struct mustache *set, struct arena *arena, const char *folder,
                               const char *prefix, unsigned depth)
{
    if (depth > FOLDERS_MAX)
        return STATUS_LIMIT;
    DIR *entries = opendir(folder);
    if (entries == NULL) {
        log_error("%s: cannot be read", folder);
        return STATUS_NOT_FOUND;
    }
    enum status status = STATUS_OK;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        enum status one = load_entry(set, arena, folder, prefix, entry->d_name, depth);
        if (status == STATUS_OK)
            status = one;
    }
    closedir(entries);
    return status;
}

enum status mustache_load(struct mustache *set, const char *folder)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = load_folder(set, arena, folder, "", 0);
    arena_free(arena);
    return status;
}

static size_t check_nodes(const struct mustache *set, const char *name, const struct node *nodes)
{
    size_t missing = 0;
    for (const struct node *node = nodes; node != NULL; node = node->next) {
        if ((node->kind == NODE_PARTIAL || node->kind == NODE_PARENT) &&
            !mustache_has(set, node->name)) {
            log_error("template %s: there is no %s", name, node->name);
            missing++;
        }
        missing += check_nodes(set, name, node->children);
    }
    return missing;
}

enum status mustache_check(const struct mustache *set)
{
    size_t missing = 0;
    for (size_t i = 0; i < set->count; i++)
        missing += check_nodes(set, set->templates[i].name, set->templates[i].nodes);
    return missing == 0 ? STATUS_OK : STATUS_INVALID;
}
