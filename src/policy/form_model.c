/* A form as templates show it. */

#include "form_value.h"

#include <string.h>

struct modelling {
    struct arena *arena;
    const char *form;
    const json_t *errors;
};

static json_t *fields_model(const struct modelling *modelling, const struct form_field *fields,
                            size_t count, const json_t *values, const char *prefix);

static const char *id_of(const struct modelling *modelling, const char *path)
{
    char *id = arena_printf(modelling->arena, "f-%s-%s", modelling->form, path);
    for (char *dot = id; (dot = strchr(dot, '.')) != NULL;)
        *dot = '-';
    return id;
}

/* What the input shows: as typed, whatever it should have been. */
static json_t *value_of(const struct form_field *field, const json_t *value)
{
    if (field->type == FORM_SECRET || field->type == FORM_GROUP || field->type == FORM_CHOICES ||
        form_value_is_blank(value))
        return json_null();
    if (field->type == FORM_YESNO) {
        enum form_answer answer = form_value_answer(value);
        return answer == FORM_NEITHER ? json_null() : json_boolean(answer == FORM_YES);
    }
    if (json_is_integer(value))
        return json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return json_is_string(value) ? json_copy((json_t *)value) : json_null();
}

static json_t *options_of(const struct form_field *field, const json_t *value)
{
    if (field->option_count == 0)
        return json_null();
    json_t *options = json_array();
    for (size_t i = 0; i < field->option_count; i++)
        json_array_append_new(options,
                              json_pack("{s:s, s:s, s:b}", "value", field->options[i].value,
                                        "label", field->options[i].label, "selected",
                                        form_value_chose(value, field->options[i].value)));
    return options;
}

static json_t *item_model(const struct modelling *modelling, const struct form_field *field,
                          const json_t *value, size_t index, const char *path, bool blank)
{
    const char *place = arena_printf(modelling->arena, "%s.%zu", path, index);
    return json_pack("{s:I, s:I, s:s, s:b, s:o}", "index", (json_int_t)index, "number",
                     (json_int_t)index + 1, "label", field->item_label, "blank", blank, "fields",
                     fields_model(modelling, field->fields, field->field_count, value, place));
}

static json_t *items_of(const struct modelling *modelling, const struct form_field *field,
                        const json_t *value, const char *path)
{
    if (field->type != FORM_GROUP)
        return json_null();
    json_t *items = json_array();
    if (!field->repeat) {
        json_t *fields = fields_model(modelling, field->fields, field->field_count, value, path);
        json_array_append_new(items, json_pack("{s:n, s:n, s:n, s:b, s:o}", "index", "number",
                                               "label", "blank", false, "fields", fields));
        return items;
    }
    size_t count = json_array_size(value);
    if (count > (size_t)field->max) /* refused already; what is too much is not drawn */
        count = (size_t)field->max;
    bool blank = false;
    for (size_t i = 0; i < count; i++) {
        blank = form_value_is_blank(json_array_get(value, i));
        json_array_append_new(items, item_model(modelling, field, json_array_get(value, i), i, path,
                                                blank && i + 1 == count));
    }
    /* the blank item of a refused form came back with it */
    if (!blank && count < (size_t)field->max)
        json_array_append_new(items, item_model(modelling, field, NULL, count, path, true));
    return items;
}

static json_t *bound_of(int64_t bound, bool shown)
{
    return shown ? json_integer(bound) : json_null();
}

static json_t *field_model(const struct modelling *modelling, const struct form_field *field,
                           const json_t *value, const char *path)
{
    bool number = field->type == FORM_NUMBER;
    enum form_answer answer = field->type == FORM_YESNO ? form_value_answer(value) : FORM_NEITHER;
    json_t *error = json_object_get(modelling->errors, path);
    json_t *model = json_pack(
        "{s:s, s:s, s:s, s:s, s:s?, s:b, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:O?}",
        "name", field->name, "path", path, "id", id_of(modelling, path), "label", field->label,
        "hint", field->hint, "required", field->required, "repeat", field->repeat, "carriers",
        field->carriers, "yes", answer == FORM_YES, "no", answer == FORM_NO, "min",
        bound_of(field->min, number || field->min > 0), "max",
        bound_of(field->max, number || field->max > 0), "rows",
        bound_of(field->rows, field->rows > 0), "value", value_of(field, value), "options",
        options_of(field, value), "items", items_of(modelling, field, value, path), "error", error);
    form_value_flags(model, field->type);
    return model;
}

static json_t *fields_model(const struct modelling *modelling, const struct form_field *fields,
                            size_t count, const json_t *values, const char *prefix)
{
    json_t *model = json_array();
    for (const struct form_field *field = fields; field < fields + count; field++)
        if (!field->aside)
            json_array_append_new(
                model, field_model(modelling, field, json_object_get(values, field->name),
                                   form_value_path(modelling->arena, prefix, field->name)));
    return model;
}

json_t *form_model(const struct form *form, struct arena *arena, const json_t *values,
                   const json_t *errors)
{
    struct modelling modelling = {arena, form->name, errors};
    json_t *fields = fields_model(&modelling, form->fields, form->field_count, values, "");
    return form_value_owned(arena, json_pack("{s:s, s:s?, s:o}", "name", form->name, "intro",
                                             form->intro, "fields", fields));
}
