#include "testing.h"

#include "../../../src/crypto/box.h"
#include "crypto/account_keys.h"
#include "crypto/record.h"

enum { GENERATION = 3 };

static struct passphrase_key some_key(void)
{
    return (struct passphrase_key){secret_random(32)};
}

static struct account_id some_account(void)
{
    struct account_id account;
    id_new(&account.id);
    return account;
}

struct sealed {
    struct account_keys *keys;
    struct account_id account;
    struct passphrase_key under;
    struct bytes box;
};

static struct sealed seal(struct arena *arena)
{
    struct sealed s = {.keys = account_keys_new(), .account = some_account(), .under = some_key()};
    assert_ok(account_keys_seal(&s.box, arena, s.keys, s.account, GENERATION, &s.under));
    return s;
}

static void seal_free(struct sealed *s)
{
    account_keys_free(s->keys);
    passphrase_key_free(&s->under);
}

static enum status open_status(struct bytes box, struct account_id account, uint32_t generation,
                               const struct account_public *public,
                               const struct passphrase_key *under)
{
    struct account_keys *keys = (struct account_keys *)1;
    enum status status = account_keys_open(&keys, box, account, generation, public, under);
    if (status != STATUS_OK)
        assert_null(keys);
    else
        account_keys_free(keys);
    return status;
}

static void new_pairs_differ(void **state)
{
    (void)state;
    struct account_keys *a = account_keys_new();
    struct account_keys *b = account_keys_new();
    assert_memory_not_equal(&a->public, &b->public, 32);
    assert_memory_not_equal(a->public.sign, b->public.sign, 32);
    assert_memory_not_equal(a->box->bytes, a->sign->bytes, 32);
    account_keys_free(a);
    account_keys_free(b);
    account_keys_free(NULL);
}

static void opens_what_was_sealed(void **state)
{
    struct sealed s = seal(*state);
    struct account_keys *keys;
    assert_ok(account_keys_open(&keys, s.box, s.account, GENERATION, &s.keys->public, &s.under));
    assert_memory_equal(&keys->public, &s.keys->public, sizeof keys->public);
    assert_memory_equal(keys->box->bytes, s.keys->box->bytes, 32);
    assert_memory_equal(keys->sign->bytes, s.keys->sign->bytes, 64);
    account_keys_free(keys);
    seal_free(&s);
}

static void denies_everything_else(void **state)
{
    struct sealed s = seal(*state);
    struct account_public *public = &s.keys->public;
    struct passphrase_key wrong = some_key();
    assert_int_equal(open_status(s.box, s.account, GENERATION, public, &wrong), STATUS_DENIED);
    assert_int_equal(open_status(s.box, some_account(), GENERATION, public, &s.under),
                     STATUS_DENIED);
    assert_int_equal(open_status(s.box, s.account, GENERATION + 1, public, &s.under),
                     STATUS_DENIED);
    assert_int_equal(open_status(s.box, s.account, GENERATION - 1, public, &s.under),
                     STATUS_DENIED);
    for (size_t at = 0; at < s.box.len; at++)
        assert_int_equal(
            open_status(flipped(*state, s.box, at), s.account, GENERATION, public, &s.under),
            STATUS_DENIED);
    for (size_t len = 0; len < s.box.len; len++)
        assert_int_equal(
            open_status((struct bytes){s.box.data, len}, s.account, GENERATION, public, &s.under),
            STATUS_DENIED);
    for (size_t at = 0; at < 64; at++) {
        struct account_public changed = *public;
        (at < 32 ? changed.box : changed.sign)[at % 32] ^= 1;
        assert_int_equal(open_status(s.box, s.account, GENERATION, &changed, &s.under),
                         STATUS_DENIED);
    }
    passphrase_key_free(&wrong);
    seal_free(&s);
}

/* Halves sealed honestly beside public ones that are not theirs. */
static void halves_must_belong(void **state)
{
    for (int which = 0; which < 3; which++) {
        struct sealed s = seal(*state);
        struct account_keys *other = account_keys_new();
        if (which == 0)
            memcpy(s.keys->public.box, other->public.box, 32);
        if (which == 1)
            memcpy(s.keys->public.sign, other->public.sign, 32);
        if (which == 2) /* the public half inside libsodium's private one */
            s.keys->sign->bytes[63] ^= 1;
        assert_ok(account_keys_seal(&s.box, *state, s.keys, s.account, GENERATION, &s.under));
        assert_int_equal(open_status(s.box, s.account, GENERATION, &s.keys->public, &s.under),
                         STATUS_TAMPERED);
        account_keys_free(other);
        seal_free(&s);
    }
}

/* Of another size, yet sealed by someone who has the key: also pins what is authenticated. */
static void halves_have_one_size(void **state)
{
    struct sealed s = seal(*state);
    struct record *ad = record_new(*state, "account-keys");
    record_id(ad, &s.account.id);
    record_number(ad, GENERATION);
    record_bytes(ad, BYTES_OF(s.keys->public.box));
    record_bytes(ad, BYTES_OF(s.keys->public.sign));
    uint8_t halves[5000] = {0};
    memcpy(halves, s.keys->box->bytes, 32);
    memcpy(halves + 32, s.keys->sign->bytes, 64);
    static const size_t sizes[] = {0, 32, 95, 96, 97, sizeof halves};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct bytes box =
            box_seal(*state, (struct bytes){halves, sizes[i]}, record_encoded(ad), s.under.secret);
        assert_int_equal(open_status(box, s.account, GENERATION, &s.keys->public, &s.under),
                         sizes[i] == 96 ? STATUS_OK : STATUS_DENIED);
    }
    seal_free(&s);
}

/* One purpose, one key; another account or another purpose, another. */
static void derived(void **state)
{
    static const uint8_t purposes[2][3] = {{1, 2, 3}, {1, 2, 4}};
    uint8_t keys[4][32];
    struct account_keys *a = account_keys_new();
    struct account_keys *b = account_keys_new();
    struct account_keys *again = account_keys_copy(a);
    (void)state;
    account_keys_derive(keys[0], a, BYTES_OF(purposes[0]));
    account_keys_derive(keys[1], a, BYTES_OF(purposes[1]));
    account_keys_derive(keys[2], b, BYTES_OF(purposes[0]));
    account_keys_derive(keys[3], again, BYTES_OF(purposes[0]));
    assert_memory_equal(keys[0], keys[3], 32);
    assert_memory_not_equal(keys[0], keys[1], 32);
    assert_memory_not_equal(keys[0], keys[2], 32);
    assert_memory_not_equal(keys[0], a->public.box, 32);
    account_keys_free(a);
    account_keys_free(b);
    account_keys_free(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(new_pairs_differ),   TEST(opens_what_was_sealed), TEST(denies_everything_else),
        TEST(halves_must_belong), TEST(halves_have_one_size),  TEST(derived),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
