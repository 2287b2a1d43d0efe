/* The free texts among a form's values. */

#include "form_value.h"

#include <string.h>

struct search {
    struct arena *arena;
    struct form_text *texts; /* NULL: only count */
    size_t count;
};

static void look_in_fields(struct search *search, const struct form_field *fields, size_t count,
                           json_t *values, const char *prefix);

static void look_in_group(struct search *search, const struct form_field *field, json_t *value,
                          const char *path)
{
    size_t index;
    json_t *item;
    if (!field->repeat) {
        look_in_fields(search, field->fields, field->field_count, value, path);
        return;
    }
    json_array_foreach(value, index, item)
        look_in_fields(search, field->fields, field->field_count, item,
                       arena_printf(search->arena, "%s.%zu", path, index));
}

static void look_in_fields(struct search *search, const struct form_field *fields, size_t count,
                           json_t *values, const char *prefix)
{
    for (const struct form_field *field = fields; field < fields + count; field++) {
        json_t *value = json_object_get(values, field->name);
        const char *path = form_value_path(search->arena, prefix, field->name);
        if (field->type == FORM_GROUP && !field->aside)
            look_in_group(search, field, value, path);
        if ((field->type != FORM_TEXT && field->type != FORM_PARAGRAPH) || !json_is_string(value) ||
            form_value_is_blank(value))
            continue;
        if (search->texts != NULL)
            search->texts[search->count] = (struct form_text){path, json_string_value(value),
                                                              values, field->name, field->carriers};
        search->count++;
    }
}

void form_text_list(struct form_text **out, size_t *count, const struct form *form,
                    struct arena *arena, const json_t *values)
{
    struct search search = {.arena = arena};
    look_in_fields(&search, form->fields, form->field_count, (json_t *)values, "");
    search.texts = arena_alloc(arena, (search.count + 1) * sizeof *search.texts);
    search.count = 0;
    look_in_fields(&search, form->fields, form->field_count, (json_t *)values, "");
    *out = search.texts;
    *count = search.count;
}
