#include "world_dossier.h"

#include "core/members/assignment.h"
#include "core/members/withdrawal.h"
#include "keys/quorum.h"

/* Whom the trustees' sheets name: somebody of this space, and of no other. */

static enum status admit(struct world *world, const char *email, const char *name)
{
    struct quorum_sheets sheets;
    struct account_keys *recovery;
    struct quorum_count count;
    char token[TOKEN_TEXT];
    assert_int_equal(STATUS_OK, quorum_split(&sheets, 2, 3));
    assert_int_equal(STATUS_OK, quorum_adopt(world->core, world->space, &sheets));
    assert_int_equal(STATUS_OK,
                     quorum_open(&recovery, world->core, world->space, sheets.shares, 2));
    enum status status =
        quorum_admit(&count, world->core, world->space, recovery, email, name, token);
    account_keys_free(recovery);
    quorum_sheets_free(&sheets);
    return status;
}

static long long is(struct world *world, enum someone who, const char *what)
{
    return raw_number(world, "SELECT %s FROM membership WHERE account = '%s'", what,
                      world_hex(world, world->people[who].id));
}

static void who_is_of_another_space_is_not_named_here(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_CONFLICT, admit(world, "p7@cocon.example", NULL));
    assert_int_equal(0, is(world, STRANGER, "until IS NOT NULL OR coordination"));
}

static void who_left_comes_again_as_coordinator(void **state)
{
    struct world *world = world_of(state);
    json_t *fields =
        world_form(world, "{'profession': 'psychologue', 'structure': '%s', 'represents': true}",
                   world_hex(world, world->structures[S_POLICE].id));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    assert_int_equal(1, is(world, POLICE, "until IS NOT NULL"));
    assert_int_equal(STATUS_OK, assignment_change(world_act(world, COORDINATOR),
                                                  world->people[POLICE_TOO], fields));
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, admit(world, "p1@cocon.example", "Une autre"));
    assert_int_equal(1, is(world, POLICE, "until IS NULL AND coordination"));
    assert_int_equal(clock_now(), is(world, POLICE, "since"));
    assert_int_equal(0, is(world, POLICE, "represents")); /* somebody else does */
    assert_int_equal(1, is(world, POLICE_TOO, "represents"));
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    const json_t *person = act_json(world->arena, person_json(act, conn, world->people[POLICE]));
    db_done(conn);
    assert_string_equal("Une autre", world_text(person, "name"));
}

/* Nobody else speaks for their structure: they still do, under their name. */
static void who_is_there_stays_what_they_were_besides(void **state)
{
    struct world *world = world_of(state);
    const long long since = is(world, SHELTER, "since");
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, admit(world, "p5@cocon.example", NULL));
    assert_int_equal(1, is(world, SHELTER, "until IS NULL AND coordination AND represents"));
    assert_int_equal(since, is(world, SHELTER, "since"));
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    const json_t *person = act_json(world->arena, person_json(act, conn, world->people[SHELTER]));
    db_done(conn);
    assert_string_equal(world_people[SHELTER].name, world_text(person, "name"));
}

/* Nobody speaks for that structure any more; they never did. */
static void who_did_not_represent_does_not_now(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, admit(world, "p2@cocon.example", NULL));
    assert_int_equal(1, is(world, POLICE_TOO, "until IS NULL AND coordination"));
    assert_int_equal(0, is(world, POLICE_TOO, "represents"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_is_of_another_space_is_not_named_here),
        WORLD_TEST(who_left_comes_again_as_coordinator),
        WORLD_TEST(who_is_there_stays_what_they_were_besides),
        WORLD_TEST(who_did_not_represent_does_not_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
