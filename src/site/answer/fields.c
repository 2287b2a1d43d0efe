#include "answer/fields.h"

#include "core/directory/directory.h"

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
void fields_widgets(struct visit *visit, const json_t *fields)
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
            fields_widgets(visit, json_object_get(item, "fields"));
    }
}

json_t *fields_find(json_t *form, const char *name)
{
    size_t index;
    json_t *field;
    json_array_foreach(json_object_get(form, "fields"), index, field)
    {
        const char *its = json_string_value(json_object_get(field, "name"));
        if (its != NULL && strcmp(its, name) == 0)
            return field;
    }
    return NULL;
}

/* What is saved at present is told by its name as well. */
static void name_saved(json_t *saved, const char *name, const json_t *options)
{
    json_t *field = fields_find(saved, name);
    const char *id = json_string_value(json_object_get(field, "text"));
    size_t index;
    json_t *option;
    json_array_foreach(options, index, option)
    {
        if (id != NULL && strcmp(act_text(option, "value"), id) == 0) {
            json_object_set(field, "text", json_object_get(option, "label"));
            return;
        }
    }
}

void fields_choose(json_t *form, const char *name, json_t *options)
{
    json_t *field = fields_find(form, name);
    const char *value = json_string_value(json_object_get(field, "value"));
    size_t index;
    json_t *option;
    json_array_foreach(options, index, option)
    {
        const char *its = json_string_value(json_object_get(option, "value"));
        bool selected = value != NULL && its != NULL && strcmp(value, its) == 0;
        json_object_set_new(option, "selected", json_boolean(selected));
    }
    if (field != NULL)
        json_object_set(field, "options", options);
    name_saved(json_object_get(form, "saved"), name, options);
    json_decref(options);
}

void fields_option(json_t *options, const json_t *value, const char *label)
{
    if (json_is_string(value) && label != NULL)
        json_array_append_new(
            options, json_pack("{s:s, s:s}", "value", json_string_value(value), "label", label));
}

enum status fields_structures(struct visit *visit, json_t **options)
{
    json_t *list;
    *options = NULL;
    enum status status = directory_list_names(visit->act, &list);
    if (status != STATUS_OK)
        return status;
    *options = json_array();
    size_t index;
    json_t *structure;
    json_array_foreach(list, index, structure)
        fields_option(*options, json_object_get(structure, "id"),
                      json_string_value(json_object_get(structure, "name")));
    return STATUS_OK;
}
