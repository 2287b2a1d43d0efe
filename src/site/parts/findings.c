#include "parts/findings.h"

#include "core/texts/guard.h"

#include <stdlib.h>
#include <string.h>

static bool says(const json_t *object, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && strcmp(text, value) == 0;
}

static json_t *field_at(const json_t *fields, const char *path)
{
    size_t index;
    json_t *field;
    json_array_foreach(fields, index, field)
    {
        size_t place;
        json_t *item;
        if (says(field, "path", path))
            return field;
        json_array_foreach(json_object_get(field, "items"), place, item)
        {
            json_t *found = field_at(json_object_get(item, "fields"), path);
            if (found != NULL)
                return found;
        }
    }
    return NULL;
}

/* Every text has the list, or a template would look it up around the field. */
static void clear(const json_t *fields)
{
    size_t index;
    json_t *field;
    json_array_foreach(fields, index, field)
    {
        size_t place;
        json_t *item;
        json_object_set_new(field, "findings", json_array());
        json_array_foreach(json_object_get(field, "items"), place, item)
            clear(json_object_get(item, "fields"));
    }
}

static json_t *finding_new(const json_t *passage, size_t index, bool first, const char *words)
{
    static const char *const same[] = {"category", "severity", "cause", "with", "place_count"};
    json_t *finding =
        json_pack("{s:I, s:s, s:b, s:b, s:I, s:O?}", "index", (json_int_t)index, "words", words,
                  "direct", says(passage, "severity", "direct"), "first", first, "here",
                  (json_int_t)0, "reason", json_object_get(passage, "reason"));
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        json_object_set(finding, same[i], json_object_get(passage, same[i]));
    return finding;
}

/* One line a field, however often the passage stands there. */
static void attach(const json_t *fields, const json_t *passage, size_t index)
{
    size_t place;
    json_t *at;
    json_t *finding = NULL;
    json_t *last = NULL;
    json_array_foreach(json_object_get(passage, "places"), place, at)
    {
        json_t *field = field_at(fields, json_string_value(json_object_get(at, "path")));
        if (field == NULL)
            continue;
        if (field != last) {
            finding = finding_new(passage, index, last == NULL,
                                  json_string_value(json_object_get(at, "words")));
            json_array_append_new(json_object_get(field, "findings"), finding);
            last = field;
        }
        json_int_t here = json_integer_value(json_object_get(finding, "here")) + 1;
        json_int_t all = json_integer_value(json_object_get(finding, "place_count"));
        json_object_set_new(finding, "here", json_integer(here));
        json_object_set_new(finding, "elsewhere", json_boolean(all > here));
    }
}

void findings_attach(struct visit *visit, json_t *model, const struct form *form,
                     const json_t *values)
{
    struct form_text *texts;
    struct guard guard;
    size_t count;
    const json_t *fields = json_object_get(model, "fields");
    bool guarded = visit->act != NULL && form_has(form, GUARD_MEMBER);
    json_object_set_new(model, "guarded", json_boolean(guarded));
    json_object_set_new(model, "review", json_null());
    clear(fields);
    if (!guarded)
        return;
    visit->reply->compiles = true; /* so that the browser may look before anything is sent */
    form_text_list(&texts, &count, form, visit->arena, values);
    if (guard_examine(&guard, visit->act, texts, count, json_object_get(values, GUARD_MEMBER)) !=
        STATUS_OK)
        return; /* a text too long is refused where it is sent */
    size_t index;
    json_t *passage;
    json_array_foreach(guard.passages, index, passage) attach(fields, passage, index);
    if (guard.direct > 0 || guard.open > 0)
        json_object_set_new(model, "review",
                            json_pack("{s:b, s:b, s:I, s:I}", "direct", guard.direct > 0, "open",
                                      guard.open > 0, "direct_count", (json_int_t)guard.direct,
                                      "open_count", (json_int_t)guard.open));
}

/* What the button of passage N asks for; false: nothing that the form brought. */
static bool asked(struct guard_change *out, const struct visit *visit, const char *which)
{
    *out = (struct guard_change){.path = visit_query(visit, "dans")};
    if (strcmp(which, "tout") == 0)
        return true;
    if (*which == '\0' || strspn(which, "0123456789") != strlen(which) || strlen(which) > 4)
        return false;
    const json_t *item =
        json_array_get(json_object_get(visit->fields, GUARD_MEMBER), strtoul(which, NULL, 10));
    out->words = act_text(item, "words");
    out->with = act_text(item, "with");
    return out->words != NULL;
}

enum status findings_replace(struct visit *visit, const struct form *form)
{
    struct form_text *texts;
    struct guard_change change;
    size_t count;
    const char *which = visit_query(visit, "remplacer");
    if (which == NULL || !asked(&change, visit, which))
        return STATUS_OK;
    form_text_list(&texts, &count, form, visit->arena, visit->fields);
    const char **replaced = arena_alloc(visit->arena, (count + 1) * sizeof *replaced);
    enum status status = guard_replace(replaced, visit->act, texts, count, &change);
    if (status == STATUS_NOT_FOUND) /* it is gone already */
        return STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        json_object_set_new(texts[i].holder, texts[i].name, json_string(replaced[i]));
    return status;
}
