#include "answer/decorate.h"

#include "words/dates.h"

#include <string.h>

struct decoration {
    const struct words *words;
    struct arena *arena;
    json_t *added; /* to the object at hand */
};

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t end_len = strlen(end);
    return len > end_len && strcmp(text + len - end_len, end) == 0;
}

static const char *joined(struct arena *arena, const char *name, const char *suffix)
{
    const size_t len = strlen(name), more = strlen(suffix);
    char *both = arena_alloc(arena, len + 1 + more + 1);
    memcpy(both, name, len);
    both[len] = '_';
    memcpy(both + len + 1, suffix, more + 1);
    return both;
}

static void add(const struct decoration *at, const char *name, const char *suffix, const char *text)
{
    if (text != NULL)
        json_object_set_new(at->added, joined(at->arena, name, suffix), json_string(text));
}

static const char *family_of(const char *name)
{
    return strncmp(name, "my_", 3) == 0 ? name + 3 : name;
}

/* Every string of every model is asked about; few have a word of their own. */
static void add_words(const struct decoration *at, const char *name, const char *value)
{
    static const char *const kinds[] = {"label", "help", "short"};
    const json_t *labels = words_labels(at->words, family_of(name));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && labels != NULL; i++)
        add(at, name, kinds[i],
            json_string_value(json_object_get(json_object_get(labels, kinds[i]), value)));
}

static void decorate_string(const struct decoration *at, const char *name, const char *value)
{
    struct dates_civil civil;
    add_words(at, name, value);
    if (!dates_parse(&civil, value))
        return;
    bool moment = strchr(value, 'T') != NULL;
    add(at, name, "text",
        dates_text(at->words, at->arena,
                   moment          ? "moment"
                   : civil.day > 0 ? "day"
                                   : "month",
                   &civil));
    if (!moment)
        return;
    add(at, name, "day", dates_text(at->words, at->arena, "day", &civil));
    add(at, name, "month", dates_text(at->words, at->arena, "month", &civil));
    add(at, name, "time", dates_text(at->words, at->arena, "hour", &civil));
}

static void decorate_integer(const struct decoration *at, const char *name, json_int_t value)
{
    if (strcmp(name, "at") == 0 || ends_with(name, "_at")) {
        struct dates_civil civil = dates_of(value);
        add(at, name, "text", dates_text(at->words, at->arena, "moment", &civil));
        add(at, name, "day", dates_text(at->words, at->arena, "day", &civil));
    } else if (strcmp(name, "duration") == 0) {
        add(at, name, "text", dates_duration(at->words, at->arena, value));
    } else {
        const size_t len = strlen(name) - (ends_with(name, "_count") ? strlen("_count") : 0);
        const char *key = arena_copy(at->arena, name, len);
        if (words_get(at->words, "count", key) == NULL) /* most numbers count nothing */
            return;
        json_t *values = json_pack("{s:I}", "count", value);
        add(at, name, "text", words_say(at->words, at->arena, "count", key, values));
        json_decref(values);
    }
}

static void decorate_list(const struct decoration *at, const char *name, const json_t *list)
{
    size_t len = strlen(name);
    if (len < 2 || name[len - 1] != 's' || !json_is_string(json_array_get(list, 0)))
        return;
    const char *family = arena_copy(at->arena, name, len - 1);
    json_t *labels = json_array();
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        const char *label = words_family(at->words, "label", family_of(family),
                                         json_is_string(item) ? json_string_value(item) : "");
        if (label != NULL)
            json_array_append_new(labels, json_string(label));
    }
    if (json_array_size(labels) > 0)
        json_object_set(at->added, joined(at->arena, name, "labels"), labels);
    json_decref(labels);
}

static void decorate_object(const struct words *words, struct arena *arena, json_t *object)
{
    struct decoration at = {words, arena, json_object()};
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (json_is_string(value))
            decorate_string(&at, name, json_string_value(value));
        else if (json_is_integer(value))
            decorate_integer(&at, name, json_integer_value(value));
        else if (json_is_array(value))
            decorate_list(&at, name, value);
        decorate(words, arena, value);
    }
    /* after the walk: adding while walking would upset it; what the model says itself stands */
    json_object_update_missing(object, at.added);
    json_decref(at.added);
}

static json_t *person_of(json_t *item)
{
    json_t *inner = json_object_get(item, "person");
    json_t *person = json_is_object(inner) ? inner : item;
    return json_is_string(json_object_get(person, "name")) &&
                   json_object_get(person, "profession_label") != NULL
               ? person
               : NULL;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

/* What is said of several different people of the list is true there, what of one their id. */
static json_t *said(const json_t *people, const char *member)
{
    size_t index;
    json_t *item;
    json_t *all = json_object();
    json_array_foreach(people, index, item)
    {
        const json_t *person = person_of(item);
        const char *text = text_of(person, member);
        const json_t *before = json_object_get(all, text);
        if (person == NULL)
            continue;
        if (before == NULL)
            json_object_set_new(all, text, json_string(text_of(person, "id")));
        else if (json_is_string(before) &&
                 strcmp(json_string_value(before), text_of(person, "id")) != 0)
            json_object_set_new(all, text, json_true());
    }
    return all;
}

static bool is_shared(const json_t *all, const json_t *person, const char *member)
{
    return json_is_true(json_object_get(all, text_of(person, member)));
}

static bool are_several(const json_t *people)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(people) && count < 2; i++)
        count += person_of(json_array_get(people, i)) != NULL;
    return count == 2;
}

/* By what they are and where; true if anybody needed that. */
static bool tell_apart(struct arena *arena, const json_t *people)
{
    size_t index;
    json_t *item;
    bool any = false;
    json_t *names = said(people, "name");
    json_array_foreach(people, index, item)
    {
        json_t *person = person_of(item);
        if (person == NULL || !is_shared(names, person, "name"))
            continue;
        const char *place = text_of(json_object_get(person, "structure"), "short_name");
        json_object_set_new(
            person, "apart",
            json_string(arena_printf(arena, "%s%s%s", text_of(person, "profession_label"),
                                     *place != '\0' ? ", " : "", place)));
        any = true;
    }
    json_decref(names);
    return any;
}

void decorate_apart(struct arena *arena, const json_t *people)
{
    enum { PIECE = 6 };
    size_t index;
    json_t *item;
    if (!are_several(people) || !tell_apart(arena, people))
        return;
    json_t *twins = said(people, "apart");
    json_array_foreach(people, index, item)
    {
        json_t *person = person_of(item);
        const char *apart = text_of(person, "apart");
        if (person != NULL && *apart != '\0' && strchr(apart, '#') == NULL &&
            is_shared(twins, person, "apart"))
            json_object_set_new(
                person, "apart",
                json_string(arena_printf(arena, "%s #%.*s", apart, PIECE, text_of(person, "id"))));
    }
    json_decref(twins);
}

void decorate(const struct words *words, struct arena *arena, json_t *model)
{
    size_t index;
    json_t *item;
    if (json_is_object(model))
        decorate_object(words, arena, model);
    else if (json_is_array(model)) {
        decorate_apart(arena, model);
        json_array_foreach(model, index, item) decorate(words, arena, item);
    }
}
