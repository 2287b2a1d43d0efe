/* /structures. */

#include "core/directory/directory.h"
#include "pages/pages.h"

enum status page_structures(struct visit *visit)
{
    json_t *model;
    visit->nav = "structures";
    enum status status = directory_list(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    if (json_is_true(json_object_get(model, "i_create")))
        page_form(visit, "form", "structure_new", "/structures", NULL, 0);
    return STATUS_OK;
}

enum status page_structures_create(struct visit *visit)
{
    struct structure_id id;
    char text[ID_TEXT];
    enum status status = directory_create(visit->act, &id, visit->fields);
    if (status != STATUS_OK)
        return status;
    visit->location = arena_printf(visit->arena, "/structures/%s", id_text(text, &id.id));
    visit_set(visit, "id", json_string(text));
    return STATUS_OK;
}

enum status page_structures_index(struct visit *visit)
{
    json_t *model;
    visit->nav = "structures";
    enum status status = directory_index(visit->act, &model);
    if (status == STATUS_OK)
        visit_merge(visit, model);
    return status;
}

static struct structure_id structure_of(const struct visit *visit)
{
    struct structure_id id;
    visit_id(&id.id, visit);
    return id;
}

enum status page_structures_view(struct visit *visit)
{
    json_t *model;
    visit->nav = "structures";
    enum status status = directory_view(visit->act, &model, structure_of(visit));
    if (status != STATUS_OK)
        return status;
    const json_t *sheet = json_object_get(model, "sheet");
    json_int_t version = json_integer_value(json_object_get(model, "version"));
    visit_merge(visit, model);
    if (json_is_true(json_object_get(model, "i_rename")))
        page_form(
            visit, "names", "structure_new",
            arena_printf(visit->arena, "/structures/%s/nom", route_param(&visit->params, "id")),
            model, version);
    page_sheet(visit, "reading", "structure", sheet);
    if (json_is_true(json_object_get(model, "i_edit")))
        page_form(visit, "form", "structure",
                  arena_printf(visit->arena, "/structures/%s", route_param(&visit->params, "id")),
                  sheet, version);
    return STATUS_OK;
}

enum status page_structures_edit(struct visit *visit)
{
    return directory_edit(visit->act, structure_of(visit), visit->fields, visit->version);
}

enum status page_structures_rename(struct visit *visit)
{
    return directory_rename(visit->act, structure_of(visit), visit->fields, visit->version);
}

enum status page_structures_confirm(struct visit *visit)
{
    return directory_confirm(visit->act, structure_of(visit));
}
