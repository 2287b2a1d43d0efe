#include "load_help.h"

#include "base/file.h"
#include "base/log.h"
#include "render/markdown.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_MAX = 256 * 1024 };

static int is_markdown(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 3 && strcmp(entry->d_name + len - 3, ".md") == 0;
}

/* The file's name without a leading number is the page's address. */
static enum status put(struct help_page *page, struct arena *arena, const char *name,
                       const char *title, const char *text)
{
    struct bytes html;
    enum status status = markdown_render(&html, arena, text, 1);
    *page = (struct help_page){name, name + strspn(name, "0123456789-"), title, ""};
    if (status == STATUS_OK)
        page->html = arena_copy(arena, html.data, html.len);
    return status;
}

/* "# Title", then the text. */
static enum status load_page(struct help_page *page, struct arena *arena, const char *folder,
                             const char *name)
{
    struct bytes text;
    enum status status =
        file_read(&text, arena, arena_printf(arena, "%s/%s", folder, name), HELP_MAX);
    if (status != STATUS_OK)
        return status;
    const char *title = (const char *)text.data;
    if (strncmp(title, "# ", 2) != 0) {
        log_error("%s/%s: the first line is no title", folder, name);
        return STATUS_INVALID;
    }
    size_t len = strcspn(title, "\n");
    return put(page, arena, arena_copy(arena, name, strlen(name) - 3),
               arena_copy(arena, title + 2, len - 2), title + len);
}

static enum status load_shared(struct help *out, struct arena *arena, const char *folder)
{
    struct dirent **names = NULL;
    enum status status = STATUS_OK;
    int count = scandir(folder, &names, is_markdown, alphasort);
    if (count <= 0) {
        log_error("%s: no help", folder);
        return STATUS_NOT_FOUND;
    }
    struct help_page *pages = arena_alloc(arena, (size_t)count * sizeof *pages);
    for (int i = 0; i < count; i++) {
        if (status == STATUS_OK)
            status = load_page(&pages[i], arena, folder, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    *out = (struct help){pages, (size_t)count};
    return status;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct help_page *)left)->name, ((const struct help_page *)right)->name);
}

static bool are_apart(const struct help *help, const char *pack)
{
    for (size_t i = 0; i < help->count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(help->pages[i].slug, help->pages[j].slug) == 0) {
                log_error("spaces/%s/help/%s.md: a page of this address is there already", pack,
                          help->pages[i].slug);
                return false;
            }
    return true;
}

static enum status load_own(struct help *out, struct arena *arena, const struct help *shared,
                            const struct pack *pack)
{
    enum status status = STATUS_OK;
    struct help_page *pages =
        arena_alloc(arena, (shared->count + pack->help_count) * sizeof *pages);
    memcpy(pages, shared->pages, shared->count * sizeof *pages);
    for (size_t i = 0; i < pack->help_count && status == STATUS_OK; i++)
        status = put(&pages[shared->count + i], arena, pack->help[i].slug, pack->help[i].title,
                     pack->help[i].markdown);
    *out = (struct help){pages, shared->count + pack->help_count};
    if (status != STATUS_OK)
        return status;
    qsort(pages, out->count, sizeof *pages, by_name);
    return are_apart(out, pack->name) ? STATUS_OK : STATUS_INVALID;
}

enum status load_help(struct site *site, const char *web)
{
    size_t count;
    struct help shared;
    const struct pack *packs = rules_packs(site->rules, &count);
    struct help *all = arena_alloc(site->arena, count * sizeof *all);
    enum status status =
        load_shared(&shared, site->arena, arena_printf(site->arena, "%s/help", web));
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = load_own(&all[i], site->arena, &shared, &packs[i]);
    site->help = all;
    return status;
}
