#include "http/form.h"

#include "base/text.h"
#include "percent.h"
#include "tally.h"

#include <string.h>
#include <strings.h>

enum { DEPTH = FORM_DEPTH, HOLES = 200, INDEX_DIGITS = 5 };

/** A form while its fields are put in place. */
struct form {
    struct arena *arena;
    json_t *root;
    const struct http_shape *most;
    size_t holes; /* places of arrays that no name has filled yet: null */
    bool repaired;
};

static void release(void *object)
{
    json_decref(object);
}

static bool is_index(const char *part)
{
    return part[strspn(part, "0123456789")] == '\0';
}

/* Short, and written in one way only. */
static bool is_good_index(const char *part)
{
    return strlen(part) <= INDEX_DIGITS && (part[0] != '0' || part[1] == '\0');
}

static size_t index_of(const char *part)
{
    size_t index = 0;
    for (; *part != '\0'; part++)
        index = index * 10 + (size_t)(*part - '0');
    return index;
}

static json_t *get(const json_t *container, const char *part)
{
    json_t *found = json_is_array(container) ? json_array_get(container, index_of(part))
                                             : json_object_get(container, part);
    return json_is_null(found) ? NULL : found;
}

/* Steals ${value}. */
static bool put(struct form *form, json_t *container, const char *part, json_t *value)
{
    if (json_is_object(container))
        return json_object_set_new(container, part, value) == 0;
    size_t index = index_of(part);
    size_t size = json_array_size(container);
    if (index < size) {
        form->holes -= json_is_null(json_array_get(container, index));
        return json_array_set_new(container, index, value) == 0;
    }
    form->holes += index - size;
    bool room = form->holes <= HOLES && form->holes <= form->most->fields;
    for (; room && size < index; size++)
        room = json_array_append_new(container, json_null()) == 0;
    if (!room) {
        json_decref(value);
        return false;
    }
    return json_array_append_new(container, value) == 0;
}

/* A name written twice: its values become, or join, an array.  Steals ${value}. */
static bool repeat(struct form *form, json_t *container, const char *part, json_t *value)
{
    json_t *old = get(container, part);
    if (json_is_array(old) && json_is_string(json_array_get(old, 0)))
        return json_array_append_new(old, value) == 0;
    if (!json_is_string(old)) {
        json_decref(value);
        return false;
    }
    json_t *values = json_pack("[O, o]", old, value);
    return values != NULL && put(form, container, part, values);
}

/* Steals ${value}. */
static bool place(struct form *form, char **parts, size_t count, json_t *value)
{
    json_t *container = form->root;
    for (size_t i = 0; i + 1 < count; i++) {
        bool array = is_index(parts[i + 1]);
        json_t *next = get(container, parts[i]);
        if (next == NULL) {
            next = array ? json_array() : json_object();
            if (next == NULL || !put(form, container, parts[i], next))
                goto refuse;
        } else if (array ? !json_is_array(next) : !json_is_object(next)) {
            goto refuse; /* the same name as text and as a group, or as a list and as a group */
        }
        container = next;
    }
    if (get(container, parts[count - 1]) == NULL)
        return put(form, container, parts[count - 1], value);
    if (count < form->most->depth) /* an array is a level of its own */
        return repeat(form, container, parts[count - 1], value);
refuse:
    json_decref(value);
    return false;
}

/* Decoded and well-formed; what was not is repaired and remembered. */
static char *decode(struct form *form, const char *text, size_t len)
{
    struct bytes raw = percent_decode(form->arena, text, len, true);
    if (text_is_utf8((const char *)raw.data, raw.len))
        return (char *)raw.data;
    form->repaired = true;
    return text_repair(form->arena, (const char *)raw.data, raw.len);
}

static bool add_field(struct form *form, const char *text, size_t len)
{
    const char *equals = memchr(text, '=', len);
    size_t name_len = equals != NULL ? (size_t)(equals - text) : len;
    char *name = decode(form, text, name_len);
    const char *value = equals != NULL ? decode(form, equals + 1, len - name_len - 1) : "";

    char *parts[DEPTH];
    size_t count = 0;
    for (char *part = name; part != NULL; count++) {
        if (count == form->most->depth || count == DEPTH || *part == '.' || *part == '\0')
            return false;
        parts[count] = part;
        part = strchr(part, '.');
        if (part != NULL)
            *part++ = '\0';
        if (count > 0 && is_index(parts[count]) && !is_good_index(parts[count]))
            return false;
    }
    json_t *string = json_string_nocheck(value);
    return string != NULL && place(form, parts, count, string);
}

static enum http_body parse_form(json_t **out, struct arena *arena, struct bytes body,
                                 const struct http_shape *most)
{
    const char *text = body.len > 0 ? (const char *)body.data : "";
    if (!tally_form(text, body.len, most))
        return HTTP_BODY_MALFORMED;
    struct form form = {.arena = arena, .root = json_object(), .most = most};
    if (form.root == NULL)
        return HTTP_BODY_MALFORMED;
    arena_defer(arena, release, form.root);
    for (size_t at = 0, len; at < body.len; at += len + 1) {
        const char *stop = memchr(text + at, '&', body.len - at);
        len = stop != NULL ? (size_t)(stop - text) - at : body.len - at;
        if (len > 0 && !add_field(&form, text + at, len))
            return HTTP_BODY_MALFORMED;
    }
    *out = form.root;
    return form.repaired ? HTTP_BODY_NOT_UTF8 : HTTP_BODY_FIELDS;
}

/* Counted before anything is built, and by a form's bounds: no handler meets more by one face than
 * by the other. */
static enum http_body parse_json(json_t **out, struct arena *arena, struct bytes body,
                                 const struct http_shape *most)
{
    const char *text = body.len > 0 ? (const char *)body.data : "";
    size_t len = body.len;
    struct tally tally;
    if (!tally_json(&tally, text, len, most))
        return HTTP_BODY_MALFORMED;
    bool repaired = !text_is_utf8(text, len);
    if (repaired) {
        text = text_repair(arena, text, len);
        len = strlen(text);
    }
    json_t *value = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(value)) {
        json_decref(value);
        if (!repaired)
            return HTTP_BODY_MALFORMED;
        value = json_object();
    }
    arena_defer(arena, release, value);
    *out = value;
    return repaired ? HTTP_BODY_NOT_UTF8 : HTTP_BODY_FIELDS;
}

bool form_is(const char *type, const char *wanted)
{
    if (type == NULL)
        return false;
    type += strspn(type, " \t");
    size_t len = strcspn(type, "; \t");
    return len == strlen(wanted) && strncasecmp(type, wanted, len) == 0;
}

enum http_body form_parse(json_t **out, struct arena *arena, const char *type, struct bytes body,
                          const struct http_shape *most)
{
    *out = NULL;
    if (form_is(type, FORM_URLENCODED))
        return parse_form(out, arena, body, most);
    if (form_is(type, FORM_JSON))
        return parse_json(out, arena, body, most);
    return body.len == 0 ? HTTP_BODY_NONE : HTTP_BODY_UNKNOWN_TYPE;
}
