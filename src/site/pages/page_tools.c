/* /outils. */

#include "pages/pages.h"

#include <string.h>

enum status page_tools(struct visit *visit)
{
    json_t *tools = json_array();
    visit->nav = "tools";
    for (size_t i = 0; i < visit->pack->tool_count; i++)
        json_array_append_new(tools, json_pack("{s:s, s:s}", "slug", visit->pack->tools[i].slug,
                                               "title", visit->pack->tools[i].title));
    visit_set(visit, "tools", tools);
    return STATUS_OK;
}

enum status page_tools_view(struct visit *visit)
{
    const char *slug = route_param(&visit->params, "slug");
    visit->nav = "tools";
    for (size_t i = 0; i < visit->pack->tool_count; i++) {
        const struct tool_sheet *tool = &visit->pack->tools[i];
        if (strcmp(tool->slug, slug) != 0)
            continue;
        visit_set(visit, "title", json_string(tool->title));
        visit_set(visit, "text", json_string(tool->markdown));
        return page_html(visit, "text_html", tool->markdown, 1);
    }
    return STATUS_NOT_FOUND;
}
