/* What the page says is what the policy answers: everything that can be asked is asked of both. */
#include "parts/sight.h"

#include "policy/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { RELATIONS = RELATION_COUNT + 3, SETS = 1 << RELATIONS };

/* The third role of the first space. */
#define NARRATOR (4U << RELATION_COUNT)

static struct rules *rules;

static struct arena *arena;
static struct words *words;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    struct words *all;
    if (words_load(&all, arena, SOURCE_DIR "/web/messages.fr.ini") != STATUS_OK ||
        rules_load(&rules, SOURCE_DIR "/policies") != STATUS_OK)
        return -1;
    const struct pack *pack = rules_pack(rules, "vif-cevennes");
    return words_over(&words, arena, all, &pack->messages) != STATUS_OK;
}

static int teardown(void **state)
{
    (void)state;
    rules_free(rules);
    arena_free(arena);
    return 0;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static uint32_t relation_of(const char *name)
{
    const struct access *access = rules_pack(rules, "vif-cevennes")->access;
    for (unsigned p = 0; p < access_relations(access); p++)
        if (strcmp(access_relation_name(access, p), name) == 0)
            return 1U << p;
    fail_msg("no relation %s", name);
    return 0;
}

static uint32_t set_of(const json_t *names)
{
    uint32_t set = 0;
    size_t i;
    json_t *name;
    json_array_foreach(names, i, name) set |= relation_of(json_string_value(name));
    return set;
}

/* The stages that a moment names, as bits. */
static uint32_t stages_of(const json_t *moment)
{
    const json_t *spans = json_object_get(moment, "spans");
    uint32_t stages = 0;
    size_t i;
    json_t *span;
    if (json_array_size(spans) == 0) {
        assert_null(text_of(moment, "when"));
        return (1U << STAGE_COUNT) - 1;
    }
    assert_non_null(text_of(moment, "when"));
    json_array_foreach(spans, i, span)
    {
        const unsigned from = access_stage(text_of(span, "from"));
        const unsigned to = access_stage(text_of(span, "to"));
        assert_true(from < STAGE_COUNT && from <= to && to < STAGE_COUNT);
        for (unsigned stage = from; stage <= to; stage++)
            stages |= 1U << stage;
    }
    return stages;
}

/* A bit a stage, for every set of relations: what the page tells of one kind of thing. */
static uint32_t told[ACTION_COUNT][SETS];

static void hear(const json_t *thing)
{
    size_t a, m, w;
    json_t *action, *moment, *who;
    const uint32_t required = set_of(json_object_get(thing, "required"));
    memset(told, 0, sizeof told);
    json_array_foreach(json_object_get(thing, "actions"), a, action)
    {
        unsigned at = 0;
        while (strcmp(access_action_name(at), text_of(action, "action")) != 0)
            at++;
        json_array_foreach(json_object_get(action, "moments"), m, moment)
        {
            const uint32_t with = set_of(json_object_get(moment, "with"));
            json_array_foreach(json_object_get(moment, "who"), w, who)
            {
                const uint32_t needed = required | with | relation_of(text_of(who, "relation"));
                for (uint32_t set = 0; set < SETS; set++)
                    if ((set & needed) == needed)
                        told[at][set] |= stages_of(moment);
            }
        }
    }
}

static unsigned resource_of(const json_t *thing)
{
    unsigned at = 0;
    while (strcmp(access_resource_name(at), text_of(thing, "resource")) != 0)
        at++;
    return at;
}

/* How many answers the page and the policy give otherwise; the page is made of ${shown}. */
static unsigned differences(const struct access *shown, const struct access *access)
{
    unsigned count = 0;
    uint32_t seen = 0;
    size_t i;
    json_t *thing;
    json_t *things = sight_policy(shown, words, arena, 0, STAGE_NONE);
    json_array_foreach(things, i, thing)
    {
        const unsigned resource = resource_of(thing);
        seen |= 1U << resource;
        hear(thing);
        for (unsigned action = 0; action < ACTION_COUNT; action++)
            for (uint32_t set = 0; set < SETS; set++)
                for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
                    count += access_allows(access, resource, action, set, stage) !=
                             ((told[action][set] >> stage & 1) != 0);
    }
    assert_int_equal(seen, (1U << RESOURCE_COUNT) - 1);
    json_decref(things);
    return count;
}

static void the_page_says_what_the_policy_answers(void **state)
{
    (void)state;
    const struct access *access = rules_pack(rules, "vif-cevennes")->access;
    assert_int_equal(0, differences(access, access));
}

static struct access *read_policy(struct ini_entry *entries, size_t count)
{
    static const char *const roles[] = {"animator", "secretary", "narrator"};
    struct access *access = access_new(arena, roles, 3);
    const struct ini ini = {"test", entries, count};
    assert_int_equal(STATUS_OK, access_add(access, arena, &ini));
    return access;
}

static void it_says_so_of_any_policy(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "nobody",
        "member",
        "narrator@staffed+ narrator@cancelled",
        "coming&present@held secretary@planned secretary@prepared-held animator@expired",
        "signatory&representative@submitted+ of_structure&signatory@submitted+ coordination",
        "narrator@staffed narrator&animator@staffed candidate@planned-expired",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct ini_entry plain[] = {{"situation", "read", lines[i], 1}};
        struct ini_entry required[] = {{"situation", "require", "signatory", 1},
                                       {"situation", "read", lines[i], 2}};
        struct access *without = read_policy(plain, 1);
        struct access *with = read_policy(required, 2);
        assert_int_equal(0, differences(without, without));
        assert_int_equal(0, differences(with, with));
        if (i > 0) /* and the comparison would notice */
            assert_true(differences(with, without) > 0);
    }
}

static const json_t *find(const json_t *things, const char *resource, const char *action)
{
    size_t i, j;
    json_t *thing, *one;
    json_array_foreach(things, i, thing)
    {
        if (strcmp(text_of(thing, "resource"), resource) != 0)
            continue;
        json_array_foreach(json_object_get(thing, "actions"), j, one)
        {
            if (strcmp(text_of(one, "action"), action) == 0)
                return json_object_get(one, "moments");
        }
    }
    fail_msg("%s of %s is not there", action, resource);
    return NULL;
}

static const char *mine(const json_t *moments, size_t moment, size_t who)
{
    const json_t *list = json_object_get(json_array_get(moments, moment), "who");
    return text_of(json_array_get(list, who), "me");
}

static bool now(const json_t *moments, size_t moment)
{
    return json_is_true(json_object_get(json_array_get(moments, moment), "now"));
}

static void the_reader_finds_themselves(void **state)
{
    (void)state;
    struct ini_entry entries[] = {{"situation", "require", "signatory", 1},
                                  {"situation", "read", "narrator@staffed coordination", 2}};
    struct access *access = read_policy(entries, 2);
    static const struct {
        uint32_t relations;
        enum stage stage;
        const char *coordination, *narrator;
    } cases[] = {
        {RELATION_MEMBER, STAGE_NONE, "no", "no"},
        {RELATION_MEMBER | RELATION_SIGNATORY, STAGE_NONE, "no", "depends"},
        {RELATION_COORDINATION | RELATION_SIGNATORY, STAGE_HELD, "yes", "depends"},
        {NARRATOR | RELATION_SIGNATORY, STAGE_STAFFED, "no", "yes"},
        {NARRATOR, STAGE_STAFFED, "no", "no"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *things = sight_policy(access, words, arena, cases[i].relations, cases[i].stage);
        const json_t *moments = find(things, "situation", "read");
        assert_string_equal(cases[i].coordination, mine(moments, 0, 0));
        assert_string_equal(cases[i].narrator, mine(moments, 1, 0));
        assert_false(now(moments, 0)); /* always is no moment */
        assert_int_equal(cases[i].stage == STAGE_STAFFED, now(moments, 1));
        json_decref(things);
    }
}

/* Every name of the policy has its label, or the site does not start. */
static void a_name_without_a_label_is_noticed(void **state)
{
    (void)state;
    struct words *fewer;
    FILE *file;
    static const char *const keys[] = {"label.relation.coming",
                                       "label.action.withdraw",
                                       "label.resource.tool",
                                       "label.stage_from.cancelled",
                                       "label.stage_until.published",
                                       "label.relation_also.present",
                                       "label.me.yes",
                                       "sight.alone"};
    assert_true(sight_check(words));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char line[1024];
        char path[] = "/tmp/cocon-words-XXXXXX";
        const char *section = keys[i];
        const char *key = strchr(section, '.') + 1;
        bool inside = false;
        FILE *from = fopen(SOURCE_DIR "/web/messages.fr.ini", "r");
        int descriptor = mkstemp(path);
        assert_true(from != NULL && descriptor >= 0);
        file = fdopen(descriptor, "w");
        while (fgets(line, sizeof line, from) != NULL) {
            if (*line == '[')
                inside = strncmp(line + 1, section, (size_t)(key - section) - 1) == 0;
            if (!inside || strncmp(line, key, strlen(key)) != 0)
                fputs(line, file);
        }
        fclose(from);
        fclose(file);
        assert_int_equal(STATUS_OK, words_load(&fewer, arena, path));
        remove(path);
        assert_false(sight_check(fewer));
    }
}

static void readers_are_said_by_function(void **state)
{
    (void)state;
    json_t *who = json_loads(
        "{\"now\": {\"alone\": true, \"groups\": []}, \"later\": ["
        "{\"stage\": \"submitted\", \"gain\": [{\"relations\": [\"animator\"], \"person\":"
        " {\"name\": \"N\", \"profession_label\": \"P\", \"structure\": {\"short_name\": \"S\"}}}],"
        " \"lose\": []}, {\"stage\": \"held\", \"gain\": [{\"relations\": [\"coming\"],"
        " \"count\": 4}], \"lose\": [{\"relations\": [\"coming\"], \"count\": 4}]}]}",
        0, NULL);
    sight_readers(words, arena, who);
    const json_t *later = json_object_get(who, "later");
    assert_string_equal(words_get(words, "sight", "alone"),
                        text_of(json_object_get(who, "now"), "text"));
    const char *animator = text_of(json_array_get(later, 0), "gain_text");
    assert_non_null(strstr(animator, "(P, S)"));
    assert_null(strstr(animator, "N"));
    assert_string_equal(words_get(words, "label", "stage_from.submitted"),
                        text_of(json_array_get(later, 0), "when"));
    assert_non_null(strstr(text_of(json_array_get(later, 1), "gain_text"), "(4)"));
    assert_null(strstr(text_of(json_array_get(later, 1), "lose_text"), "4"));
    json_decref(who);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_what_the_policy_answers),
        cmocka_unit_test(it_says_so_of_any_policy),
        cmocka_unit_test(the_reader_finds_themselves),
        cmocka_unit_test(a_name_without_a_label_is_noticed),
        cmocka_unit_test(readers_are_said_by_function),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
