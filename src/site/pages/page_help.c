/* /aide. */

#include "pages/pages.h"

#include <string.h>

enum status page_help(struct visit *visit)
{
    json_t *pages = json_array();
    visit->nav = "help";
    for (size_t i = 0; i < visit->site->help_count; i++)
        json_array_append_new(pages, json_pack("{s:s, s:s}", "slug", visit->site->help[i].slug,
                                               "title", visit->site->help[i].title));
    visit_set(visit, "pages", pages);
    return STATUS_OK;
}

enum status page_help_view(struct visit *visit)
{
    const char *slug = route_param(&visit->params, "slug");
    visit->nav = "help";
    for (size_t i = 0; i < visit->site->help_count; i++)
        if (strcmp(visit->site->help[i].slug, slug) == 0) {
            visit_set(visit, "title", json_string(visit->site->help[i].title));
            visit_set(visit, "text_html", json_string(visit->site->help[i].html));
            return STATUS_OK;
        }
    return STATUS_NOT_FOUND;
}
