#include "testing.h"

#include "crypto/admission_claim.h"

static struct space_id space, elsewhere;
static struct account_keys *inviter;
static struct vault_key key, other_key;

static int setup(void **state)
{
    if (testing_start(state) != 0)
        return -1;
    id_new(&space.id);
    id_new(&elsewhere.id);
    inviter = account_keys_new();
    vault_key_new(&key);
    vault_key_new(&other_key);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    account_keys_free(inviter);
    vault_key_free(&key);
    vault_key_free(&other_key);
    return 0;
}

static struct admission_claim claimed(void)
{
    struct admission_claim claim = {.represents = true, .at = 1641900000, .proof_key = {{7}}};
    id_new(&claim.account.id);
    id_new(&claim.structure.id);
    id_new(&claim.inviter.id);
    admission_claim_sign(&claim, space, inviter);
    return claim;
}

static void a_claim_is_its_inviters_word(void **state)
{
    (void)state;
    struct account_keys *others = account_keys_new();
    const struct admission_claim whole = claimed();
    assert_ok(admission_claim_verify(&whole, space, &inviter->public));
    assert_int_equal(STATUS_TAMPERED, admission_claim_verify(&whole, elsewhere, &inviter->public));
    assert_int_equal(STATUS_TAMPERED, admission_claim_verify(&whole, space, &others->public));
    for (int field = 0; field < 8; field++) {
        struct admission_claim other = whole;
        uint8_t *const bytes[] = {other.account.id.bytes, other.structure.id.bytes,
                                  other.proof_key.bytes, other.inviter.id.bytes,
                                  other.signature.bytes};
        if (field < 5)
            bytes[field][3] ^= 1;
        else if (field == 5)
            other.coordination = true;
        else if (field == 6)
            other.represents = false;
        else
            other.at++;
        assert_int_equal(STATUS_TAMPERED, admission_claim_verify(&other, space, &inviter->public));
    }
    account_keys_free(others);
}

static void a_sealed_claim_opens_where_it_belongs(void **state)
{
    struct bytes sealed;
    struct admission_claim opened;
    const struct admission_claim whole = claimed();
    const struct account_id account = whole.account;
    struct account_id other;
    id_new(&other.id);
    assert_ok(admission_claim_seal(&sealed, *state, &whole, space, &key));
    assert_ok(admission_claim_open(&opened, sealed, space, account, &key));
    assert_ok(admission_claim_verify(&opened, space, &inviter->public));
    assert_true(opened.represents && !opened.coordination && opened.at == whole.at);
    assert_memory_equal(opened.proof_key.bytes, whole.proof_key.bytes, 32);
    assert_int_equal(STATUS_TAMPERED,
                     admission_claim_open(&opened, sealed, elsewhere, account, &key));
    assert_int_equal(STATUS_TAMPERED, admission_claim_open(&opened, sealed, space, other, &key));
    assert_int_equal(STATUS_TAMPERED,
                     admission_claim_open(&opened, sealed, space, account, &other_key));
    for (size_t len = 0; len < sealed.len; len++)
        assert_int_equal(
            STATUS_TAMPERED,
            admission_claim_open(&opened, (struct bytes){sealed.data, len}, space, account, &key));
    for (size_t at = 0; at < sealed.len; at++)
        assert_int_equal(STATUS_TAMPERED, admission_claim_open(&opened, flipped(*state, sealed, at),
                                                               space, account, &key));
    assert_true(id_is_none(&opened.inviter.id));
}

/* By who had the link's token, of these keys, for this account here. */
static void a_proof_is_of_these_keys(void **state)
{
    (void)state;
    struct digest one, two;
    const struct digest token = {{1}}, other_token = {{2}};
    const struct admission_claim claim = claimed();
    struct account_public public = inviter->public;
    admission_claim_prove(&one, &token, space, claim.account, &public);
    admission_claim_prove(&two, &token, space, claim.account, &public);
    assert_true(digest_equal(&one, &two));
    admission_claim_prove(&two, &other_token, space, claim.account, &public);
    assert_false(digest_equal(&one, &two));
    admission_claim_prove(&two, &token, elsewhere, claim.account, &public);
    assert_false(digest_equal(&one, &two));
    admission_claim_prove(&two, &token, space, claim.inviter, &public);
    assert_false(digest_equal(&one, &two));
    public.sign[0] ^= 1;
    admission_claim_prove(&two, &token, space, claim.account, &public);
    assert_false(digest_equal(&one, &two));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_claim_is_its_inviters_word),
        TEST(a_sealed_claim_opens_where_it_belongs),
        TEST(a_proof_is_of_these_keys),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
