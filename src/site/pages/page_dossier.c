/* /seances/{id}, and cancelling. */

#include "core/seances/calendar.h"

#include "answer/fields.h"
#include "pages/pages.h"

#include <string.h>

/* One séance: its dossier, and taking it off the calendar. */

static bool says(const json_t *seance, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(seance, name));
    return text != NULL && strcmp(text, value) == 0;
}

/* What the brief tells of the reader: enough to show a door or not; core guards it. */
static uint32_t relations_of(const struct visit *visit, const json_t *seance)
{
    uint32_t relations = 0;
    size_t index;
    json_t *role;
    json_array_foreach(json_object_get(seance, "my_roles"), index, role) relations |=
        shape_relation(&visit->pack->shape, json_is_string(role) ? json_string_value(role) : "");
    if (says(seance, "my_answer", "coming"))
        relations |= RELATION_COMING;
    if (says(seance, "my_attendance", "present"))
        relations |= RELATION_PRESENT;
    return relations;
}

enum status page_dossier(struct visit *visit)
{
    enum status status = page_seance(visit);
    if (status != STATUS_OK)
        return status;
    const json_t *seance = json_object_get(visit->model, "seance");
    const char *name = json_string_value(json_object_get(seance, "stage"));
    enum stage stage = name != NULL ? access_stage(name) : STAGE_NONE;
    uint32_t relations = relations_of(visit, seance);
    const bool situation = json_is_true(json_object_get(seance, "has_situation"));
    const bool synthesis = json_is_true(json_object_get(seance, "has_synthesis"));
    visit_set(visit, "has_dossier", json_boolean(situation || synthesis));
    visit_set(visit, "see_situation",
              json_boolean(situation &&
                           act_may(visit->act, RESOURCE_SITUATION, ACTION_READ, relations, stage)));
    visit_set(visit, "see_journal",
              json_boolean((situation || synthesis) &&
                           act_may(visit->act, RESOURCE_JOURNAL, ACTION_READ, relations, stage)));
    visit_set(visit, "see_synthesis",
              json_boolean(synthesis &&
                           act_may(visit->act, RESOURCE_SYNTHESIS, ACTION_READ, relations, stage)));
    return STATUS_OK;
}

/* The séance that replaces it is another one that stands. */
static enum status offer_replacements(struct visit *visit, json_t *form)
{
    struct cycle_id newest = {0};
    json_t *view;
    const char *self = route_param(&visit->params, "id");
    enum status status = calendar_view(visit->act, &view, newest);
    if (status != STATUS_OK)
        return status;
    json_t *options = json_array();
    size_t index;
    json_t *seance;
    json_array_foreach(json_object_get(view, "seances"), index,
                       seance) if (!says(seance, "id", self) && !says(seance, "stage", "cancelled"))
        fields_option(options, json_object_get(seance, "id"), page_seance_name(visit, seance));
    fields_choose(form, "replaced_by", options);
    return STATUS_OK;
}

enum status page_dossier_cancel_form(struct visit *visit)
{
    enum status status = page_seance(visit);
    if (status != STATUS_OK)
        return status;
    const json_t *seance = json_object_get(visit->model, "seance");
    if (!json_is_true(json_object_get(seance, "i_cancel")))
        return STATUS_DENIED;
    json_t *form = page_form(visit, "form", "cancel", visit->request->path, NULL, 0);
    return offer_replacements(visit, form);
}

enum status page_dossier_cancel(struct visit *visit)
{
    visit->location = arena_printf(visit->arena, "/seances/%s", route_param(&visit->params, "id"));
    return calendar_cancel(visit->act, page_seance_id(visit), visit->fields);
}
