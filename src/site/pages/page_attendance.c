/* /seances/{id}/presence. */

#include "core/seances/attendance.h"
#include "pages/pages.h"
#include "parts/drafting.h"

#include <string.h>

static const char *const statuses[] = {"present", "excused", "absent"};

/* What was typed for somebody in a form that was refused. */
static const char *typed_status(const json_t *typed, const char *account)
{
    size_t index;
    json_t *line;
    json_array_foreach(json_object_get(typed, "people"), index, line)
    {
        const char *its = json_string_value(json_object_get(line, "account"));
        if (its != NULL && account != NULL && strcmp(its, account) == 0)
            return json_string_value(json_object_get(line, "status"));
    }
    return NULL;
}

static json_t *options_of(struct visit *visit, const char *chosen)
{
    json_t *options = json_array();
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        json_array_append_new(
            options, json_pack("{s:s, s:s?, s:b}", "value", statuses[i], "label",
                               words_family(visit_messages(visit), "label", "status", statuses[i]),
                               "selected", chosen != NULL && strcmp(chosen, statuses[i]) == 0));
    return options;
}

static const char *label_of(const struct visit *visit, const char *status)
{
    return status != NULL ? words_family(visit_messages(visit), "label", "status", status) : NULL;
}

/* Beside what was typed, what somebody noted meanwhile. */
static void show_typed(struct visit *visit, json_t *line, const char *typed)
{
    const char *saved = json_string_value(json_object_get(line, "status"));
    if (visit->failure->stale && saved != NULL && (typed == NULL || strcmp(saved, typed) != 0))
        json_object_set_new(line, "saved_label", json_string(label_of(visit, saved)));
}

static bool among(const json_t *guests, const char *label)
{
    size_t index;
    json_t *guest;
    json_array_foreach(guests, index, guest)
    {
        const char *its = act_text(guest, "label");
        if (its != NULL && label != NULL && strcmp(its, label) == 0)
            return true;
    }
    return false;
}

/* What was typed for a list that is closed by now, where it says something else. */
static void show_lost(struct visit *visit, const json_t *model, const json_t *typed)
{
    json_t *people = act_json(visit->arena, json_array());
    json_t *guests = act_json(visit->arena, json_array());
    size_t index;
    json_t *line;
    json_array_foreach(json_object_get(model, "people"), index, line)
    {
        const json_t *person = json_object_get(line, "person");
        const char *chosen = typed_status(typed, act_text(person, "id"));
        const char *saved = act_text(line, "status");
        const char *label = label_of(visit, chosen);
        if (label != NULL && (saved == NULL || strcmp(saved, chosen) != 0))
            json_array_append_new(people,
                                  json_pack("{s:O, s:s, s:s?}", "person", person, "typed_label",
                                            label, "saved_label", label_of(visit, saved)));
    }
    json_array_foreach(json_object_get(typed, "guests"), index, line)
    {
        const char *label = act_text(line, "label");
        if (label != NULL && *label != '\0' && !among(json_object_get(model, "guests"), label))
            json_array_append(guests, line);
    }
    const bool lost = json_array_size(people) + json_array_size(guests) > 0;
    visit_set(visit, "was_typed", json_true());
    visit_set(visit, "is_lost", json_boolean(lost));
    json_object_set(visit->model, "lost_people", people);
    json_object_set(visit->model, "lost_guests", guests);
}

/* One line a person: who, and the three answers to choose from. */
static void offer_people(struct visit *visit, const json_t *people, const json_t *typed)
{
    size_t index;
    json_t *line;
    json_array_foreach(people, index, line)
    {
        const char *account =
            json_string_value(json_object_get(json_object_get(line, "person"), "id"));
        const char *chosen = typed != NULL ? typed_status(typed, account)
                                           : json_string_value(json_object_get(line, "status"));
        if (typed != NULL)
            show_typed(visit, line, chosen);
        json_object_set_new(line, "index", json_integer((json_int_t)index));
        json_object_set_new(line, "options", options_of(visit, chosen));
    }
}

enum status page_attendance(struct visit *visit)
{
    json_t *model;
    enum status status = page_seance(visit);
    if (status == STATUS_OK)
        status = attendance_view(visit->act, &model, page_seance_id(visit));
    if (status != STATUS_OK)
        return status;
    visit_merge(visit, model);
    visit_set(visit, "has_guests",
              json_boolean(json_array_size(json_object_get(model, "guests")) > 0));
    if (!json_is_true(json_object_get(model, "i_record"))) {
        const json_t *lost = page_typed(visit, "attendance");
        if (lost != NULL) /* closed meanwhile */
            show_lost(visit, model, lost);
        return STATUS_OK;
    }
    const char *path =
        arena_printf(visit->arena, "/seances/%s/presence", route_param(&visit->params, "id"));
    bool refused = visit->failure != NULL && visit->failure->form != NULL;
    const json_t *typed = refused ? visit->failure->typed : NULL;
    json_t *form = page_form(visit, "form", "attendance", path, model, 0);
    json_object_set_new(form, "drafting", json_true());
    page_drop(form, "people");
    if (!json_is_true(json_object_get(model, "can_close")))
        page_drop(form, "closed");
    offer_people(visit, json_object_get(model, "people"), typed);
    return STATUS_OK;
}

/* People about whom nothing was said yet. */
static void drop_unsaid(json_t *people)
{
    for (size_t i = json_array_size(people); i > 0; i--)
        if (json_object_get(json_array_get(people, i - 1), "status") == NULL)
            json_array_remove(people, i - 1);
}

enum status page_attendance_record(struct visit *visit)
{
    drop_unsaid(json_object_get(visit->fields, "people"));
    drafting_grow(visit);
    page_done(visit, json_is_true(json_object_get(visit->fields, "closed")) ? "attendance_closed"
                                                                            : "attendance_saved");
    return attendance_record(visit->act, page_seance_id(visit), visit->fields);
}
