#include "parts/sight.h"

#include "core/overview/key_fault.h"

#include <string.h>

/* Every way to one right, with its place among them. */
struct way {
    uint32_t stages;
    uint32_t with; /* besides its leading relation */
    unsigned lead;
    size_t place;
};

enum { ALWAYS = (1 << STAGE_COUNT) - 1 };
/* What somebody is to the space; the rest depends on the thing. */
static const uint32_t OF_SPACE = RELATION_MEMBER | RELATION_SIGNATORY | RELATION_COORDINATION;
static const enum resource ORDER[RESOURCE_COUNT] = {
    RESOURCE_SITUATION, RESOURCE_SYNTHESIS, RESOURCE_SEANCE, RESOURCE_JOURNAL, RESOURCE_PERSON,
    RESOURCE_STRUCTURE, RESOURCE_CHARTER,   RESOURCE_CYCLE,  RESOURCE_TOOL};

static const char *label(const struct words *words, const char *family, const char *name)
{
    const char *text = words_family(words, "label", family, name);
    return text != NULL ? text : name;
}

static bool has(const struct words *words, const char *family, const char *name)
{
    char key[96];
    strcpy(key, family);
    strcat(strcat(key, "."), name);
    return words_check(words, "label", key);
}

bool sight_check(const struct words *words)
{
    static const char *const sentences[] = {"between", "and", "you", "alone", "detail"};
    bool whole = words_check(words, "label", "me.yes");
    for (unsigned r = 0; r < RESOURCE_COUNT; r++)
        whole &= has(words, "resource", access_resource_name(r));
    for (unsigned a = 0; a < ACTION_COUNT; a++)
        whole &= has(words, "action", access_action_name(a));
    for (unsigned p = 0; p < RELATION_COUNT; p++) {
        whole &= has(words, "relation", access_relation_name(NULL, p));
        whole &= has(words, "relation_also", access_relation_name(NULL, p));
    }
    for (unsigned s = STAGE_PLANNED; s < STAGE_COUNT; s++) {
        whole &= has(words, "stage", access_stage_name(s));
        whole &= has(words, "stage_from", access_stage_name(s));
    }
    for (unsigned s = STAGE_PLANNED; s < STAGE_EXPIRED; s++)
        whole &= has(words, "stage_until", access_stage_name(s));
    for (unsigned r = 0; r < KEY_FAULT_REASON_COUNT; r++)
        whole &= has(words, "key_reason", key_fault_reason(r));
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        whole &= words_check(words, "sight", sentences[i]);
    return whole;
}

static const char *fill(const struct words *words, struct arena *arena, const char *key,
                        const char *first, const char *second)
{
    json_t *values = json_pack("{s:s, s:s}", "first", first, "second", second);
    const char *text = words_fill(arena, words_get(words, "sight", key), values);
    json_decref(values);
    return text;
}

/* "from the approval on", "from the approval until the séance"; what begins when all begins needs
 * no beginning, and what never ends no end. */
static const char *span_text(const struct words *words, struct arena *arena, unsigned from,
                             unsigned to)
{
    const char *start = label(words, "stage_from", access_stage_name(from));
    if (from == STAGE_CANCELLED || to == STAGE_EXPIRED)
        return start;
    const char *end = label(words, "stage_until", access_stage_name(to));
    if (from == STAGE_PLANNED)
        return end;
    return fill(words, arena, "between", start, end);
}

static const char *tell_spans(json_t *spans, const struct words *words, struct arena *arena,
                              uint32_t stages)
{
    const char *text = NULL;
    if (stages == ALWAYS)
        return NULL;
    for (unsigned from = STAGE_PLANNED; from < STAGE_COUNT; from++) {
        unsigned to = from;
        if ((stages >> from & 1) == 0)
            continue;
        while (to < STAGE_EXPIRED && (stages >> (to + 1) & 1) != 0)
            to++;
        json_array_append_new(spans, json_pack("{s:s, s:s}", "from", access_stage_name(from), "to",
                                               access_stage_name(to)));
        const char *span = span_text(words, arena, from, to);
        text = text == NULL ? span : fill(words, arena, "and", text, span);
        from = to;
    }
    return text;
}

struct telling {
    const struct access *access;
    const struct words *words;
    struct arena *arena;
    uint32_t relations;
    enum stage stage;
};

/* The relations of a set, for scripts, and how they are said as a condition. */
static const char *tell_set(json_t *names, const struct telling *telling, uint32_t set)
{
    const char *text = NULL;
    for (unsigned p = 0; p < access_relations(telling->access); p++) {
        if ((set >> p & 1) == 0)
            continue;
        const char *relation = access_relation_name(telling->access, p);
        json_array_append_new(names, json_string(relation));
        const char *name = label(telling->words, "relation_also", relation);
        text = text == NULL ? name : arena_printf(telling->arena, "%s, %s", text, name);
    }
    return text;
}

static const char *mine(uint32_t needed, uint32_t relations)
{
    const uint32_t missing = needed & ~relations;
    if (missing == 0)
        return "yes";
    return (missing & OF_SPACE) == 0 ? "depends" : "no";
}

static bool before(const struct way *a, const struct way *b)
{
    const unsigned first_a = (unsigned)__builtin_ctz(a->stages);
    const unsigned first_b = (unsigned)__builtin_ctz(b->stages);
    if (first_a != first_b)
        return first_a < first_b;
    if (a->stages != b->stages)
        return a->stages > b->stages;
    return a->with != b->with ? a->with < b->with : a->place < b->place;
}

/* The ways of one right: those for the same relations are one, those at the same time are
 * neighbours. */
static size_t sorted(struct way *out, const struct access_way *ways, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned lead = 31 - (unsigned)__builtin_clz(ways[i].relations);
        struct way way = {ways[i].stages, ways[i].relations & ~(1U << lead), lead, i};
        size_t at = 0;
        for (; at < kept; at++)
            if (out[at].lead == way.lead && out[at].with == way.with)
                break;
        if (at < kept)
            out[at].stages |= way.stages;
        else
            out[kept++] = way;
    }
    for (size_t i = 1; i < kept; i++)
        for (size_t j = i; j > 0 && before(&out[j], &out[j - 1]); j--) {
            struct way swapped = out[j];
            out[j] = out[j - 1];
            out[j - 1] = swapped;
        }
    return kept;
}

static json_t *moment(const struct telling *telling, const struct way *way)
{
    json_t *spans = json_array();
    json_t *with = json_array();
    const char *when = tell_spans(spans, telling->words, telling->arena, way->stages);
    const char *text = tell_set(with, telling, way->with);
    const bool now = telling->stage != STAGE_NONE && way->stages != ALWAYS &&
                     (way->stages >> telling->stage & 1) != 0;
    return json_pack("{s:o, s:s?, s:b, s:o, s:s?, s:[]}", "spans", spans, "when", when, "now", now,
                     "with", with, "with_text", text, "who");
}

static json_t *moments(const struct telling *telling, enum resource resource, enum action action)
{
    struct access_way *ways;
    size_t count = access_ways(&ways, telling->arena, telling->access, resource, action);
    struct way *all = arena_alloc(telling->arena, (count + 1) * sizeof *all);
    const uint32_t required = access_required(telling->access, resource);
    json_t *list = json_array();
    json_t *last = NULL;
    count = sorted(all, ways, count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || all[i].stages != all[i - 1].stages || all[i].with != all[i - 1].with) {
            last = moment(telling, &all[i]);
            json_array_append_new(list, last);
        }
        const uint32_t needed = required | all[i].with | 1U << all[i].lead;
        json_t *who =
            json_pack("{s:s, s:s}", "relation", access_relation_name(telling->access, all[i].lead),
                      "me", mine(needed, telling->relations));
        json_array_append_new(json_object_get(last, "who"), who);
    }
    return list;
}

json_t *sight_policy(const struct access *access, const struct words *words, struct arena *arena,
                     uint32_t relations, enum stage stage)
{
    const struct telling telling = {access, words, arena, relations, stage};
    json_t *things = json_array();
    for (size_t i = 0; i < RESOURCE_COUNT; i++) {
        bool acts = false;
        json_t *actions = json_array();
        json_t *required = json_array();
        const char *text = tell_set(required, &telling, access_required(access, ORDER[i]));
        for (unsigned action = 0; action < ACTION_COUNT; action++) {
            json_t *list = moments(&telling, ORDER[i], action);
            const bool seeing = action == ACTION_READ || action == ACTION_READ_OWN;
            if (json_array_size(list) > 0) {
                json_array_append_new(actions, json_pack("{s:s, s:b, s:O}", "action",
                                                         access_action_name(action), "seeing",
                                                         seeing, "moments", list));
                acts |= !seeing;
            }
            json_decref(list);
        }
        json_array_append_new(things,
                              json_pack("{s:s, s:b, s:o, s:s?, s:o}", "resource",
                                        access_resource_name(ORDER[i]), "acts", acts, "required",
                                        required, "required_text", text, "actions", actions));
    }
    return things;
}
