#include "answer/leftover.h"

#include "policy/form.h"
#include "request/beside.h"
#include "words/words.h"

#include <string.h>

/* Which elements describe a field: its hint, its error, both or none. */
static void describe(struct visit *visit, json_t *field)
{
    const char *id = json_string_value(json_object_get(field, "id"));
    bool hint = json_is_string(json_object_get(field, "hint"));
    bool error = json_is_object(json_object_get(field, "error"));
    const char *both =
        arena_printf(visit->arena, "%s%s%s%s%s", hint ? id : "", hint ? "-hint" : "",
                     hint && error ? " " : "", error ? id : "", error ? "-error" : "");
    json_object_set_new(field, "described", hint || error ? json_string(both) : json_null());
}

/* Many options fold into a list; a few stand side by side. */
void leftover_widgets(struct visit *visit, const json_t *fields)
{
    enum { FEW = 5 };
    size_t index;
    json_t *field;
    json_array_foreach(fields, index, field)
    {
        bool choice = json_is_true(json_object_get(field, "is_choice"));
        bool many = json_array_size(json_object_get(field, "options")) > FEW;
        json_object_set_new(field, "is_radios", json_boolean(choice && !many));
        json_object_set_new(
            field, "is_select",
            json_boolean((choice && many) || json_is_true(json_object_get(field, "is_id"))));
        describe(visit, field);
        size_t place;
        json_t *item;
        json_array_foreach(json_object_get(field, "items"), place, item)
            leftover_widgets(visit, json_object_get(item, "fields"));
    }
}

void leftover_show(struct visit *visit, const struct form *form, const json_t *typed,
                   const json_t *errors)
{
    json_t *model = form_model(form, visit->arena, typed, errors);
    leftover_widgets(visit, json_object_get(model, "fields"));
    json_object_set(visit->model, "leftover", model);
}

void leftover_beside(struct visit *visit)
{
    size_t index;
    json_t *one;
    json_t *before = json_object_get(visit->model, "leftover");
    json_t *left = act_json(visit->arena, json_array());
    if (before != NULL)
        json_array_append(left, before);
    json_array_foreach(visit->beside, index, one)
    {
        if (json_is_true(json_object_get(one, "shown")))
            continue;
        const char *action = json_string_value(json_object_get(one, "action"));
        leftover_show(visit, beside_form(visit, action), json_object_get(one, "fields"), NULL);
        json_array_append(left, json_object_get(visit->model, "leftover"));
    }
    if (json_array_size(left) > (before != NULL ? 1 : 0))
        json_object_set(visit->model, "leftover", left);
}
