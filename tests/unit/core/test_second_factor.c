#include "factor.h"
#include "passphrase.h"
#include "raw.h"

#include "core/doors/factors.h"
#include "core/doors/second_step.h"

/* Rows of doors that somebody changed: they open nothing, and are nothing. */

static struct act *entered(struct world *world)
{
    passphrase_seal(world, POLICE);
    return passphrase_resume(world, passphrase_knock(world, POLICE));
}

static void a_factor_that_does_not_open_is_none(void **state)
{
    struct world *world = world_of(state);
    struct factor_row *rows;
    size_t count;
    json_t *content;
    struct act *act = factor_prove(world, world_act(world, COORDINATOR));
    assert_false(act->unproved);
    raw_flip(world, "second_factor", "sealed", 30, "1");
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     second_factor_rows_list(&rows, &count, conn, world->arena, act->who));
    assert_int_equal(STATUS_TAMPERED,
                     second_factor_open(&content, world->core, world->arena,
                                        second_factor_bound(world->arena, &rows[0]),
                                        rows[0].sealed));
    assert_null(content);
    assert_int_equal(STATUS_OK, entry_begin(&act, world->core, world->arena, conn, act->space,
                                            act->who, account_keys_copy(act->keys)));
    db_done(conn);
    assert_true(act->unproved);
    assert_int_equal(RELATION_MEMBER, act->standing);
}

static void an_enrolment_that_does_not_open_is_none(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    struct act *act = entered(world);
    const json_t *begin = world_form(world, "{'name': 'B', 'passphrase': '" PASSPHRASE "'}");
    assert_int_equal(STATUS_OK, factors_begin_code(act, begin));
    assert_int_equal(STATUS_OK, factors_code(act, &model));
    assert_non_null(strstr(world_text(model, "uri"), "otpauth://totp/Cocon%20VIF%20"));
    raw_flip(world, "factor_enrolment", "sealed", 30, "1");
    assert_int_equal(STATUS_TAMPERED, factors_code(act, &model));
}

/* Five minutes are five minutes. */
static void a_wait_is_as_the_server_wrote_it(void **state)
{
    struct world *world = world_of(state);
    factor_prove(world, world_act(world, POLICE));
    passphrase_seal(world, POLICE);
    const char *token = passphrase_knock(world, POLICE);
    assert_true(second_step_waits(world->core, world->arena, token));
    raw_change(world, "UPDATE pending_login SET expires_at = expires_at + 3600");
    assert_false(second_step_waits(world->core, world->arena, token));
    raw_change(world, "UPDATE pending_login SET expires_at = expires_at - 3600");
    assert_true(second_step_waits(world->core, world->arena, token));
}

/* And a login, also between a request's beginning and its write. */
static void a_login_is_as_the_server_wrote_it(void **state)
{
    struct world *world = world_of(state);
    passphrase_seal(world, POLICE);
    const char *token = passphrase_knock(world, POLICE);
    struct act *act = passphrase_resume(world, token), *again;
    raw_change(world, "UPDATE login SET expires_at = expires_at + 3600");
    assert_int_equal(STATUS_TAMPERED, sign_in_look_at(act, world->space));
    assert_int_equal(STATUS_NOT_FOUND, sign_in_resume(world->core, world->arena, &again, token));
    raw_change(world, "UPDATE login SET expires_at = expires_at - 3600");
    assert_int_equal(STATUS_OK, sign_in_look_at(act, world->space));
}

static void a_name_is_asked_for(void **state)
{
    struct world *world = world_of(state);
    struct act *act = entered(world);
    struct id id = {0};
    assert_int_equal(STATUS_INVALID, factors_rename(act, &id, world_form(world, "{}")));
    assert_field_fault(act, "name", "required");
    assert_null(sign_in_closed(world->core, world->arena, "nobody@cocon.example"));
    assert_null(sign_in_closed(world->core, world->arena, "p1@cocon.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_factor_that_does_not_open_is_none),
        WORLD_TEST(an_enrolment_that_does_not_open_is_none),
        WORLD_TEST(a_wait_is_as_the_server_wrote_it),
        WORLD_TEST(a_login_is_as_the_server_wrote_it),
        WORLD_TEST(a_name_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
