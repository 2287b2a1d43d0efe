#include "world_dossier.h"

#include "trust/standing.h"

/* What people are told of who reads, against what they then can read. */

static const json_t *who_reads(struct world *world, dossier_view *view, enum someone who,
                               struct seance_id seance)
{
    const json_t *told = json_object_get(dossier_read(world, view, who, seance), "who_reads");
    assert_true(json_is_object(told));
    return told;
}

/* "animator=POLICE coming=1": one group of readers. */
static const char *group_text(struct world *world, const json_t *group)
{
    const char *text = "";
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(group, "relations"), i, name) text =
        arena_printf(world->arena, "%s%s%s", text, i == 0 ? "" : "&", json_string_value(name));
    const json_t *person = json_object_get(group, "person");
    const json_t *count = json_object_get(group, "count");
    for (int who = 0; person != NULL && who <= STRANGER; who++)
        if (strcmp(world_hex(world, world->people[who].id), world_text(person, "id")) == 0)
            text = arena_printf(world->arena, "%s=%d", text, who);
    if (count != NULL)
        text = arena_printf(world->arena, "%s=%d", text, (int)json_integer_value(count));
    return text;
}

static const char *groups_text(struct world *world, const json_t *groups)
{
    const char *text = "";
    size_t i;
    json_t *group;
    json_array_foreach(groups, i, group) text =
        arena_printf(world->arena, "%s%s%s", text, i == 0 ? "" : " ", group_text(world, group));
    return text;
}

/* "submitted +animator=1; held +present -coming=2" */
static const char *later_text(struct world *world, const json_t *told)
{
    const char *text = "";
    size_t i;
    json_t *step;
    json_array_foreach(json_object_get(told, "later"), i, step)
    {
        const char *lose = groups_text(world, json_object_get(step, "lose"));
        text = arena_printf(
            world->arena, "%s%s%s +%s%s%s", text, i == 0 ? "" : "; ", world_text(step, "stage"),
            groups_text(world, json_object_get(step, "gain")), *lose == '\0' ? "" : " -", lose);
    }
    return text;
}

static const json_t *now_of(const json_t *told)
{
    return json_object_get(told, "now");
}

static json_int_t count_of(const json_t *told)
{
    return json_integer_value(json_object_get(now_of(told), "readers_count"));
}

static void a_draft_is_its_author_s(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    const json_t *told = who_reads(world, situation_view, SHELTER, id);
    assert_true(json_is_true(json_object_get(now_of(told), "alone")));
    assert_int_equal(1, count_of(told));
    assert_string_equal(arena_printf(world->arena, "narrator=%d", SHELTER),
                        groups_text(world, json_object_get(now_of(told), "groups")));
    assert_string_equal(arena_printf(world->arena,
                                     "submitted +animator=%d; prepared +secretary=%d coming=%d"
                                     " coordination; held +present -coming=%d",
                                     POLICE, HOSPITAL, 4, 4),
                        later_text(world, told));
    const json_t *next = json_object_get(told, "next");
    assert_string_equal("submitted", world_text(next, "stage"));
    assert_int_equal(1, json_array_size(json_object_get(next, "people")));
    assert_non_null(world_find(world, json_object_get(next, "people"), POLICE));
}

/* The list shown before the approval is the list of those who then hold a key. */
static void the_list_before_is_the_readers_after(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    const json_t *told = who_reads(world, situation_view, POLICE, id);
    assert_false(json_is_true(json_object_get(now_of(told), "alone")));
    assert_int_equal(2, count_of(told));
    const json_t *people = json_object_get(json_object_get(told, "next"), "people");
    const size_t more = json_array_size(people);
    assert_true(more > 0);
    assert_null(json_object_get(who_reads(world, situation_view, SHELTER, id), "next"));
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 1));
    for (int who = 0; who <= STRANGER; who++) {
        const bool before = who == POLICE || who == SHELTER;
        const bool after = world_find(world, people, who) != NULL || before;
        assert_int_equal(after, dossier_holder(world, who, id, "situation"));
    }
    told = who_reads(world, situation_view, POLICE, id);
    assert_int_equal(2 + (json_int_t)more, count_of(told));
    assert_string_equal(arena_printf(world->arena, "held +present -coming=%d", 4),
                        later_text(world, told));
}

static void publication_opens_to_all_signatories(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_held(world);
    const json_t *told = who_reads(world, synthesis_view, HOSPITAL, id);
    assert_true(json_is_true(json_object_get(now_of(told), "alone")));
    assert_string_equal(arena_printf(world->arena,
                                     "drafted +animator=%d narrator=%d present=%d coordination;"
                                     " published +signatory",
                                     POLICE, SHELTER, 4),
                        later_text(world, told));
    id = dossier_drafted(world);
    const json_t *people = json_object_get(
        json_object_get(who_reads(world, synthesis_view, POLICE, id), "next"), "people");
    assert_non_null(world_find(world, people, HOSPITAL_TOO)); /* was not there */
    assert_null(world_find(world, people, SHELTER));          /* reads already */
    id = dossier_published(world);
    told = who_reads(world, synthesis_view, HOSPITAL_TOO, id);
    assert_string_equal("signatory", groups_text(world, json_object_get(now_of(told), "groups")));
    assert_string_equal("", later_text(world, told));
    assert_null(json_object_get(told, "next"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_draft_is_its_author_s, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(the_list_before_is_the_readers_after, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(publication_opens_to_all_signatories, world_setup,
                                        world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
