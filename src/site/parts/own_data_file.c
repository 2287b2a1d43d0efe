#include "parts/own_data_file.h"

#include "parts/page.h"
#include "request/route.h"
#include "words/dates.h"

#include <stdlib.h>
#include <string.h>

enum { INDENT = 2 };

/* Lines as they come, joined once at the end. */
struct lines {
    struct visit *visit;
    const char **all;
    size_t count, room, len;
};

static void put(struct lines *lines, int depth, const char *label, const char *value)
{
    struct arena *arena = lines->visit->arena;
    const char *line = value == NULL
                           ? arena_printf(arena, "%*s%s\n", depth * INDENT, "", label)
                           : arena_printf(arena, "%*s%s : %s\n", depth * INDENT, "", label, value);
    lines->all = arena_grow(arena, lines->all, lines->count, &lines->room, sizeof *lines->all);
    lines->all[lines->count++] = line;
    lines->len += strlen(line);
}

static struct bytes joined(const struct lines *lines)
{
    char *out = arena_alloc(lines->visit->arena, lines->len + 1);
    size_t at = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const size_t len = strlen(lines->all[i]);
        memcpy(out + at, lines->all[i], len);
        at += len;
    }
    return (struct bytes){(const uint8_t *)out, lines->len};
}

static const char *own_data_word(const struct lines *lines, const char *key)
{
    const char *text = words_get(visit_messages(lines->visit), "own_data", key);
    return text != NULL ? text : key;
}

/* What follows a line break stays under its label. */
static const char *folded(const struct lines *lines, int depth, const char *text)
{
    struct arena *arena = lines->visit->arena;
    const char *out = "";
    for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1)
        out = arena_printf(arena, "%s%.*s\n%*s", out, (int)(end - text), text, depth * INDENT, "");
    return *out == '\0' ? text : arena_printf(arena, "%s%s", out, text);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t len = strlen(text);
    const size_t tail = strlen(end);
    return len >= tail && strcmp(text + len - tail, end) == 0;
}

static bool is_switch(const char *name)
{
    static const char *const names[] = {"coordination", "represents", "venue"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        found |= strcmp(names[i], name) == 0;
    return found;
}

static const char *moment(const struct lines *lines, const struct dates_civil *civil)
{
    return dates_text(visit_messages(lines->visit), lines->visit->arena, "moment", civil);
}

/* A text of ours by its label, a time as people say it, the rest as it is. */
static const char *value_of(const struct lines *lines, const char *name, const json_t *value)
{
    struct dates_civil civil;
    if (json_is_string(value)) {
        const char *text = json_string_value(value);
        const char *label = words_family(visit_messages(lines->visit), "label", name, text);
        if (strcmp(name, "profession") == 0)
            label = pack_label(lines->visit->pack, "professions", text);
        return label != NULL                                              ? label
               : strcmp(name, "starts") == 0 && dates_parse(&civil, text) ? moment(lines, &civil)
                                                                          : text;
    }
    if (!json_is_integer(value))
        return NULL;
    const json_int_t number = json_integer_value(value);
    if (is_switch(name))
        return own_data_word(lines, number != 0 ? "yes" : "no");
    if (strcmp(name, "at") != 0 && !ends_with(name, "_at"))
        return arena_printf(lines->visit->arena, "%" JSON_INTEGER_FORMAT, number);
    civil = dates_of(number);
    return moment(lines, &civil);
}

static void put_members(struct lines *lines, int depth, const json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        const char *text = value_of(lines, name, value);
        if (text != NULL)
            put(lines, depth, own_data_word(lines, name), text);
    }
}

/* Fields of a form as form_read_model() gives them. */
static void put_fields(struct lines *lines, int depth, const json_t *fields)
{
    size_t i;
    size_t j;
    const json_t *field;
    const json_t *part;
    json_array_foreach(fields, i, field)
    {
        const char *text = act_text(field, "text");
        const char *label = act_text(field, "label");
        if (text == NULL)
            text = act_text(field, "paragraph");
        if (json_is_true(json_object_get(field, "yes")) ||
            json_is_true(json_object_get(field, "no")))
            text = own_data_word(lines, json_is_true(json_object_get(field, "yes")) ? "yes" : "no");
        put(lines, depth, label != NULL ? label : "",
            text != NULL ? folded(lines, depth + 1, text) : NULL);
        json_array_foreach(json_object_get(field, "options"), j, part)
            put(lines, depth + 1, act_text(part, "label"), NULL);
        json_array_foreach(json_object_get(field, "items"), j, part)
            put_fields(lines, depth + 1, json_object_get(part, "fields"));
    }
}

static void put_text(struct lines *lines, const json_t *text)
{
    struct visit *visit = lines->visit;
    const json_t *values = json_object_get(text, "values");
    const struct form *form = json_is_object(values) ? route_form(visit->site->rules, visit->pack,
                                                                  act_text(text, "document"))
                                                     : NULL;
    if (form != NULL) {
        const json_t *read = form_read_model(form, visit->arena, values);
        put_fields(lines, 2, json_object_get(read, "fields"));
    }
}

static void put_list(struct lines *lines, const char *name, const json_t *list)
{
    size_t i;
    const json_t *row;
    put(lines, 0, "", NULL);
    put(lines, 0, own_data_word(lines, name), NULL);
    json_array_foreach(list, i, row)
    {
        put(lines, 0, "-", NULL);
        put_members(lines, 1, row);
        put_text(lines, row);
    }
    if (json_array_size(list) == 0)
        put(lines, 1, own_data_word(lines, "nothing"), NULL);
}

static struct bytes as_text(struct visit *visit, const json_t *data)
{
    struct lines lines = {.visit = visit};
    const char *name;
    json_t *value;
    put_members(&lines, 0, data);
    put(&lines, 0, "", NULL);
    put_members(&lines, 0, json_object_get(data, "account"));
    json_object_foreach((json_t *)data, name, value)
    {
        if (json_is_array(value))
            put_list(&lines, name, value);
    }
    return joined(&lines);
}

enum status own_data_file(struct visit *visit, json_t *data, bool text)
{
    struct http_reply reply = {.code = 200,
                               .type = text ? "text/plain; charset=utf-8" : "application/json",
                               .filename = text ? "mes-donnees.txt" : "mes-donnees.json"};
    if (text) {
        reply.body = as_text(visit, data);
    } else {
        char *json = json_dumps(data, JSON_INDENT(1));
        if (json == NULL)
            return STATUS_FAILED;
        const size_t len = strlen(json);
        reply.body = (struct bytes){arena_copy(visit->arena, json, len), len};
        explicit_bzero(json, len);
        free(json);
    }
    *visit->reply = reply;
    return STATUS_OK;
}
