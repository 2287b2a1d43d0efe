#include "factor.h"
#include "raw.h"

#include "../passkey_recorded.h"
#include "core/doors/factors.h"
#include "core/doors/second_step.h"
#include "core/doors/sign_in.h"
#include "crypto/base64url.h"
#include "doors/factor_enrolment.h"
#include "doors/factor_key.h"
#include "doors/passphrases.h"
#include "slots.h"

/* A passkey as a second factor, made and shown by a recorded browser. */

#define PASSPHRASE "sept girafes traversent Corbès"
#define SURE "{'name': 'Clé', 'passphrase': '" PASSPHRASE "'}"

static const struct passkey_place here = {RECORDED_ORIGIN, "localhost"};

static enum status put_keys(struct db_conn *conn, void *context)
{
    const struct account_row *row = context;
    return person_rows_set_keys(conn, row, row->generation);
}

static const char *knock(struct world *world)
{
    char *token = arena_alloc(world->arena, TOKEN_TEXT);
    assert_int_equal(STATUS_OK, sign_in(world->core, world->arena, "p1@cocon.example", PASSPHRASE,
                                        SLOTS_TRUSTED, token));
    return token;
}

/* The police officer, signed in with a passphrase alone. */
static struct act *entered(struct world *world)
{
    struct account_row row;
    struct act *act;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     person_rows_account(&row, conn, world->arena, world->people[POLICE]));
    db_done(conn);
    assert_int_equal(STATUS_OK, passphrases_seal(&row, world->core, world->arena,
                                                 world->keys[POLICE], PASSPHRASE));
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_keys, &row));
    world_accept(world, "person", row.id.id);
    assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, &act, knock(world)));
    return act;
}

static const char *base64url(struct world *world, const char *digits)
{
    const size_t len = strlen(digits) / 2;
    uint8_t *bytes = arena_alloc(world->arena, len);
    assert_int_equal(STATUS_OK, bytes_unhex(bytes, len, digits));
    return base64url_text(world->arena, (struct bytes){bytes, len});
}

static const char *base64url_of(struct world *world, const char *text)
{
    return base64url_text(world->arena, (struct bytes){(const uint8_t *)text, strlen(text)});
}

static const json_t *made(struct world *world)
{
    return act_json(world->arena,
                    json_pack("{s:s, s:s}", "attestation", base64url(world, recorded_object),
                              "client_data", base64url_of(world, recorded_create_client)));
}

static const json_t *shown(struct world *world, const char *credential)
{
    return act_json(world->arena,
                    json_pack("{s:s, s:s, s:s, s:s}", "credential", credential, "client_data",
                              base64url_of(world, recorded_get_client), "authenticator_data",
                              base64url(world, recorded_first_data), "signature",
                              base64url(world, recorded_first_signature)));
}

/* As factor_key_begin(), with the challenge that the recorded browser was asked. */
static void begin(struct world *world, struct act *act)
{
    const json_t *content =
        act_json(world->arena, json_pack("{s:s, s:s, s:s}", "kind", "passkey", "name", "Clé",
                                         "challenge", RECORDED_CREATE_CHALLENGE));
    assert_int_equal(STATUS_OK, factor_enrolment_begin(act, world_form(world, SURE), content));
}

static size_t factors(struct act *act)
{
    json_t *model;
    assert_int_equal(STATUS_OK, factors_view(act, &model));
    return json_array_size(json_object_get(model, "factors"));
}

static void refuses(struct world *world, struct act *act)
{
    act->fault = NULL;
    assert_int_equal(STATUS_CONFLICT, factor_key_confirm(act, made(world), &here));
    assert_fault(act, "passkey_refused");
}

static void a_passkey_is_added_once(void **state)
{
    struct world *world = world_of(state);
    json_t *asked;
    struct act *act = entered(world);
    begin(world, act);
    assert_int_equal(STATUS_OK, factor_key_confirm(act, made(world), &here));
    assert_int_equal(1, factors(act));
    assert_int_equal(STATUS_NOT_FOUND, factor_key_confirm(act, made(world), &here));
    begin(world, act); /* the same again, as a browser that does not heed "exclude" */
    refuses(world, act);
    assert_int_equal(1, factors(act));
    assert_int_equal(STATUS_NOT_FOUND, factor_key_confirm(act, made(world), &here));
    assert_int_equal(STATUS_OK, factor_key_begin(act, world_form(world, SURE), &here, &asked));
    const json_t *exclude = json_object_get(asked, "exclude");
    assert_int_equal(1, json_array_size(exclude));
    assert_string_equal(base64url(world, recorded_credential),
                        json_string_value(json_array_get(exclude, 0)));
}

static void what_was_not_asked_is_refused(void **state)
{
    struct world *world = world_of(state);
    json_t *asked;
    struct act *act = entered(world);
    assert_int_equal(STATUS_NOT_FOUND, factor_key_confirm(act, made(world), &here));
    assert_int_equal(STATUS_OK, factor_key_begin(act, world_form(world, SURE), &here, &asked));
    refuses(world, act); /* another challenge */
    /* which counted all the same */
    assert_int_equal(STATUS_NOT_FOUND, factor_key_confirm(act, made(world), &here));
    begin(world, act);
    assert_int_equal(STATUS_CONFLICT,
                     factor_key_confirm(act, world_form(world, "{'attestation': '!'}"), &here));
    assert_fault(act, "passkey_refused");
    assert_int_equal(0, factors(act));
    act->fault = NULL;
    const struct passkey_place nowhere = {"https://192.0.2.1", NULL};
    assert_int_equal(STATUS_CONFLICT,
                     factor_key_begin(act, world_form(world, SURE), &nowhere, &asked));
    assert_fault(act, "no_passkeys");
}

/* What is under way for the one counts for nothing at the other. */
static void a_code_is_no_passkey(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    struct act *act = entered(world);
    begin(world, act);
    assert_int_equal(STATUS_NOT_FOUND, factors_code(act, &model));
    assert_int_equal(STATUS_NOT_FOUND,
                     factors_confirm_code(act, world_form(world, "{'code': '000000'}")));
    assert_int_equal(STATUS_OK, factors_begin_code(act, world_form(world, SURE)));
    assert_int_equal(STATUS_NOT_FOUND, factor_key_confirm(act, made(world), &here));
    assert_int_equal(0, factors(act));
}

static void ten_are_enough(void **state)
{
    struct world *world = world_of(state);
    struct act *act = entered(world);
    for (int i = 1; i < FACTORS_MOST; i++)
        assert_int_equal(STATUS_OK, db_write(world->core->db, factor_put, act));
    assert_int_equal(STATUS_OK, factors_begin_code(act, world_form(world, SURE)));
    assert_int_equal(STATUS_OK, db_write(world->core->db, factor_put, act));
    assert_int_equal(STATUS_CONFLICT, factors_begin_code(act, world_form(world, SURE)));
    assert_fault(act, "factors_most");
}

static enum status show(struct world *world, const char *token, const char *credential)
{
    struct second_step_told told;
    char login[TOKEN_TEXT];
    enum status status = second_step_key(world->core, world->arena, token, shown(world, credential),
                                         &here, login, &told);
    assert_string_equal("passkey_refused", told.fault);
    assert_string_equal("", login);
    return status;
}

static void an_answer_of_before_opens_nothing(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    struct second_step_told told;
    char login[TOKEN_TEXT];
    struct act *act = entered(world);
    begin(world, act);
    assert_int_equal(STATUS_OK, factor_key_confirm(act, made(world), &here));
    const char *token = knock(world);
    assert_int_equal(STATUS_NOT_FOUND, sign_in_resume(world->core, world->arena, &act, token));
    assert_int_equal(STATUS_OK, second_step_view(world->core, world->arena, &model, token));
    assert_false(json_is_true(json_object_get(model, "code")));
    assert_int_equal(1, json_array_size(json_object_get(model, "passkeys")));
    /* to another challenge; of a passkey that is not theirs */
    assert_int_equal(STATUS_DENIED, show(world, token, base64url(world, recorded_credential)));
    assert_int_equal(STATUS_DENIED, show(world, token, "AAAA"));
    static const char *const fields[] = {"credential", "client_data", "authenticator_data",
                                         "signature"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        json_t *odd = json_deep_copy(shown(world, "AAAA"));
        json_object_set_new(act_json(world->arena, odd), fields[i], json_string("!"));
        assert_int_equal(STATUS_DENIED, second_step_key(world->core, world->arena, token, odd,
                                                        &here, login, &told));
    }
    assert_int_equal(2, raw_number(world, "SELECT tries FROM pending_login")); /* no misses */
    /* and no code does where there is no application */
    assert_int_equal(STATUS_DENIED,
                     second_step_code(world->core, world->arena, token, "000000", login, &told));
    assert_string_equal("code_wrong", told.fault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_passkey_is_added_once),
        WORLD_TEST(what_was_not_asked_is_refused),
        WORLD_TEST(a_code_is_no_passkey),
        WORLD_TEST(ten_are_enough),
        WORLD_TEST(an_answer_of_before_opens_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
