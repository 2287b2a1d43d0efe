/* /seances/{id}/roles. */

#include "core/seances/rotation.h"
#include "pages/pages.h"

#include <string.h>

static bool same(const json_t *a, const char *b)
{
    return json_is_string(a) && b != NULL && strcmp(json_string_value(a), b) == 0;
}

/* The choice that was refused stays chosen. */
static void keep_choice(const json_t *role, const json_t *typed)
{
    bool refused = same(json_object_get(role, "role"), act_text(typed, "role"));
    size_t index;
    json_t *candidate;
    json_array_foreach(json_object_get(role, "candidates"), index, candidate)
    {
        const json_t *id = json_object_get(json_object_get(candidate, "person"), "id");
        json_object_set_new(candidate, "selected",
                            json_boolean(refused && same(id, act_text(typed, "account"))));
    }
}

static void tell_state(json_t *role)
{
    const json_t *state = json_object_get(role, "state");
    json_object_set_new(role, "is_proposed", json_boolean(same(state, "proposed")));
    json_object_set_new(role, "is_accepted", json_boolean(same(state, "accepted")));
    json_object_set_new(
        role, "may_be_given",
        json_boolean(!same(state, "accepted") || json_is_true(json_object_get(role, "lost"))));
    json_object_set_new(role, "has_candidates",
                        json_boolean(json_array_size(json_object_get(role, "candidates")) > 0));
}

enum status page_roles(struct visit *visit)
{
    json_t *model;
    enum status status = page_seance_with(visit, "has_roles");
    if (status == STATUS_OK)
        status = rotation_view(visit->act, &model, page_seance_id(visit));
    if (status != STATUS_OK)
        return status;
    const json_t *typed = page_typed(visit, "role_give");
    size_t index;
    json_t *role;
    json_array_foreach(json_object_get(model, "roles"), index, role)
    {
        tell_state(role);
        keep_choice(role, typed);
    }
    page_buttons(visit, "role_answer");
    visit_merge(visit, model);
    return STATUS_OK;
}

enum status page_roles_give(struct visit *visit)
{
    return rotation_give(visit->act, page_seance_id(visit), visit->fields);
}

enum status page_roles_answer(struct visit *visit)
{
    page_done(visit, "role_%s", act_text(visit->fields, "answer"));
    return rotation_answer(visit->act, page_seance_id(visit), visit->fields);
}
