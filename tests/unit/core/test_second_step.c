#include "crypto/login_token.h"
#include "factor.h"
#include "passphrase.h"
#include "raw.h"

#include "core/doors/factors.h"
#include "doors/logins.h"
#include "doors/second_step.h"
#include "members/suspension.h"

#define EMAIL "p1@cocon.example"

/* The police officer and the midwife have a factor each. */
static int setup(void **state)
{
    int result = world_setup(state);
    if (result != 0)
        return result;
    struct world *world = *state;
    passphrase_seal(world, POLICE);
    passphrase_seal(world, HOSPITAL);
    factor_prove(world, world_act(world, POLICE));
    factor_prove(world, world_act(world, HOSPITAL));
    return 0;
}

static enum status knock(struct world *world, const char *email, const char **token)
{
    char *text = arena_alloc(world->arena, TOKEN_TEXT);
    *token = text;
    return sign_in(world->core, world->arena, email, PASSPHRASE, SLOTS_TRUSTED, text);
}

static const char *wait_for_code(struct world *world)
{
    const char *token;
    assert_int_equal(STATUS_OK, knock(world, EMAIL, &token));
    assert_true(second_step_waits(world->core, world->arena, token));
    return token;
}

static enum status show(struct world *world, const char *token, const char *code, const char *fault,
                        struct act **act)
{
    char login[TOKEN_TEXT];
    struct second_step_told told;
    *act = NULL;
    memset(login, 'x', sizeof login);
    enum status status = second_step_code(world->core, world->arena, token, code, login, &told);
    assert_string_equal(fault, told.fault != NULL ? told.fault : "");
    if (status == STATUS_OK)
        assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, act, login));
    else
        assert_string_equal("", login);
    return status;
}

static void a_passphrase_alone_opens_nothing(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    const long long journal = raw_journal_size(world);
    const char *token = wait_for_code(world);
    assert_int_equal(STATUS_NOT_FOUND, sign_in_resume(world->core, world->arena, &act, token));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM login"));
    assert_string_equal("", raw_journal(world, journal));
    assert_int_equal(STATUS_OK, show(world, token, factor_code(world, 0), "", &act));
    assert_memory_equal(&world->people[POLICE], &act->who, sizeof act->who);
    assert_memory_equal(world->keys[POLICE]->sign->bytes, act->keys->sign->bytes, 64);
    assert_string_equal("sign-in account", raw_journal(world, journal));
    /* that wait is over */
    assert_false(second_step_waits(world->core, world->arena, token));
    assert_int_equal(STATUS_NOT_FOUND, show(world, token, factor_code(world, 1), "", &act));
}

/* Whoever can write rows, and has the passphrase with its cookie, makes no login of the wait. */
static void its_row_is_no_login(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    struct digest id;
    struct login_token token;
    char digits[65];
    const char *text = wait_for_code(world);
    assert_int_equal(STATUS_OK, login_token_parse(&token, text));
    login_token_digest(&id, &token, "row");
    bytes_hex(digits, BYTES_OF(id.bytes));
    raw_change(world,
               "INSERT INTO login (id, space, account, generation, keys, created_at, seen_at,"
               " expires_at) SELECT x'%s', space, account, generation, keys, created_at,"
               " created_at, expires_at FROM pending_login",
               digits);
    assert_int_equal(STATUS_NOT_FOUND, sign_in_resume(world->core, world->arena, &act, text));
    /* nor do the keys open without the server's: what a login would be sealed with is not enough */
    struct account_keys *keys;
    struct account_row row;
    struct account_public public;
    struct pending_row waits;
    login_token_digest(&id, &token, "pending");
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_account(&row, conn, world->arena, world->people[POLICE]));
    assert_int_equal(STATUS_OK, second_factor_rows_pending(&waits, conn, world->arena, id.bytes));
    db_done(conn);
    memcpy(public.box, row.box_public, sizeof public.box);
    memcpy(public.sign, row.sign_public, sizeof public.sign);
    assert_int_equal(STATUS_DENIED,
                     login_token_open(&keys, waits.keys, &token, row.id, row.generation, &public));
    login_token_free(&token);
}

static void codes_that_miss_are_counted_and_told(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    const long long journal = raw_journal_size(world);
    const char *token = wait_for_code(world);
    for (int i = 1; i < SECOND_STEP_TRIES; i++)
        assert_int_equal(STATUS_DENIED, show(world, token, "000000", "code_wrong", &act));
    assert_true(second_step_waits(world->core, world->arena, token));
    assert_int_equal(STATUS_DENIED, show(world, token, "000000", "second_step_over", &act));
    assert_false(second_step_waits(world->core, world->arena, token));
    assert_string_equal("factor_miss account, factor_miss account, factor_miss account,"
                        " factor_miss account, factor_miss account",
                        raw_journal(world, journal));
    struct second_step_told told;
    char login[TOKEN_TEXT];
    token = wait_for_code(world);
    assert_int_equal(STATUS_OK, second_step_code(world->core, world->arena, token,
                                                 factor_code(world, 0), login, &told));
    assert_int_equal(SECOND_STEP_TRIES, told.misses);
    token = wait_for_code(world);
    assert_int_equal(STATUS_OK, second_step_code(world->core, world->arena, token,
                                                 factor_code(world, 1), login, &told));
    assert_int_equal(0, told.misses);
}

static void a_code_opens_once(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    assert_int_equal(STATUS_OK, show(world, wait_for_code(world), factor_code(world, 0), "", &act));
    assert_int_equal(STATUS_DENIED,
                     show(world, wait_for_code(world), factor_code(world, 0), "code_used", &act));
    assert_int_equal(STATUS_DENIED,
                     show(world, wait_for_code(world), factor_code(world, -1), "code_used", &act));
    assert_int_equal(STATUS_OK, show(world, wait_for_code(world), factor_code(world, 1), "", &act));
}

static void a_wait_ends(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    const char *token = wait_for_code(world);
    clock_set(WORLD_START + SECOND_STEP_LASTS - 1);
    assert_true(second_step_waits(world->core, world->arena, token));
    clock_set(WORLD_START + SECOND_STEP_LASTS);
    assert_false(second_step_waits(world->core, world->arena, token));
    assert_int_equal(STATUS_NOT_FOUND, show(world, token, factor_code(world, 0), "", &act));
    clock_set(WORLD_START);
    token = wait_for_code(world);
    raw_change(world, "UPDATE account SET state = 'suspended' WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_NOT_FOUND, show(world, token, factor_code(world, 0), "", &act));
}

/* Suspended and let in again within the five minutes: nobody goes on where they stood. */
static void who_is_suspended_waits_no_more(void **state)
{
    struct world *world = world_of(state);
    const char *token = wait_for_code(world);
    const struct account_id police = world->people[POLICE];
    assert_int_equal(STATUS_OK, suspension_suspend(world_act(world, COORDINATOR), police));
    assert_int_equal(STATUS_OK, suspension_lift(world_act(world, COORDINATOR), police));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM pending_login"));
    assert_false(second_step_waits(world->core, world->arena, token));
}

/* Between the passphrase and the row that waits, the account closed or its passphrase changed. */
static void a_wait_begins_with_what_was_opened(void **state)
{
    struct world *world = world_of(state);
    struct account_row row;
    char token[TOKEN_TEXT];
    bool waits;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_account(&row, conn, world->arena, world->people[POLICE]));
    db_done(conn);
    struct second_step step = {.account = &row, .space = world->space, .keys = world->keys[POLICE]};
    uint8_t salt[sizeof row.salt];
    memcpy(salt, row.salt, sizeof salt);
    step.opened_salt = salt;
    assert_int_equal(STATUS_OK, second_step_hold(token, &waits, world->core, world->arena, &step));
    assert_true(waits);
    salt[0] ^= 1;
    assert_int_equal(STATUS_DENIED,
                     second_step_hold(token, &waits, world->core, world->arena, &step));
    salt[0] ^= 1;
    assert_int_equal(STATUS_OK, suspension_suspend(world_act(world, COORDINATOR), row.id));
    assert_int_equal(STATUS_DENIED,
                     second_step_hold(token, &waits, world->core, world->arena, &step));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM pending_login"));
}

static void edited_factors_open_nothing(void **state)
{
    static const char *const edits[] = {
        "DELETE FROM second_factor WHERE account = '%s'",
        "UPDATE second_factor SET generation = generation + 1 WHERE account = '%s'",
        "UPDATE second_factor SET created_at = created_at + 1 WHERE account = '%s'",
        "UPDATE second_factor SET sealed = (SELECT sealed FROM second_factor f"
        " WHERE f.account <> second_factor.account) WHERE account = '%s'",
        "UPDATE second_factor SET sealed = zeroblob(length(sealed)) WHERE account = '%s'",
        "UPDATE second_factor SET id = replace(id, substr(id, 1, 4), '0000') WHERE account = '%s'",
        "INSERT INTO second_factor SELECT replace(id, substr(id, 1, 4), '0000'), account,"
        " generation, sealed, created_at FROM second_factor WHERE account = '%s'",
    };
    (void)state;
    for (size_t i = 0; i <= sizeof edits / sizeof *edits; i++) {
        void *own = NULL;
        const char *token;
        assert_int_equal(0, setup(&own));
        struct world *world = own;
        const char *who = world_hex(world, world->people[POLICE].id);
        if (i < sizeof edits / sizeof *edits) {
            raw_change(world, edits[i], who);
        } else { /* another's factor, moved: it neither serves the one nor frees the other */
            raw_change(world, edits[0], who);
            raw_change(world, "UPDATE second_factor SET account = '%s'", who);
            assert_int_equal(STATUS_TAMPERED, knock(world, "p3@cocon.example", &token));
        }
        assert_int_equal(STATUS_TAMPERED, knock(world, EMAIL, &token));
        assert_string_equal("", token);
        world_teardown(&own);
    }
}

static struct act *entered(struct world *world, int64_t ahead)
{
    struct act *act;
    assert_int_equal(STATUS_OK,
                     show(world, wait_for_code(world), factor_code(world, ahead), "", &act));
    return act;
}

static void a_factor_is_added_by_a_code_of_it(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    struct act *act = entered(world, 0);
    assert_int_equal(STATUS_NOT_FOUND, factors_code(act, &model));
    assert_int_equal(STATUS_INVALID,
                     factors_begin_code(act, world_form(world, "{'name': 'B', 'passphrase':"
                                                               " 'autre'}")));
    assert_field_fault(act, "passphrase", "passphrase_wrong");
    const json_t *begin = world_form(world, "{'name': 'B', 'passphrase': '" PASSPHRASE "'}");
    assert_int_equal(STATUS_OK, factors_begin_code(act, begin));
    assert_int_equal(STATUS_OK, factors_code(act, &model));
    assert_int_equal(32, strlen(world_text(model, "secret")));
    assert_non_null(strstr(world_text(model, "uri"), world_text(model, "secret")));
    /* it does not count yet */
    assert_int_equal(STATUS_OK, factors_view(act, &model));
    assert_int_equal(1, json_array_size(json_object_get(model, "factors")));
    act->fault_fields = NULL;
    assert_int_equal(STATUS_INVALID, factors_confirm_code(act, world_form(world, "{'code':"
                                                                                 " '000000'}")));
    assert_field_fault(act, "code", "code_wrong");
    clock_set(WORLD_START + FACTORS_ENROL);
    assert_int_equal(STATUS_NOT_FOUND, factors_code(act, &model));
    assert_int_equal(STATUS_NOT_FOUND,
                     factors_confirm_code(act, world_form(world, "{'code': '000000'}")));
    /* nothing of the secret is readable beside it */
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM second_factor WHERE"
                                          " instr(sealed, '31323334') > 0"));
}

/* What an application shows now that was given this secret: 32 digits of base 32. */
static const char *code_of(struct world *world, const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t bytes[ONE_TIME_CODE_SECRET] = {0};
    char *code = arena_alloc(world->arena, ONE_TIME_CODE_TEXT);
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        const char *digit = strchr(digits, text[bit / 5]);
        assert_non_null(digit);
        if (((digit - digits) >> (4 - bit % 5) & 1) != 0)
            bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
    }
    struct secret *secret = secret_copy(BYTES_OF(bytes));
    assert_int_equal(STATUS_OK, one_time_code_at(code, secret, clock_now() / ONE_TIME_CODE_STEP,
                                                 ONE_TIME_CODE_DIGITS));
    secret_free(secret);
    return code;
}

static void add_another(struct world *world, struct act *act)
{
    json_t *model;
    assert_int_equal(STATUS_OK,
                     factors_begin_code(
                         act, world_form(world, "{'name': 'B', 'passphrase': '" PASSPHRASE "'}")));
    assert_int_equal(STATUS_OK, factors_code(act, &model));
    const char *code = code_of(world, world_text(model, "secret"));
    assert_int_equal(STATUS_OK,
                     factors_confirm_code(act, world_form(world, "{'code': '%s'}", code)));
    assert_int_equal(STATUS_OK, factors_view(act, &model));
    assert_int_equal(2, json_array_size(json_object_get(model, "factors")));
}

/* Or somebody could take it back within ten seconds. */
static void what_opens_or_ends_a_login_is_written_down_at_once(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    size_t i;
    const json_t *login;
    struct id id = {0};
    entered(world, 0);
    struct act *act = entered(world, 1);
    assert_false(raw_is_written_down(world)); /* a signing in waits */
    assert_int_equal(STATUS_OK, logins_list(act, &model));
    json_array_foreach(json_object_get(model, "logins"), i,
                       login) if (!json_is_true(json_object_get(login, "current")))
        act_id(&id, login, "id");
    assert_int_equal(STATUS_OK, logins_end(act, &id));
    assert_true(raw_is_written_down(world));
    clock_set(clock_now() + 2 * ONE_TIME_CODE_STEP);
    entered(world, 0);
    assert_false(raw_is_written_down(world));
    assert_int_equal(STATUS_OK, logins_end_others(act));
    assert_true(raw_is_written_down(world));
    add_another(world, act);
    assert_true(raw_is_written_down(world));
    assert_int_equal(STATUS_OK,
                     sign_in_passphrase(act, world_form(world,
                                                        "{'current': '%s', 'passphrase': '%s de"
                                                        " retour', 'passphrase_again': '%s de"
                                                        " retour'}",
                                                        PASSPHRASE, PASSPHRASE, PASSPHRASE)));
    assert_true(raw_is_written_down(world));
    assert_int_equal(STATUS_OK, sign_in_end(act));
    assert_true(raw_is_written_down(world));
}

static void the_last_one_stays_where_one_is_needed(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    struct act *act = entered(world, 0);
    const json_t *sure = world_form(world, "{'passphrase': '" PASSPHRASE "'}");
    assert_int_equal(STATUS_OK, factors_view(act, &model));
    assert_false(json_is_true(json_object_get(model, "required")));
    struct id id;
    act_id(&id, json_array_get(json_object_get(model, "factors"), 0), "id");
    assert_int_equal(STATUS_INVALID,
                     factors_remove(act, &id, world_form(world, "{'passphrase': 'autre'}")));
    act->fault_fields = NULL;
    struct pack *pack = arena_alloc(world->arena, sizeof *pack);
    *pack = *act->pack;
    pack->second_factor_everyone = true;
    act->pack = pack;
    assert_int_equal(STATUS_CONFLICT, factors_remove(act, &id, sure));
    assert_fault(act, "factor_last");
    pack->second_factor_everyone = false;
    const long long journal = raw_journal_size(world);
    assert_int_equal(STATUS_OK, factors_remove(act, &id, sure));
    assert_string_equal("factor_remove account", raw_journal(world, journal));
    assert_true(raw_is_written_down(world));
    assert_int_equal(STATUS_NOT_FOUND, factors_remove(act, &id, sure));
    /* a passphrase is enough again */
    const char *token;
    assert_int_equal(STATUS_OK, knock(world, EMAIL, &token));
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, token));
}

#define STEP_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STEP_TEST(a_passphrase_alone_opens_nothing),
        STEP_TEST(its_row_is_no_login),
        STEP_TEST(codes_that_miss_are_counted_and_told),
        STEP_TEST(a_code_opens_once),
        STEP_TEST(a_wait_ends),
        STEP_TEST(who_is_suspended_waits_no_more),
        STEP_TEST(a_wait_begins_with_what_was_opened),
        cmocka_unit_test(edited_factors_open_nothing),
        STEP_TEST(a_factor_is_added_by_a_code_of_it),
        STEP_TEST(what_opens_or_ends_a_login_is_written_down_at_once),
        STEP_TEST(the_last_one_stays_where_one_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
