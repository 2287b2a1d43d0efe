/* /structures. */

#include "core/directory/directory.h"
#include "pages/pages.h"
#include "parts/narrow.h"

#include <string.h>

#define CHOICE "structures_choice"

/* What the index has under one letter is asked for by it alone. */
static char letter_of(const struct visit *visit)
{
    const char *text = visit_query(visit, "letter");
    return text != NULL && strlen(text) == 1 ? *text : '\0';
}

static struct directory_choice choice_of(const struct visit *visit, const json_t *clean)
{
    const char *signs = act_text(clean, "signed");
    return (struct directory_choice){.text = act_text(clean, "q"),
                                     .kind = act_text(clean, "kind"),
                                     .theme = act_text(clean, "theme"),
                                     .territory = act_text(clean, "territory"),
                                     .letter = letter_of(visit),
                                     .signs = signs == NULL               ? DIRECTORY_ANY
                                              : strcmp(signs, "yes") == 0 ? DIRECTORY_SIGNED
                                                                          : DIRECTORY_UNSIGNED,
                                     .page = narrow_page(visit, "page")};
}

enum status page_structures(struct visit *visit)
{
    json_t *model, *clean;
    visit->nav = "structures";
    enum status status = narrow_read(visit, &clean, CHOICE);
    if (status != STATUS_OK)
        return status;
    const struct directory_choice choice = choice_of(visit, clean);
    status = directory_list_chosen(visit->act, &model, &choice);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    json_t *page = json_object_get(model, "structures_page");
    json_t *kept = act_json(visit->arena, json_copy(clean));
    if (choice.letter != '\0') {
        json_object_set_new(kept, "letter", json_stringn(&choice.letter, 1));
        visit_set(visit, "letter", json_stringn(&choice.letter, 1));
    }
    narrow_turn(visit, page, "/structures", "page", kept, NULL);
    narrow_offer(visit, CHOICE, "/structures", clean, page);
    visit_set(visit, "narrowed", json_boolean(json_object_size(kept) > 0));
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

/* Where the list shows a group. */
static void lead(struct visit *visit, const json_t *groups, const char *member, const char *name)
{
    size_t i;
    json_t *group;
    json_array_foreach(groups, i, group)
    {
        json_t *query =
            act_json(visit->arena, json_pack("{s:O}", name, json_object_get(group, member)));
        json_object_set_new(group, "href",
                            json_string(narrow_address(visit->arena, "/structures", query, NULL)));
    }
}

enum status page_structures_index(struct visit *visit)
{
    json_t *model;
    visit->nav = "structures";
    enum status status = directory_index(visit->act, &model);
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    lead(visit, json_object_get(model, "by_name"), "letter", "letter");
    lead(visit, json_object_get(model, "by_theme"), "key", "theme");
    lead(visit, json_object_get(model, "by_territory"), "key", "territory");
    return STATUS_OK;
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
    enum status status =
        directory_view_page(visit->act, &model, structure_of(visit), narrow_page(visit, "page"));
    if (status != STATUS_OK)
        return status;
    narrow_turn(visit, json_object_get(model, "people_page"), visit->request->path, "page", NULL,
                "people-title");
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
