#include "form_value.h"

#include <string.h>

bool form_value_is_blank(const json_t *value)
{
    const char *key;
    json_t *member;
    size_t index;
    switch (value == NULL ? JSON_NULL : json_typeof(value)) {
    case JSON_NULL:
        return true;
    case JSON_STRING:
        return json_string_length(value) == 0;
    case JSON_ARRAY:
        json_array_foreach((json_t *)value, index,
                           member) if (!form_value_is_blank(member)) return false;
        return true;
    case JSON_OBJECT:
        json_object_foreach((json_t *)value, key,
                            member) if (!form_value_is_blank(member)) return false;
        return true;
    default:
        return false;
    }
}

enum form_answer form_value_answer(const json_t *value)
{
    static const char *const yes[] = {"oui", "yes", "on", "true"};
    static const char *const no[] = {"non", "no", "false"};
    if (json_is_boolean(value))
        return json_is_true(value) ? FORM_YES : FORM_NO;
    const char *text = json_string_value(value);
    if (text == NULL)
        return FORM_NEITHER;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(text, yes[i]) == 0)
            return FORM_YES;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcmp(text, no[i]) == 0)
            return FORM_NO;
    return FORM_NEITHER;
}

bool form_value_chose(const json_t *value, const char *option)
{
    size_t index;
    json_t *member;
    if (json_is_string(value))
        return strcmp(json_string_value(value), option) == 0;
    json_array_foreach((json_t *)value, index,
                       member) if (json_is_string(member) &&
                                   strcmp(json_string_value(member), option) == 0) return true;
    return false;
}

void form_value_flags(json_t *model, enum form_type type)
{
    char flag[32] = "is_";
    for (unsigned i = 0; i < FORM_TYPE_COUNT; i++) {
        strcpy(flag + 3, form_type_names[i]);
        json_object_set_new(model, flag, json_boolean(i == type));
    }
}

const char *form_value_path(struct arena *arena, const char *prefix, const char *name)
{
    return *prefix == '\0' ? name : arena_printf(arena, "%s.%s", prefix, name);
}

static void release(void *value)
{
    json_decref(value);
}

json_t *form_value_owned(struct arena *arena, json_t *value)
{
    if (value != NULL)
        arena_defer(arena, release, value);
    return value;
}
