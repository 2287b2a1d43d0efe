/* /aide. */

#include "pages/pages.h"

#include <string.h>

static const struct help *help_of(const struct visit *visit)
{
    size_t count;
    return &visit->site->help[visit->pack - rules_packs(visit->site->rules, &count)];
}

enum status page_help(struct visit *visit)
{
    json_t *pages = json_array();
    const struct help *help = help_of(visit);
    visit->nav = "help";
    for (size_t i = 0; i < help->count; i++)
        json_array_append_new(pages, json_pack("{s:s, s:s}", "slug", help->pages[i].slug, "title",
                                               help->pages[i].title));
    visit_set(visit, "pages", pages);
    return STATUS_OK;
}

enum status page_help_view(struct visit *visit)
{
    const char *slug = route_param(&visit->params, "slug");
    const struct help *help = help_of(visit);
    visit->nav = "help";
    for (size_t i = 0; i < help->count; i++)
        if (strcmp(help->pages[i].slug, slug) == 0) {
            visit_set(visit, "title", json_string(help->pages[i].title));
            visit_set(visit, "text_html", json_string(help->pages[i].html));
            return STATUS_OK;
        }
    return STATUS_NOT_FOUND;
}
