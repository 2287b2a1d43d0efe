#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "form_value.h"

#include <string.h>

enum {
    DEPTH = 2, /* groups in groups: what names like "a.0.b.0.c" can say */
    FIELDS_MAX = 200,
    OPTIONS_MAX = 500,
    ITEMS_MAX = 1000,
    TEXT_MAX = 100000,
    SECRET_MAX = 1024,
    NUMBER_MAX = 1000000000,
};

const char *const form_type_names[FORM_TYPE_COUNT] = {
    "text",   "paragraph", "month", "date",   "moment", "number", "email",
    "choice", "choices",   "yesno", "secret", "id",     "group",
};

struct loading {
    struct arena *arena;
    const char *path;
    const struct ini *pack;
};

#define TYPE(name) (1U << FORM_##name)
#define TEXTS (TYPE(TEXT) | TYPE(PARAGRAPH) | TYPE(SECRET))
#define ANY ((1U << FORM_TYPE_COUNT) - 1)

/* What may be written of which field; anything else is a slip of the pen. */
static const struct {
    const char *name;
    unsigned types; /* of fields that may have it */
    json_type json;
} keys[] = {
    {"name", ANY, JSON_STRING},
    {"type", ANY, JSON_STRING},
    {"label", ANY, JSON_STRING},
    {"hint", ANY, JSON_STRING},
    {"required", ANY, JSON_TRUE},
    {"min", TEXTS | TYPE(NUMBER) | TYPE(CHOICES) | TYPE(GROUP), JSON_INTEGER},
    {"max", TEXTS | TYPE(EMAIL) | TYPE(NUMBER) | TYPE(CHOICES) | TYPE(GROUP), JSON_INTEGER},
    {"rows", TYPE(PARAGRAPH), JSON_INTEGER},
    {"past", TYPE(MONTH), JSON_TRUE},
    {"minutes", TYPE(NUMBER), JSON_TRUE},
    {"must", TYPE(YESNO), JSON_STRING},
    {"options", TYPE(CHOICE) | TYPE(CHOICES), JSON_ARRAY},
    {"options_from", TYPE(CHOICE) | TYPE(CHOICES), JSON_STRING},
    {"repeat", TYPE(GROUP), JSON_TRUE},
    {"item_label", TYPE(GROUP), JSON_STRING},
    {"aside", TYPE(GROUP), JSON_TRUE},
    {"carriers", TYPE(TEXT), JSON_TRUE},
    {"fields", TYPE(GROUP), JSON_ARRAY},
};

static bool refuse(const struct loading *loading, const char *name, const char *reason)
{
    log_error("%s: field \"%s\": %s", loading->path, name == NULL ? "?" : name, reason);
    return false;
}

static const char *text_at(const struct loading *loading, const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text == NULL || *text == '\0' ? NULL : arena_text(loading->arena, text);
}

static int64_t number_at(const json_t *json, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(json, key);
    return value == NULL ? otherwise : json_integer_value(value);
}

static bool is_name(const char *text)
{
    return text != NULL && *text >= 'a' && strlen(text) <= 64 &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static bool keys_suit(const struct loading *loading, const struct form_field *field,
                      const json_t *json)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)json, key, value)
    {
        size_t i = 0;
        while (i < sizeof keys / sizeof *keys && strcmp(keys[i].name, key) != 0)
            i++;
        if (i == sizeof keys / sizeof *keys || (keys[i].types & 1U << field->type) == 0)
            return refuse(loading, field->name,
                          arena_printf(loading->arena, "\"%s\" means nothing here", key));
        bool boolean = keys[i].json == JSON_TRUE && json_is_boolean(value);
        if (!boolean && json_typeof(value) != keys[i].json)
            return refuse(loading, field->name,
                          arena_printf(loading->arena, "\"%s\" is of the wrong type", key));
    }
    return true;
}

static bool read_bounds(const struct loading *loading, struct form_field *field, const json_t *json)
{
    static const struct {
        int64_t min, max;            /* unless the schema says */
        int64_t least_max, greatest; /* what it may say */
    } bounds[FORM_TYPE_COUNT] = {
        [FORM_TEXT] = {0, 200, 1, TEXT_MAX},
        [FORM_PARAGRAPH] = {0, 4000, 1, TEXT_MAX},
        [FORM_NUMBER] = {0, 1000000, -NUMBER_MAX, NUMBER_MAX},
        [FORM_EMAIL] = {0, 254, 1, 254},
        [FORM_CHOICES] = {0, OPTIONS_MAX, 1, OPTIONS_MAX},
        [FORM_SECRET] = {0, SECRET_MAX, 1, SECRET_MAX},
        [FORM_GROUP] = {0, 30, 1, ITEMS_MAX},
    };
    field->min = number_at(json, "min", bounds[field->type].min);
    field->max = number_at(json, "max", bounds[field->type].max);
    int64_t floor = field->type == FORM_NUMBER ? -NUMBER_MAX : 0;
    if (field->max < bounds[field->type].least_max || field->max > bounds[field->type].greatest ||
        field->min < floor || field->min > field->max)
        return refuse(loading, field->name, "min or max is out of reason");
    field->rows = number_at(json, "rows", field->type == FORM_PARAGRAPH ? 4 : 0);
    if (field->rows < 0 || field->rows > 100)
        return refuse(loading, field->name, "rows is out of reason");
    return true;
}

static bool has_option(const struct form_field *field, const char *value)
{
    for (size_t i = 0; i < field->option_count; i++)
        if (strcmp(field->options[i].value, value) == 0)
            return true;
    return false;
}

static bool add_option(const struct loading *loading, struct form_field *field,
                       struct form_option *options, struct form_option option)
{
    if (option.value == NULL || option.label == NULL || strlen(option.value) > 64)
        return refuse(loading, field->name, "an option needs a value and a label");
    if (has_option(field, option.value))
        return refuse(loading, field->name, "an option is there twice");
    if (field->option_count == OPTIONS_MAX)
        return refuse(loading, field->name, "too many options");
    options[field->option_count++] = option;
    return true;
}

static bool read_options(const struct loading *loading, struct form_field *field,
                         const json_t *json)
{
    const json_t *list = json_object_get(json, "options");
    const char *from = text_at(loading, json, "options_from");
    if (field->type != FORM_CHOICE && field->type != FORM_CHOICES)
        return true;
    if ((list == NULL) == (from == NULL))
        return refuse(loading, field->name, "needs either \"options\" or \"options_from\"");
    size_t room = from == NULL            ? json_array_size(list)
                  : loading->pack != NULL ? loading->pack->count
                                          : 0;
    struct form_option *options = arena_alloc(loading->arena, (room + 1) * sizeof *options);
    field->options = options;
    for (size_t i = 0; i < room; i++) {
        struct form_option option;
        if (from == NULL) {
            const json_t *item = json_array_get(list, i);
            option = (struct form_option){text_at(loading, item, "value"),
                                          text_at(loading, item, "label")};
        } else if (strcmp(loading->pack->entries[i].section, from) == 0) {
            option =
                (struct form_option){arena_text(loading->arena, loading->pack->entries[i].key),
                                     arena_text(loading->arena, loading->pack->entries[i].value)};
        } else {
            continue;
        }
        if (!add_option(loading, field, options, option))
            return false;
    }
    if (field->max > (int64_t)field->option_count)
        field->max = (int64_t)field->option_count;
    if (field->option_count == 0 || field->min > field->max)
        return refuse(loading, field->name, "has too few options");
    return true;
}

static bool read_fields(const struct loading *loading, const struct form_field **out, size_t *count,
                        const json_t *list, unsigned depth);

static bool read_group(const struct loading *loading, struct form_field *field, const json_t *json,
                       unsigned depth)
{
    if (field->type != FORM_GROUP)
        return true;
    field->repeat = json_is_true(json_object_get(json, "repeat"));
    field->item_label = text_at(loading, json, "item_label");
    if (field->repeat && field->item_label == NULL)
        return refuse(loading, field->name, "a repeated group needs an \"item_label\"");
    if (depth == DEPTH)
        return refuse(loading, field->name, "groups are nested too deep");
    if (!read_fields(loading, &field->fields, &field->field_count, json_object_get(json, "fields"),
                     depth + 1))
        return false;
    return field->field_count > 0 || refuse(loading, field->name, "a group needs fields");
}

static bool read_field(const struct loading *loading, struct form_field *field, const json_t *json,
                       unsigned depth)
{
    const char *type = json_string_value(json_object_get(json, "type"));
    field->name = text_at(loading, json, "name");
    field->label = text_at(loading, json, "label");
    field->hint = text_at(loading, json, "hint");
    if (!is_name(field->name))
        return refuse(loading, field->name, "its name must be short, like_this");
    if (field->label == NULL)
        return refuse(loading, field->name, "has no label");
    while (field->type < FORM_TYPE_COUNT &&
           (type == NULL || strcmp(form_type_names[field->type], type) != 0))
        field->type++;
    if (field->type == FORM_TYPE_COUNT)
        return refuse(loading, field->name, "has no known type");
    if (!keys_suit(loading, field, json))
        return false;
    field->required = json_is_true(json_object_get(json, "required"));
    field->past = json_is_true(json_object_get(json, "past"));
    field->minutes = json_is_true(json_object_get(json, "minutes"));
    field->carriers = json_is_true(json_object_get(json, "carriers"));
    field->aside = json_is_true(json_object_get(json, "aside"));
    const char *must = text_at(loading, json, "must");
    field->must_yes = must != NULL;
    if (must != NULL && strcmp(must, "yes") != 0)
        return refuse(loading, field->name, "the only \"must\" is \"yes\"");
    return read_bounds(loading, field, json) && read_options(loading, field, json) &&
           read_group(loading, field, json, depth);
}

static bool read_fields(const struct loading *loading, const struct form_field **out, size_t *count,
                        const json_t *list, unsigned depth)
{
    size_t size = json_array_size(list);
    if (!json_is_array(list) || size > FIELDS_MAX)
        return refuse(loading, NULL, "\"fields\" must be a list of at most 200");
    struct form_field *fields = arena_alloc(loading->arena, (size + 1) * sizeof *fields);
    *out = fields;
    for (*count = 0; *count < size; ++*count) {
        struct form_field *field = &fields[*count];
        if (!read_field(loading, field, json_array_get(list, *count), depth))
            return false;
        for (const struct form_field *other = fields; other < field; other++)
            if (strcmp(other->name, field->name) == 0)
                return refuse(loading, field->name, "is there twice");
    }
    return true;
}

static bool read_form(const struct loading *loading, struct form *form, const json_t *json)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)json, key,
                        value) if (strcmp(key, "name") != 0 && strcmp(key, "intro") != 0 &&
                                   strcmp(key, "fields") !=
                                       0) return refuse(loading, key,
                                                        "a form has a name, an intro and fields");
    form->name = text_at(loading, json, "name");
    form->intro = text_at(loading, json, "intro");
    if (!is_name(form->name))
        return refuse(loading, form->name, "the form needs a name like_this");
    return read_fields(loading, &form->fields, &form->field_count, json_object_get(json, "fields"),
                       0);
}

enum status form_read(struct form **out, struct arena *arena, const char *path,
                      struct bytes content, const struct ini *pack)
{
    *out = NULL;
    struct loading loading = {arena, path, pack};
    struct form *form = arena_alloc(arena, sizeof *form);
    json_error_t problem;
    json_t *json =
        json_loadb((const char *)content.data, content.len, JSON_REJECT_DUPLICATES, &problem);
    if (json == NULL)
        log_error("%s:%d: %s", path, problem.line, problem.text);
    bool good = json != NULL && read_form(&loading, form, json);
    json_decref(json);
    if (!good)
        return STATUS_INVALID;
    *out = form;
    return STATUS_OK;
}

enum status form_load(struct form **out, struct arena *arena, const char *path,
                      const struct ini *pack)
{
    *out = NULL;
    struct bytes content;
    enum status status = file_read(&content, arena, path, 1024 * 1024);
    return status == STATUS_OK ? form_read(out, arena, path, content, pack) : status;
}

const char *form_name(const struct form *form)
{
    return form->name;
}

bool form_has(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->field_count; i++)
        if (strcmp(form->fields[i].name, name) == 0)
            return true;
    return false;
}
