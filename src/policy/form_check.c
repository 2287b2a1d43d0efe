/* Input against a form: clean values or errors by field. */

#include "base/civil.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "form_value.h"

#include <stdlib.h>
#include <string.h>

enum {
    ERRORS_MAX = 200, /* nobody reads more, and input must not make us write without end */
    LIST_MAX = 2000,  /* elements looked at before any are counted */
};

struct check {
    struct arena *arena;
    json_t *errors;
    enum form_rigour rigour;
    bool failed; /* something was refused, written in errors or beyond what is */
    bool broken; /* out of memory */
};

static void put(struct check *check, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        check->broken = true;
}

static json_t *new_text(struct check *check, const char *text)
{
    json_t *json = json_string(text);
    check->broken |= json == NULL;
    return json;
}

/* ${error} is new.  Always NULL, for whoever has no value then. */
static json_t *fail(struct check *check, const char *path, json_t *error)
{
    check->failed = true;
    if (json_object_size(check->errors) < ERRORS_MAX)
        put(check, check->errors, path, error);
    else
        json_decref(error);
    return NULL;
}

static json_t *fail_plain(struct check *check, const char *path, const char *key)
{
    return fail(check, path, json_pack("{s:s}", "key", key));
}

static json_t *fail_bound(struct check *check, const char *path, const char *key, const char *bound,
                          int64_t value)
{
    return fail(check, path, json_pack("{s:s, s:I}", "key", key, bound, (json_int_t)value));
}

static bool is_email(const char *text)
{
    static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                ".!#$%&'*+/=?^_`{|}~-";
    static const char domain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    size_t len = strspn(text, local);
    if (len == 0 || len > 64 || text[len] != '@')
        return false;
    unsigned labels = 0;
    do {
        text += len + 1;
        len = strspn(text, domain);
        if (len == 0 || len > 63 || *text == '-' || text[len - 1] == '-')
            return false;
        labels++;
    } while (text[len] == '.');
    return text[len] == '\0' && labels >= 2;
}

static bool in_future(const char *month)
{
    struct tm now;
    clock_local(clock_now(), &now);
    int year = atoi(month);
    return year > now.tm_year + 1900 ||
           (year == now.tm_year + 1900 && atoi(month + 5) > now.tm_mon + 1);
}

static json_t *check_length(struct check *check, const struct form_field *field, const char *text,
                            size_t length, const char *path)
{
    if (length > (size_t)field->max)
        return fail_bound(check, path, "too_long", "max", field->max);
    if (check->rigour == FORM_COMPLETE && length < (size_t)field->min)
        return fail_bound(check, path, "too_short", "min", field->min);
    return new_text(check, text);
}

static json_t *check_number(struct check *check, const struct form_field *field,
                            const json_t *value, const char *text, const char *path)
{
    int64_t number = json_integer_value(value);
    bool whole = json_is_integer(value);
    if (text != NULL)
        whole = field->minutes ? civil_minutes(&number, check->arena, text)
                               : civil_number(&number, check->arena, text);
    if (!whole || number < field->min || number > field->max)
        return fail(check, path,
                    json_pack("{s:s, s:I, s:I}", "key", "not_a_number", "min",
                              (json_int_t)field->min, "max", (json_int_t)field->max));
    json_t *json = json_integer(number);
    check->broken |= json == NULL;
    return json;
}

/* Browsers without a picker show a line to type in, and dates are pasted from pages and letters. */
static json_t *check_civil(struct check *check, const struct form_field *field,
                           enum civil_kind kind, const char *text, const char *path)
{
    static const char *const keys[] = {[CIVIL_MONTH] = "not_a_month",
                                       [CIVIL_DATE] = "not_a_date",
                                       [CIVIL_MOMENT] = "not_a_moment"};
    const char *read;
    const enum civil_fault fault = civil_read(&read, check->arena, kind, text);
    if (fault != CIVIL_READ)
        return fail_plain(check, path, fault == CIVIL_WEEKDAY ? "other_weekday" : keys[kind]);
    if (field->past && in_future(read))
        return fail_plain(check, path, "month_in_future");
    return new_text(check, read);
}

static json_t *check_choice(struct check *check, const struct form_field *field, const char *text,
                            const char *path)
{
    for (size_t i = 0; i < field->option_count; i++)
        if (strcmp(field->options[i].value, text) == 0)
            return new_text(check, text);
    return fail_plain(check, path, "not_an_option");
}

/* What is left of a text once cleaned and not empty. */
static json_t *check_text(struct check *check, const struct form_field *field, const char *text,
                          const char *path)
{
    struct id id;
    switch (field->type) {
    case FORM_TEXT:
        if (strchr(text, '\n') != NULL)
            return fail_plain(check, path, "one_line");
        return check_length(check, field, text, text_length(text), path);
    case FORM_PARAGRAPH:
        return check_length(check, field, text, text_length(text), path);
    case FORM_MONTH:
        return check_civil(check, field, CIVIL_MONTH, text, path);
    case FORM_DATE:
        return check_civil(check, field, CIVIL_DATE, text, path);
    case FORM_MOMENT:
        return check_civil(check, field, CIVIL_MOMENT, text, path);
    case FORM_EMAIL:
        if (strlen(text) > (size_t)field->max)
            return fail_bound(check, path, "too_long", "max", field->max);
        return is_email(text) ? new_text(check, text) : fail_plain(check, path, "not_an_email");
    case FORM_CHOICE:
        return check_choice(check, field, text, path);
    case FORM_ID:
        return id_parse(&id, text) == STATUS_OK ? new_text(check, text)
                                                : fail_plain(check, path, "not_an_id");
    default:
        return fail_plain(check, path, "type");
    }
}

static json_t *check_yesno(struct check *check, const struct form_field *field, const json_t *value,
                           const char *path)
{
    enum form_answer answer = form_value_answer(value);
    if (answer == FORM_NEITHER)
        return fail_plain(check, path, json_is_string(value) ? "not_yesno" : "type");
    if (answer == FORM_NO && field->must_yes && check->rigour == FORM_COMPLETE)
        return fail_plain(check, path, "must_yes");
    return json_boolean(answer == FORM_YES);
}

static bool is_sound(const json_t *value)
{
    return json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value) &&
           text_is_utf8(json_string_value(value), json_string_length(value));
}

/* In the order of the options, each once. */
static json_t *check_choices(struct check *check, const struct form_field *field,
                             const json_t *value, const char *path)
{
    size_t count = json_is_string(value) ? 1 : json_array_size(value);
    if (!json_is_string(value) && !json_is_array(value))
        return fail_plain(check, path, "type");
    if (count > LIST_MAX)
        return fail_bound(check, path, "too_many", "max", field->max);
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_string(value) ? value : json_array_get(value, i);
        if (!is_sound(item))
            return fail_plain(check, path, "type");
        if (json_string_length(item) == 0)
            continue;
        json_t *known = check_choice(check, field, json_string_value(item), path);
        if (known == NULL)
            return NULL;
        json_decref(known);
    }
    json_t *clean = json_array();
    for (size_t i = 0; i < field->option_count; i++)
        if (form_value_chose(value, field->options[i].value) &&
            json_array_append_new(clean, json_string(field->options[i].value)) != 0)
            check->broken = true;
    size_t chosen = json_array_size(clean);
    if (chosen > (size_t)field->max)
        fail_bound(check, path, "too_many", "max", field->max);
    else if (chosen > 0 && chosen < (size_t)field->min && check->rigour == FORM_COMPLETE)
        fail_bound(check, path, "too_few", "min", field->min);
    else if (chosen > 0)
        return clean;
    json_decref(clean);
    return NULL;
}

/* The one way in for what people type, by forms and as JSON. */
static const char *cleaned(struct arena *arena, enum form_type type, const char *text)
{
    return type == FORM_PARAGRAPH ? text_clean(arena, text)
           : type == FORM_EMAIL   ? text_address(arena, text)
                                  : text_line(arena, text);
}

static json_t *check_leaf(struct check *check, const struct form_field *field, const json_t *value,
                          const char *path)
{
    if (field->type == FORM_CHOICES)
        return check_choices(check, field, value, path);
    if (field->type == FORM_YESNO && json_is_boolean(value))
        return check_yesno(check, field, value, path);
    if (field->type == FORM_NUMBER && json_is_number(value))
        return check_number(check, field, value, NULL, path);
    if (!is_sound(value))
        return fail_plain(check, path, "type");
    if (field->type == FORM_SECRET)
        return json_string_length(value) == 0 ? NULL
                                              : check_length(check, field, json_string_value(value),
                                                             json_string_length(value), path);
    const char *text = cleaned(check->arena, field->type, json_string_value(value));
    if (*text == '\0')
        return NULL;
    if (field->type == FORM_YESNO)
        return check_yesno(check, field, value, path);
    if (field->type == FORM_NUMBER)
        return check_number(check, field, NULL, text, path);
    return check_text(check, field, text, path);
}

static json_t *check_object(struct check *check, const struct form_field *fields, size_t count,
                            const json_t *input, const char *path);

static json_t *check_items(struct check *check, const struct form_field *field, const json_t *value,
                           const char *path)
{
    size_t index;
    json_t *item;
    if (!json_is_array(value))
        return fail_plain(check, path, "type");
    if (json_array_size(value) > LIST_MAX)
        return fail_bound(check, path, "too_many", "max", field->max);
    json_t *clean = json_array();
    json_array_foreach((json_t *)value, index, item)
    {
        /* paths count the items as typed, so that each error stays beside its own */
        const char *place = arena_printf(check->arena, "%s.%zu", path, index);
        json_t *object = check_object(check, field->fields, field->field_count, item, place);
        if (object != NULL && json_array_append_new(clean, object) != 0)
            check->broken = true;
    }
    size_t items = json_array_size(clean);
    if (items > (size_t)field->max)
        fail_bound(check, path, "too_many", "max", field->max);
    else if (items > 0 && items < (size_t)field->min && check->rigour == FORM_COMPLETE)
        fail_bound(check, path, "too_few", "min", field->min);
    else if (items > 0)
        return clean;
    json_decref(clean);
    return NULL;
}

static json_t *check_field(struct check *check, const struct form_field *field, const json_t *value,
                           const char *path)
{
    if (value == NULL || json_is_null(value))
        return NULL;
    if (field->type != FORM_GROUP)
        return check_leaf(check, field, value, path);
    return field->repeat ? check_items(check, field, value, path)
                         : check_object(check, field->fields, field->field_count, value, path);
}

static void check_names(struct check *check, const struct form_field *fields, size_t count,
                        const json_t *input, const char *path)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)input, name, value)
    {
        size_t i = 0;
        while (i < count && strcmp(fields[i].name, name) != 0)
            i++;
        if (i == count)
            fail_plain(
                check,
                form_value_path(check->arena, path, text_repair(check->arena, name, strlen(name))),
                "unknown");
        if (json_object_size(check->errors) == ERRORS_MAX)
            return;
    }
}

/* What a complete form would hold and ${clean} does not. */
static void check_missing(struct check *check, const struct form_field *fields, size_t count,
                          const json_t *clean, const char *prefix)
{
    for (const struct form_field *field = fields; field < fields + count; field++) {
        const char *path = form_value_path(check->arena, prefix, field->name);
        bool counted = field->type == FORM_CHOICES || (field->type == FORM_GROUP && field->repeat);
        if (json_object_get(clean, field->name) != NULL ||
            json_object_get(check->errors, path) != NULL)
            continue;
        if (field->required && field->type == FORM_GROUP && !field->repeat)
            check_missing(check, field->fields, field->field_count, NULL, path);
        else if (field->required)
            fail_plain(check, path, field->must_yes ? "must_yes" : "required");
        else if (field->must_yes)
            fail_plain(check, path, "must_yes");
        else if (counted && field->min > 0)
            fail_bound(check, path, "too_few", "min", field->min);
    }
}

/* A new object; NULL if the input is blank, which only the whole form may not be. */
static json_t *check_object(struct check *check, const struct form_field *fields, size_t count,
                            const json_t *input, const char *path)
{
    bool failed = check->failed;
    check->failed = false;
    json_t *clean = json_object();
    if (clean == NULL)
        check->broken = true;
    if (!json_is_object(input) && !form_value_is_blank(input))
        fail_plain(check, path, "type");
    check_names(check, fields, count, input, path);
    for (const struct form_field *field = fields; field < fields + count; field++) {
        const char *place = form_value_path(check->arena, path, field->name);
        json_t *value = check_field(check, field, json_object_get(input, field->name), place);
        if (value != NULL)
            put(check, clean, field->name, value);
    }
    bool blank = *path != '\0' && !check->failed && json_object_size(clean) == 0;
    if (!blank && check->rigour == FORM_COMPLETE && json_object_get(check->errors, path) == NULL)
        check_missing(check, fields, count, clean, path);
    check->failed |= failed;
    if (!blank)
        return clean;
    json_decref(clean);
    return NULL;
}

enum status form_check(const struct form *form, json_t **clean, json_t **errors,
                       struct arena *arena, const json_t *input, enum form_rigour rigour)
{
    *clean = NULL;
    *errors = NULL;
    struct check check = {.arena = arena, .errors = json_object(), .rigour = rigour};
    form_value_owned(arena, check.errors);
    json_t *object =
        form_value_owned(arena, check_object(&check, form->fields, form->field_count, input, ""));
    if (check.broken || check.errors == NULL)
        return STATUS_FAILED;
    if (check.failed) {
        *errors = check.errors;
        return STATUS_INVALID;
    }
    *clean = object;
    return STATUS_OK;
}
