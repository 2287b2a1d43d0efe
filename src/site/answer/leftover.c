#include "answer/leftover.h"

#include "answer/fields.h"
#include "policy/form.h"
#include "request/beside.h"
#include "words/words.h"

#include <string.h>

static bool is_chosen(const json_t *options)
{
    size_t index;
    json_t *option;
    json_array_foreach(options, index, option)
    {
        if (json_is_true(json_object_get(option, "selected")))
            return true;
    }
    return false;
}

static bool is_said(const json_t *value)
{
    const char *text = json_string_value(value);
    return json_is_integer(value) || (text != NULL && *text != '\0');
}

/* Ids are no text: structures get their names, others go; so does what nobody filled in. */
static bool keeps_something(json_t *fields)
{
    for (size_t i = json_array_size(fields); i > 0; i--) {
        json_t *field = json_array_get(fields, i - 1);
        json_t *items = json_object_get(field, "items");
        const bool chosen = is_chosen(json_object_get(field, "options"));
        const bool kept = chosen || json_is_true(json_object_get(field, "yes")) ||
                          (is_said(json_object_get(field, "value")) &&
                           !json_is_true(json_object_get(field, "is_id")));
        for (size_t place = json_array_size(items); place > 0; place--)
            if (!keeps_something(json_object_get(json_array_get(items, place - 1), "fields")))
                json_array_remove(items, place - 1);
        if (!kept && json_array_size(items) == 0)
            json_array_remove(fields, i - 1);
    }
    return json_array_size(fields) > 0;
}

static void name_structures(struct visit *visit, json_t *form)
{
    static const char *const names[] = {"structure", "host"};
    json_t *structures;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (visit->act != NULL && fields_find(form, names[i]) != NULL &&
            fields_structures(visit, &structures) == STATUS_OK)
            fields_choose(form, names[i], structures);
}

bool leftover_show(struct visit *visit, const struct form *form, const json_t *typed,
                   const json_t *errors)
{
    json_t *model = form_model(form, visit->arena, typed, errors);
    fields_widgets(visit, json_object_get(model, "fields"));
    name_structures(visit, model);
    if (!keeps_something(json_object_get(model, "fields")))
        return false;
    json_object_set(visit->model, "leftover", model);
    return true;
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
        if (leftover_show(visit, beside_form(visit, action), json_object_get(one, "fields"), NULL))
            json_array_append(left, json_object_get(visit->model, "leftover"));
    }
    if (json_array_size(left) > (before != NULL ? 1 : 0))
        json_object_set(visit->model, "leftover", left);
}
