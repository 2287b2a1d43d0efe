#include "authenticator.h"
#include "passphrase.h"
#include "raw.h"

#include "core/doors/factors.h"
#include "core/doors/second_step.h"
#include "doors/factor_key.h"

/* Signing in with a passkey, and every word of its answer that may be wrong. */

static const struct authenticator_says plainly = {0};

static const struct authenticator_says wrong[] = {
    {.type = "webauthn.other"},
    {.challenge = "AAAA"},
    {.origin = "https://cocon.example.org"},
    {.more = ",\"crossOrigin\":true"},
    {.more = ",\"topOrigin\":\"https://cocon.example\""},
    {.rp = "cocon.example.org"},
    {.without = 0x01}, /* nobody touched it */
    {.without = 0x04}, /* nor proved who they are */
    {.cut = true},
};

enum { WRONG = sizeof wrong / sizeof *wrong };

static struct act *entered(struct world *world, enum someone who)
{
    passphrase_seal(world, who);
    return passphrase_resume(world, passphrase_knock(world, who));
}

/* What the page that adds one asks. */
static const char *asked(struct world *world, struct act *act)
{
    json_t *model;
    const json_t *fields = world_form(world, "{'name': 'Clé', 'passphrase': '" PASSPHRASE "'}");
    assert_int_equal(STATUS_OK, factor_key_begin(act, fields, &authenticator_place, &model));
    return world_text(model, "challenge");
}

static enum status confirm(struct world *world, struct act *act, const struct authenticator *it,
                           const struct authenticator_says *says)
{
    act->fault = NULL;
    return factor_key_confirm(act, authenticator_makes(world, it, asked(world, act), says),
                              &authenticator_place);
}

static struct authenticator *added(struct world *world, enum someone who)
{
    struct authenticator *it = authenticator_new(world);
    assert_int_equal(STATUS_OK, confirm(world, entered(world, who), it, &plainly));
    return it;
}

static enum status show(struct world *world, const char *token, const json_t *fields,
                        struct second_step_told *told, struct act **act)
{
    char login[TOKEN_TEXT];
    enum status status = second_step_key(world->core, world->arena, token, fields,
                                         &authenticator_place, login, told);
    *act = NULL;
    if (status == STATUS_OK)
        assert_int_equal(STATUS_OK, sign_in_resume(world->core, world->arena, act, login));
    else
        assert_string_equal("", login);
    return status;
}

/* What the page of the second step asks. */
static const char *challenge(struct world *world, const char *token)
{
    json_t *model;
    assert_int_equal(STATUS_OK, second_step_view(world->core, world->arena, &model, token));
    return world_text(model, "challenge");
}

static enum status answers(struct world *world, const char *token, struct authenticator *it,
                           const struct authenticator_says *says, const char *fault)
{
    struct act *act;
    struct second_step_told told;
    const json_t *fields = authenticator_shows(world, it, challenge(world, token), says);
    enum status status = show(world, token, fields, &told, &act);
    assert_string_equal(fault, authenticator_or(told.fault, ""));
    return status;
}

static void a_passkey_opens(void **state)
{
    struct world *world = world_of(state);
    struct act *act;
    struct second_step_told told;
    struct authenticator *it = added(world, POLICE);
    const char *token = passphrase_knock(world, POLICE);
    const char *asks = challenge(world, token);
    const json_t *fields = authenticator_shows(world, it, asks, &plainly);
    assert_int_equal(STATUS_OK, show(world, token, fields, &told, &act));
    assert_memory_equal(&world->people[POLICE], &act->who, sizeof act->who);
    assert_memory_equal(world->keys[POLICE]->sign->bytes, act->keys->sign->bytes, 64);
    /* that answer is to no other question, nor to the same one again */
    assert_int_equal(STATUS_NOT_FOUND, show(world, token, fields, &told, &act));
    token = passphrase_knock(world, POLICE);
    assert_string_not_equal(asks, challenge(world, token));
    assert_int_equal(STATUS_DENIED, show(world, token, fields, &told, &act));
    assert_string_equal("passkey_refused", told.fault);
    assert_int_equal(STATUS_OK, answers(world, token, it, &plainly, ""));
}

static void every_word_of_its_answer_counts(void **state)
{
    struct world *world = world_of(state);
    struct authenticator *it = added(world, POLICE);
    struct authenticator *other = authenticator_new(world);
    const struct authenticator_says changed = {.other_bytes = true};
    const struct authenticator_says named = {
        .names = authenticator_text(world, it->credential, sizeof it->credential)};
    const struct authenticator_says shorter = {
        .names = authenticator_text(world, it->credential, sizeof it->credential - 1)};
    for (size_t i = 0; i < WRONG; i++)
        assert_int_equal(STATUS_DENIED, answers(world, passphrase_knock(world, POLICE), it,
                                                &wrong[i], "passkey_refused"));
    const char *token = passphrase_knock(world, POLICE);
    assert_int_equal(STATUS_DENIED, answers(world, token, it, &changed, "passkey_refused"));
    assert_int_equal(STATUS_DENIED, answers(world, token, it, &shorter, "passkey_refused"));
    assert_int_equal(STATUS_DENIED, answers(world, token, other, &plainly, "passkey_refused"));
    assert_int_equal(STATUS_DENIED, answers(world, token, other, &named, "passkey_refused"));
    assert_int_equal(STATUS_OK, answers(world, token, it, &plainly, ""));
    assert_int_equal(
        WRONG + 4, raw_number(world, "SELECT count(*) FROM journal WHERE action = 'factor_miss'"));
}

/* Of somebody else's account it opens nothing. */
static void a_passkey_is_its_owners(void **state)
{
    struct world *world = world_of(state);
    struct authenticator *police = added(world, POLICE);
    struct authenticator *hospital = added(world, HOSPITAL);
    const char *token = passphrase_knock(world, HOSPITAL);
    assert_int_equal(STATUS_DENIED, answers(world, token, police, &plainly, "passkey_refused"));
    assert_int_equal(STATUS_OK, answers(world, token, hospital, &plainly, ""));
}

/* Who counts less than was counted before is a copy: refused, told and kept. */
static void a_copy_is_told(void **state)
{
    struct world *world = world_of(state);
    struct authenticator *it = added(world, POLICE);
    const uint32_t counter = it->counter;
    assert_int_equal(STATUS_OK, answers(world, passphrase_knock(world, POLICE), it, &plainly, ""));
    const long long journal = raw_journal_size(world);
    it->counter = counter; /* as it was before */
    const char *token = passphrase_knock(world, POLICE);
    assert_int_equal(STATUS_DENIED, answers(world, token, it, &plainly, "passkey_cloned"));
    assert_string_equal("factor_clone account, factor_miss account", raw_journal(world, journal));
    assert_int_equal(STATUS_OK, answers(world, token, it, &plainly, ""));
}

static void every_word_of_its_making_counts(void **state)
{
    struct world *world = world_of(state);
    struct authenticator *it = authenticator_new(world);
    struct act *act = entered(world, POLICE);
    for (size_t i = 0; i < WRONG; i++) {
        assert_int_equal(STATUS_CONFLICT, confirm(world, act, it, &wrong[i]));
        assert_fault(act, "passkey_refused");
    }
    const struct authenticator_says no_credential = {.without = 0x40};
    assert_int_equal(STATUS_CONFLICT, confirm(world, act, it, &no_credential));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM second_factor"));
    assert_int_equal(STATUS_OK, confirm(world, act, it, &plainly));
    struct authenticator *other = authenticator_new(world);
    assert_int_equal(STATUS_OK, confirm(world, act, other, &plainly));
    memcpy(other->credential, it->credential, sizeof it->credential);
    assert_int_equal(STATUS_CONFLICT, confirm(world, act, other, &plainly)); /* there already */
    other->len = sizeof other->credential - 1; /* the beginning of its name is another's */
    assert_int_equal(STATUS_OK, confirm(world, act, other, &plainly));
    assert_int_equal(3, raw_number(world, "SELECT count(*) FROM second_factor"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_passkey_opens),
        WORLD_TEST(every_word_of_its_answer_counts),
        WORLD_TEST(a_passkey_is_its_owners),
        WORLD_TEST(a_copy_is_told),
        WORLD_TEST(every_word_of_its_making_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
