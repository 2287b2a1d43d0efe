/* A text's readers in words. */

#include "parts/sight.h"

#include <string.h>

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* "Juriste, CIDFF": function and structure are enough to know who is meant. */
static const char *person_text(const struct words *words, struct arena *arena, const json_t *person)
{
    const char *profession = text_of(person, "profession_label");
    const char *structure = text_of(json_object_get(person, "structure"), "short_name");
    if (json_is_true(json_object_get(person, "me")))
        return words_get(words, "sight", "you");
    if (profession != NULL && structure != NULL)
        return arena_printf(arena, "%s, %s", profession, structure);
    return profession != NULL ? profession : structure;
}

static const char *group_text(const struct words *words, struct arena *arena, const json_t *group,
                              bool counted)
{
    const char *who = NULL;
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(group, "relations"), i, name)
    {
        const char *label = words_family(words, "label", i == 0 ? "relation" : "relation_also",
                                         json_string_value(name));
        who = who == NULL ? label : arena_printf(arena, "%s, %s", who, label);
    }
    const json_t *count = json_object_get(group, "count");
    const char *what = person_text(words, arena, json_object_get(group, "person"));
    json_array_foreach(json_object_get(group, "people"), i, name)
    {
        const char *one = person_text(words, arena, name);
        what = what == NULL || one == NULL ? one : arena_printf(arena, "%s ; %s", what, one);
    }
    if (json_is_integer(count) && counted)
        what = arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(count));
    if (what == NULL)
        return who;
    json_t *values = json_pack("{s:s?, s:s}", "who", who, "what", what);
    const char *text = words_fill(arena, words_get(words, "sight", "detail"), values);
    json_decref(values);
    return text;
}

static const char *groups_text(const struct words *words, struct arena *arena, const json_t *groups,
                               bool counted)
{
    const char *text = NULL;
    size_t i;
    json_t *group;
    json_array_foreach(groups, i, group)
    {
        const char *one = group_text(words, arena, group, counted);
        text = text == NULL ? one : arena_printf(arena, "%s, %s", text, one);
    }
    return text;
}

static void set_text(json_t *object, const char *name, const char *text)
{
    if (text != NULL)
        json_object_set_new(object, name, json_string(text));
}

void sight_readers(const struct words *words, struct arena *arena, json_t *who_reads)
{
    json_t *now = json_object_get(who_reads, "now");
    size_t i;
    json_t *step;
    if (now == NULL)
        return;
    set_text(now, "text",
             json_is_true(json_object_get(now, "alone"))
                 ? words_get(words, "sight", "alone")
                 : groups_text(words, arena, json_object_get(now, "groups"), true));
    json_array_foreach(json_object_get(who_reads, "later"), i, step)
    {
        const char *stage = text_of(step, "stage");
        set_text(step, "when", words_family(words, "label", "stage_from", stage));
        set_text(step, "gain_text", groups_text(words, arena, json_object_get(step, "gain"), true));
        set_text(step, "lose_text",
                 groups_text(words, arena, json_object_get(step, "lose"), false));
    }
}
