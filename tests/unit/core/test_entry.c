#include "factor.h"
#include "passphrase.h"
#include "raw.h"

#include "core/doors/factors.h"
#include "core/doors/logins.h"
#include "core/doors/second_step.h"
#include "core/members/withdrawal.h"

/* How a request becomes somebody's act, and what keeps it from becoming one. */

static enum status enters(struct world *world, struct act **act, enum someone who,
                          struct space_id space)
{
    struct db_conn *conn = db_read(world->core->db);
    enum status status = entry_begin(act, world->core, world->arena, conn, space,
                                     world->people[who], account_keys_copy(world->keys[who]));
    db_done(conn);
    return status;
}

/* Coordination without a second factor is a member and nothing more, signatory or not. */
static void who_has_no_factor_coordinates_nothing(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    assert_int_equal(STATUS_OK, enters(world, &act, COORDINATOR, world->space));
    assert_true(act->unproved);
    assert_int_equal(RELATION_MEMBER, act->standing);
    act = factor_prove(world, world_act(world, COORDINATOR));
    assert_false(act->unproved);
    assert_int_equal(RELATION_MEMBER | RELATION_SIGNATORY | RELATION_COORDINATION, act->standing);
    assert_int_equal(STATUS_OK, enters(world, &act, POLICE, world->space));
    assert_int_equal(RELATION_MEMBER | RELATION_SIGNATORY, act->standing);
}

/* Unless their space asks everybody for one. */
static void a_space_may_ask_everybody(void **state)
{
    struct world *world = world_of(state);
    struct account_row account;
    struct certificate certificate;
    bool missing[2];
    struct act *act = world_act(world, POLICE);
    struct pack *pack = arena_copy(world->arena, act->pack, sizeof *pack);
    struct db_conn *conn = db_read(world->core->db);
    act->pack = pack;
    assert_int_equal(STATUS_OK, person_rows_account(&account, conn, world->arena, act->who));
    assert_int_equal(STATUS_OK, trust_now(&certificate, act, conn, act->who));
    for (int all = 0; all < 2; all++) {
        pack->second_factor_everyone = all == 1;
        assert_int_equal(STATUS_OK,
                         second_factor_missing(&missing[all], act, conn, &account, &certificate));
    }
    db_done(conn);
    assert_false(missing[0]);
    assert_true(missing[1]);
}

/* The rules of a space are in its pack: without its folder nobody enters there. */
static void nobody_enters_without_the_rules(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    assert_int_equal(0, unlink(world_path(world, "policies/spaces/elsewhere")));
    world_reopen(world);
    assert_int_equal(STATUS_FAILED, enters(world, &act, STRANGER, world->elsewhere));
    assert_null(act);
    assert_int_equal(STATUS_OK, enters(world, &act, POLICE, world->space));
}

/* Whose row cannot be read is told so, whatever they type. */
static void a_malformed_account_is_told(void **state)
{
    struct world *world = world_of(state);
    char token[TOKEN_TEXT];
    passphrase_seal(world, POLICE);
    (void)passphrase_knock(world, POLICE);
    raw_change(world, "UPDATE account SET box_public = x'00' WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_TAMPERED, sign_in(world->core, world->arena, "p1@cocon.example",
                                              PASSPHRASE, SLOTS_TRUSTED, token));
    assert_string_equal("", token);
}

/* A row that somebody kept and puts back is no login any more. */
static void what_ended_stays_ended(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    passphrase_seal(world, POLICE);
    const char *token = passphrase_knock(world, POLICE);
    const char *other = passphrase_knock(world, POLICE);
    (void)raw_text(world, "CREATE TABLE kept.login AS SELECT * FROM main.login");
    act = passphrase_resume(world, token);
    assert_int_equal(STATUS_OK, logins_end_others(act));
    assert_int_equal(STATUS_OK, sign_in_end(act));
    (void)raw_text(world, "INSERT INTO main.login SELECT * FROM kept.login");
    assert_int_equal(STATUS_NOT_FOUND, sign_in_resume(world->core, world->arena, &act, token));
    assert_int_equal(STATUS_NOT_FOUND, sign_in_resume(world->core, world->arena, &act, other));
}

/* Nor is a wait of who left, or one that was never begun. */
static void a_wait_of_who_left_is_over(void **state)
{
    struct world *world = world_of(state);
    passphrase_seal(world, POLICE);
    factor_prove(world, world_act(world, POLICE));
    const char *token = passphrase_knock(world, POLICE);
    assert_true(second_step_waits(world->core, world->arena, token));
    assert_false(second_step_waits(world->core, world->arena, "none"));
    (void)raw_text(world, "CREATE TABLE kept.pending AS SELECT * FROM main.pending_login");
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    (void)raw_text(world, "DELETE FROM main.pending_login");
    (void)raw_text(world, "INSERT INTO main.pending_login SELECT * FROM kept.pending");
    assert_false(second_step_waits(world->core, world->arena, token));
}

static void somebody_is_in_one_space_or_in_two(void **state)
{
    struct world *world = world_of(state);
    bool elsewhere;
    assert_int_equal(STATUS_OK, sign_in_is_elsewhere(world_act(world, POLICE), &elsewhere));
    assert_false(elsewhere);
    (void)raw_text(world,
                   "INSERT INTO membership (space, account, structure, profession, coordination,"
                   " represents, since) VALUES ('%s', '%s', NULL, 'juriste', 0, 0, 1)",
                   world_hex(world, world->elsewhere.id),
                   world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_OK, sign_in_is_elsewhere(world_act(world, POLICE), &elsewhere));
    assert_true(elsewhere);
}

static void this_login_comes_first(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    passphrase_seal(world, POLICE);
    const char *mine = passphrase_knock(world, POLICE);
    for (int i = 1; i < 4; i++) {
        clock_set(clock_now() + 1);
        (void)passphrase_knock(world, POLICE);
    }
    assert_int_equal(STATUS_OK, logins_list(passphrase_resume(world, mine), &model));
    const json_t *list = json_object_get(model, "logins");
    assert_int_equal(4, json_array_size(list));
    assert_true(json_is_true(json_object_get(json_array_get(list, 0), "current")));
    for (size_t i = 1; i < 4; i++)
        assert_false(json_is_true(json_object_get(json_array_get(list, i), "current")));
    const json_int_t second =
        json_integer_value(json_object_get(json_array_get(list, 1), "created_at"));
    assert_int_equal(clock_now(), second); /* then the last used */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_has_no_factor_coordinates_nothing),
        WORLD_TEST(a_space_may_ask_everybody),
        WORLD_TEST(nobody_enters_without_the_rules),
        WORLD_TEST(a_malformed_account_is_told),
        WORLD_TEST(what_ended_stays_ended),
        WORLD_TEST(a_wait_of_who_left_is_over),
        WORLD_TEST(somebody_is_in_one_space_or_in_two),
        WORLD_TEST(this_login_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
