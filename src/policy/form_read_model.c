/* A form's values as templates show them for reading. */

#include "form_value.h"

#include <string.h>

static json_t *fields_model(const struct form_field *fields, size_t count, const json_t *values);

/* A stored value may be of an option that the pack has since lost: then it speaks for itself. */
static const char *label_of(const struct form_field *field, const char *value)
{
    for (size_t i = 0; value != NULL && i < field->option_count; i++)
        if (strcmp(field->options[i].value, value) == 0)
            return field->options[i].label;
    return value;
}

/* ${value} is a string; copied as it is when it has no label. */
static json_t *labelled(const struct form_field *field, const json_t *value)
{
    const char *text = json_string_value(value);
    const char *label = label_of(field, text);
    return label == text ? json_copy((json_t *)value) : json_string(label);
}

static json_t *text_of(const struct form_field *field, const json_t *value)
{
    if (field->type == FORM_PARAGRAPH)
        return json_null();
    if (json_is_integer(value))
        return json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_string(value) && field->type != FORM_CHOICES && field->type != FORM_YESNO)
        return labelled(field, value);
    return json_null();
}

static json_t *paragraph_of(const struct form_field *field, const json_t *value)
{
    return field->type == FORM_PARAGRAPH && json_is_string(value) ? json_copy((json_t *)value)
                                                                  : json_null();
}

static json_t *options_of(const struct form_field *field, const json_t *value)
{
    if (field->type != FORM_CHOICES)
        return json_null();
    json_t *options = json_array();
    size_t count = json_is_string(value) ? 1 : json_array_size(value);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_string(value) ? value : json_array_get(value, i);
        const char *text = json_string_value(item);
        if (text != NULL && *text != '\0')
            json_array_append_new(
                options, json_pack("{s:s, s:s}", "value", text, "label", label_of(field, text)));
    }
    return options;
}

static json_t *items_of(const struct form_field *field, const json_t *value)
{
    if (field->type != FORM_GROUP)
        return json_null();
    json_t *items = json_array();
    size_t count = field->repeat ? json_array_size(value) : 1;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = field->repeat ? json_array_get(value, i) : value;
        if (form_value_is_blank(item))
            continue;
        json_t *number =
            field->repeat ? json_integer((json_int_t)json_array_size(items) + 1) : json_null();
        json_array_append_new(
            items, json_pack("{s:o, s:s?, s:o}", "number", number, "label", field->item_label,
                             "fields", fields_model(field->fields, field->field_count, item)));
    }
    return items;
}

static json_t *field_model(const struct form_field *field, const json_t *value)
{
    enum form_answer answer = field->type == FORM_YESNO ? form_value_answer(value) : FORM_NEITHER;
    json_t *model =
        json_pack("{s:s, s:s, s:o, s:o, s:o, s:b, s:b, s:o}", "name", field->name, "label",
                  field->label, "text", text_of(field, value), "paragraph",
                  paragraph_of(field, value), "options", options_of(field, value), "yes",
                  answer == FORM_YES, "no", answer == FORM_NO, "items", items_of(field, value));
    form_value_flags(model, field->type);
    return model;
}

static json_t *fields_model(const struct form_field *fields, size_t count, const json_t *values)
{
    json_t *model = json_array();
    for (const struct form_field *field = fields; field < fields + count; field++) {
        const json_t *value = json_object_get(values, field->name);
        if (field->type != FORM_SECRET && !field->aside && !form_value_is_blank(value))
            json_array_append_new(model, field_model(field, value));
    }
    return model;
}

json_t *form_read_model(const struct form *form, struct arena *arena, const json_t *values)
{
    return form_value_owned(
        arena, json_pack("{s:s, s:s?, s:o}", "name", form->name, "intro", form->intro, "fields",
                         fields_model(form->fields, form->field_count, values)));
}
