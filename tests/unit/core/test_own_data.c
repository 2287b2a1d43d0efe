#include "world_dossier.h"

#include "core/journal/audit_state.h"
#include "core/overview/own_data.h"

/* A copy of everything that is held about somebody, and of nobody else. */

static int setup(void **state)
{
    int result = world_setup(state);
    if (result == 0)
        dossier_share(*state);
    return result;
}

static json_t *copy(struct world *world, enum someone who)
{
    json_t *model;
    assert_int_equal(STATUS_OK, own_data(world_act(world, who), &model));
    return model;
}

static size_t count(const json_t *model, const char *kind)
{
    const json_t *list = json_object_get(model, kind);
    assert_true(json_is_array(list));
    return json_array_size(list);
}

static const char *all_of(struct world *world, const json_t *model)
{
    char *text = json_dumps(model, 0);
    const char *out = arena_text(world->arena, text);
    free(text);
    return out;
}

static void everything_of_the_narrator_is_there(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_drafted(world);
    assert_int_equal(STATUS_OK, dossier_comment(world, SHELTER, id, DOSSIER_COMMENT,
                                                "00000000000000000000000000000c01"));
    const json_t *model = copy(world, SHELTER);
    const json_t *account = json_object_get(model, "account");
    assert_string_equal(world_people[SHELTER].name, world_text(account, "name"));
    assert_string_equal("p5@cocon.example", world_text(account, "email"));
    assert_int_equal(1, count(model, "memberships"));
    assert_int_equal(1, count(model, "certificates"));
    assert_int_equal(2, count(model, "charter_signatures"));
    assert_int_equal(1, count(model, "roles"));
    assert_int_equal(1, count(model, "attendance"));
    assert_int_equal(2, count(model, "documents"));
    assert_true(count(model, "keys") >= 2);
    assert_true(count(model, "trace") > 4);
    assert_true(count(model, "about") > 0);
    const char *text = all_of(world, model);
    assert_non_null(strstr(text, DOSSIER_SENTENCE));
    assert_non_null(strstr(text, DOSSIER_COMMENT));
    assert_null(strstr(text, DOSSIER_CRITICAL)); /* the secretary's */
    for (int who = 0; who < SOMEONES; who++)
        if (who != SHELTER)
            assert_null(strstr(text, world_people[who].name));
}

static void ignore(void *context, const struct audit_fault *fault)
{
    (void)context;
    (void)fault;
}

static void a_copy_is_journalled_and_hides_no_edit(void **state)
{
    struct world *world = world_of(state);
    struct audit_result result = {0};
    long long journal = raw_journal_size(world);
    copy(world, POLICE_TOO);
    assert_string_equal("export person", raw_journal(world, journal));
    raw_change(world, "UPDATE membership SET profession = 'avocat' WHERE account = '%s'",
               world_hex(world, world->people[POLICE_TOO].id));
    json_t *model;
    assert_int_equal(STATUS_TAMPERED, own_data(world_act(world, POLICE_TOO), &model));
    assert_int_equal(STATUS_TAMPERED, audit_state(&result, world->core, ignore, NULL));
    assert_int_equal(1, result.faults);
}

static void who_may_read_no_text_gets_none(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    const json_t *model = copy(world, POLICE); /* a word that only the narrator reads now */
    assert_int_equal(1, count(model, "documents"));
    assert_int_equal(0, count(model, "texts"));
}

#define OWN_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWN_TEST(everything_of_the_narrator_is_there),
        OWN_TEST(a_copy_is_journalled_and_hides_no_edit),
        OWN_TEST(who_may_read_no_text_gets_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
