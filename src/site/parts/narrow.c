#include "parts/narrow.h"

#include "parts/page.h"
#include "request/route.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum status narrow_read(struct visit *visit, json_t **clean, const char *form)
{
    const struct form *its = route_form(visit->site->rules, visit->pack, form);
    json_t *errors = NULL;
    json_t *typed = act_json(visit->arena, json_object());
    const char *name;
    json_t *value;
    json_object_foreach(visit->query, name, value) if (form_has(its, name))
        json_object_set(typed, name, value);
    enum status status = form_check(its, clean, &errors, visit->arena, typed, FORM_DRAFT);
    visit->fault_fields = errors;
    return status;
}

size_t narrow_page(const struct visit *visit, const char *name)
{
    const char *text = visit_query(visit, name);
    return text != NULL && strspn(text, "0123456789") == strlen(text) && strlen(text) < 9
               ? strtoul(text, NULL, 10)
               : 1;
}

/* Whatever may mean something in an address is written by its number. */
static const char *escaped(struct arena *arena, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(arena, 3 * strlen(text) + 1);
    char *next = out;
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (strchr(plain, byte) != NULL)
            *next++ = (char)byte;
        else {
            *next++ = '%';
            *next++ = digits[byte >> 4];
            *next++ = digits[byte & 15];
        }
    }
    return out;
}

const char *narrow_address(struct arena *arena, const char *path, const json_t *kept,
                           const char *anchor)
{
    const char *out = path, *mark = "?", *name;
    const json_t *value;
    json_object_foreach((json_t *)kept, name, value)
    {
        const char *text = json_is_integer(value) ? arena_printf(arena, "%" JSON_INTEGER_FORMAT,
                                                                 json_integer_value(value))
                                                  : json_string_value(value);
        if (text == NULL || *text == '\0')
            continue;
        out = arena_printf(arena, "%s%s%s=%s", out, mark, name, escaped(arena, text));
        mark = "&";
    }
    return anchor == NULL ? out : arena_printf(arena, "%s#%s", out, anchor);
}

static json_int_t number(const json_t *page, const char *name)
{
    return json_integer_value(json_object_get(page, name));
}

void narrow_offer(struct visit *visit, const char *form, const char *path, const json_t *clean,
                  const json_t *page)
{
    if (number(page, "pages") < 2 && json_object_size(clean) == 0)
        return;
    json_t *model = page_form(visit, "narrow", form, path, clean, 0);
    json_object_set_new(model, "chosen", json_boolean(json_object_size(clean) > 0));
}

static json_t *turned(struct visit *visit, const char *path, const char *name, json_int_t to,
                      const json_t *kept, const char *anchor)
{
    json_t *query =
        act_json(visit->arena, kept == NULL ? json_object() : json_copy((json_t *)kept));
    json_object_set_new(query, name, json_integer(to));
    return json_string(narrow_address(visit->arena, path, query, anchor));
}

void narrow_turn(struct visit *visit, json_t *page, const char *path, const char *name,
                 const json_t *kept, const char *anchor)
{
    const json_int_t at = number(page, "page"), pages = number(page, "pages");
    json_object_set_new(page, "several", json_boolean(pages > 1));
    json_object_set_new(page, "previous",
                        at > 1 ? turned(visit, path, name, at - 1, kept, anchor) : json_null());
    json_object_set_new(page, "next",
                        at < pages ? turned(visit, path, name, at + 1, kept, anchor) : json_null());
}
