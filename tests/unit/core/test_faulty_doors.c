#include "authenticator.h"
#include "factor.h"
#include "faulty.h"
#include "passphrase.h"

#include "core/doors/factors.h"
#include "core/doors/logins.h"
#include "core/doors/second_step.h"

/* Doors over a disk that fails: see faulty.h. */

static const struct authenticator_says plainly = {0};

static int setup(void **state)
{
    int result = world_setup(state);
    if (result == 0)
        passphrase_seal(*state, POLICE);
    return result;
}

/* With a code to show; ${login} is that of who has shown it. */
static struct faulty with_code(struct world *world)
{
    factor_prove(world, world_act(world, POLICE));
    return (struct faulty){.world = world, .who = POLICE};
}

static struct faulty entered(struct world *world)
{
    return (struct faulty){.world = world, .who = POLICE, .login = passphrase_knock(world, POLICE)};
}

static enum status knock(struct faulty *faulty)
{
    char token[TOKEN_TEXT];
    enum status status = sign_in(faulty->world->core, faulty->world->arena, "p1@cocon.example",
                                 PASSPHRASE, SLOTS_TRUSTED, token);
    assert_int_equal(status != STATUS_OK, *token == '\0');
    return status;
}

static void signing_in(void **state)
{
    struct faulty faulty = {.world = world_of(state), .who = POLICE};
    faulty_try(&faulty, knock, STATUS_OK);
}

/* A dearer guess is sealed at the door. */
static void signing_in_at_a_new_cost(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = {.world = world, .who = POLICE};
    world_cost(world, 2);
    world_reopen(world);
    faulty_try(&faulty, knock, STATUS_OK);
    factor_prove(world, world_act(world, POLICE));
    world_cost(world, 3);
    world_reopen(world);
    faulty_try(&faulty, knock, STATUS_OK); /* and a wait begins */
}

static enum status shows_code(struct faulty *faulty)
{
    char login[TOKEN_TEXT];
    struct second_step_told told;
    enum status status = second_step_code(faulty->world->core, faulty->world->arena, faulty->more,
                                          json_string_value(faulty->fields), login, &told);
    assert_int_equal(status != STATUS_OK, *login == '\0');
    return status;
}

static void a_code(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = with_code(world);
    faulty.more = passphrase_knock(world, POLICE);
    faulty.fields = act_json(world->arena, json_string("000000"));
    for (int i = 0; i < SECOND_STEP_TRIES; i++)
        faulty_try(&faulty, shows_code, STATUS_DENIED);
    faulty_try(&faulty, shows_code, STATUS_NOT_FOUND);
    faulty.more = passphrase_knock(world, POLICE);
    faulty.fields = act_json(world->arena, json_string(factor_code(world, 0)));
    faulty_try(&faulty, shows_code, STATUS_OK);
}

static enum status waits(struct faulty *faulty)
{
    json_t *model;
    struct account_id account;
    enum status status =
        second_step_whose(&account, faulty->world->core, faulty->world->arena, faulty->more);
    assert_int_equal(status != STATUS_OK, id_is_none(&account.id));
    if (status == STATUS_OK)
        status = second_step_view(faulty->world->core, faulty->world->arena, &model, faulty->more);
    return status;
}

static void a_wait(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = with_code(world);
    faulty.more = passphrase_knock(world, POLICE);
    faulty_try(&faulty, waits, STATUS_OK);
}

static enum status begins_key(struct faulty *faulty)
{
    json_t *model;
    enum status status =
        factor_key_begin(faulty->act, faulty->fields, &authenticator_place, &model);
    if (status == STATUS_OK)
        faulty->more = arena_text(faulty->world->arena, world_text(model, "challenge"));
    return status;
}

static enum status confirms_key(struct faulty *faulty)
{
    return factor_key_confirm(faulty->act, faulty->fields, &authenticator_place);
}

static enum status shows_key(struct faulty *faulty)
{
    char login[TOKEN_TEXT];
    struct second_step_told told;
    enum status status = second_step_key(faulty->world->core, faulty->world->arena, faulty->more,
                                         faulty->fields, &authenticator_place, login, &told);
    assert_int_equal(status != STATUS_OK, *login == '\0');
    return status;
}

static const json_t *answer(struct faulty *faulty, struct authenticator *it)
{
    json_t *model;
    struct world *world = faulty->world;
    faulty->more = passphrase_knock(world, POLICE);
    assert_int_equal(STATUS_OK, second_step_view(world->core, world->arena, &model, faulty->more));
    return authenticator_shows(world, it, world_text(model, "challenge"), &plainly);
}

static void a_passkey(void **state)
{
    struct world *world = world_of(state);
    struct authenticator *it = authenticator_new(world);
    struct faulty faulty = entered(world);
    faulty.fields = world_form(world, "{'name': 'Clé', 'passphrase': '" PASSPHRASE "'}");
    faulty_try(&faulty, begins_key, STATUS_OK);
    faulty.fields = authenticator_makes(world, it, faulty.more, &plainly);
    faulty_try(&faulty, confirms_key, STATUS_OK);
    struct faulty shown = {.world = world, .who = POLICE};
    shown.fields = answer(&shown, it);
    faulty_try(&shown, shows_key, STATUS_OK);
    it->counter = 1; /* a copy of it */
    shown.fields = answer(&shown, it);
    faulty_try(&shown, shows_key, STATUS_DENIED);
}

static enum status begins_code(struct faulty *faulty)
{
    return factors_begin_code(faulty->act, faulty->fields);
}

static enum status sees_code(struct faulty *faulty)
{
    json_t *model;
    return factors_code(faulty->act, &model);
}

static enum status confirms_code(struct faulty *faulty)
{
    faulty->act->fault_fields = NULL;
    return factors_confirm_code(faulty->act, faulty->fields);
}

static enum status views(struct faulty *faulty)
{
    json_t *model;
    return factors_view(faulty->act, &model);
}

static enum status renames(struct faulty *faulty)
{
    return factors_rename(faulty->act, &faulty->id, faulty->fields);
}

static enum status removes(struct faulty *faulty)
{
    return factors_remove(faulty->act, &faulty->id, faulty->fields);
}

static void factors(void **state)
{
    json_t *model;
    struct world *world = world_of(state);
    struct faulty faulty = entered(world);
    faulty.fields = world_form(world, "{'name': 'B', 'passphrase': '" PASSPHRASE "'}");
    faulty_try(&faulty, begins_code, STATUS_OK);
    faulty.spared = 11;
    faulty_try(&faulty, sees_code, STATUS_OK);
    faulty.fields = world_form(world, "{'code': '000000'}");
    faulty_try(&faulty, confirms_code, STATUS_INVALID);
    struct act *act = passphrase_resume(world, faulty.login);
    assert_int_equal(STATUS_OK, db_write(world->core->db, factor_put, act));
    faulty_try(&faulty, views, STATUS_OK);
    assert_int_equal(STATUS_OK, factors_view(act, &model));
    act_id(&faulty.id, json_array_get(json_object_get(model, "factors"), 0), "id");
    faulty.fields = world_form(world, "{'name': 'Autre nom'}");
    faulty_try(&faulty, renames, STATUS_OK);
    (void)passphrase_knock(world, POLICE); /* a wait that ends with it */
    faulty.fields = world_form(world, "{'passphrase': '" PASSPHRASE "'}");
    faulty_try(&faulty, removes, STATUS_OK);
}

static enum status resumes(struct faulty *faulty)
{
    struct act *act;
    return sign_in_resume(faulty->world->core, faulty->world->arena, &act, faulty->more);
}

static enum status lists(struct faulty *faulty)
{
    json_t *model;
    return logins_list(faulty->act, &model);
}

static enum status ends(struct faulty *faulty)
{
    return logins_end(faulty->act, &faulty->id);
}

static enum status ends_others(struct faulty *faulty)
{
    return logins_end_others(faulty->act);
}

static enum status changes(struct faulty *faulty)
{
    return sign_in_passphrase(faulty->act, faulty->fields);
}

static enum status sees_profile(struct faulty *faulty)
{
    json_t *model;
    return sign_in_profile(faulty->act, &model);
}

static enum status looks_at(struct faulty *faulty)
{
    return sign_in_look_at(faulty->act, faulty->world->space);
}

static enum status goes_beside(struct faulty *faulty)
{
    struct act *act;
    return sign_in_beside(faulty->act, &act, faulty->world->space);
}

static enum status leaves(struct faulty *faulty)
{
    return sign_in_end(faulty->act);
}

static void logins(void **state)
{
    json_t *model;
    struct world *world = world_of(state);
    struct faulty faulty = entered(world);
    faulty.more = faulty.login;
    faulty_try(&faulty, resumes, STATUS_OK);
    for (int i = 0; i < 2; i++)
        (void)passphrase_knock(world, POLICE);
    faulty_try(&faulty, lists, STATUS_OK);
    assert_int_equal(STATUS_OK, logins_list(passphrase_resume(world, faulty.login), &model));
    act_id(&faulty.id, json_array_get(json_object_get(model, "logins"), 1), "id");
    faulty_try(&faulty, ends, STATUS_OK);
    faulty_try(&faulty, ends_others, STATUS_OK);
    faulty.spared = 3;
    faulty_try(&faulty, sees_profile, STATUS_OK);
    faulty_try(&faulty, looks_at, STATUS_OK);
    faulty_try(&faulty, goes_beside, STATUS_OK);
    (void)passphrase_knock(world, POLICE);
    faulty.fields =
        world_form(world, "{'current': '" PASSPHRASE "', 'passphrase': '" PASSPHRASE
                          " de retour', 'passphrase_again': '" PASSPHRASE " de retour'}");
    faulty.first = 12; /* the address, which a passphrase may not be */
    faulty_try(&faulty, changes, STATUS_OK);
    faulty.first = 0;
    faulty_try(&faulty, leaves, STATUS_OK);
}

/* Once a minute a visit is noted. */
static void a_visit(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = {.world = world, .who = POLICE};
    faulty.more = passphrase_knock(world, POLICE);
    clock_set(clock_now() + 61);
    faulty_try(&faulty, resumes, STATUS_OK);
}

#define FAULTY_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULTY_TEST(signing_in), FAULTY_TEST(signing_in_at_a_new_cost),
        FAULTY_TEST(a_code),     FAULTY_TEST(a_wait),
        FAULTY_TEST(a_passkey),  FAULTY_TEST(factors),
        FAULTY_TEST(logins),     FAULTY_TEST(a_visit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
