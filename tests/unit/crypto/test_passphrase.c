#include "testing.h"

#include "../../../src/crypto/argon.h"

static const struct passphrase_cost cheap = {1, 64, 1};

static struct bytes filled(struct arena *arena, uint8_t value, size_t len)
{
    uint8_t *out = arena_alloc(arena, len);
    memset(out, value, len);
    return (struct bytes){out, len};
}

/* RFC 9106, 5.3: Argon2id with secret and associated data. */
static void published_vector(void **state)
{
    struct secret *tag = secret_new(32);
    struct passphrase_cost cost = {.passes = 3, .memory_kib = 32, .lanes = 4};
    assert_ok(argon_hash(tag, filled(*state, 1, 32), filled(*state, 2, 16), filled(*state, 3, 8),
                         filled(*state, 4, 12), &cost));
    assert_bytes((struct bytes){tag->bytes, 32},
                 hex(*state, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
    secret_free(tag);
}

struct input {
    const char *passphrase;
    struct passphrase_salt salt;
    struct account_id account;
    uint8_t pepper[32];
    struct passphrase_cost cost;
};

static struct passphrase_key derive(const struct input *input)
{
    struct passphrase_key key;
    struct secret *pepper = secret_copy(BYTES_OF(input->pepper));
    assert_ok(passphrase_derive(&key, input->passphrase, strlen(input->passphrase), &input->salt,
                                input->account, pepper, &input->cost));
    assert_int_equal(key.secret->len, 32);
    secret_free(pepper);
    return key;
}

static void every_input_counts(void **state)
{
    (void)state;
    struct input input = {.passphrase = "quatre mots tirés au sort", .cost = cheap};
    secret_noise(input.salt.bytes, 16);
    secret_noise(input.pepper, 32);
    id_new(&input.account.id);
    struct passphrase_key reference = derive(&input);
    struct passphrase_key again = derive(&input);
    assert_memory_equal(reference.secret->bytes, again.secret->bytes, 32);
    passphrase_key_free(&again);
    assert_null(again.secret);
    for (int which = 0; which < 7; which++) {
        struct input changed = input;
        if (which == 0)
            changed.passphrase = "quatre mots tirés au sor";
        if (which == 1)
            changed.salt.bytes[15] ^= 1;
        if (which == 2)
            changed.account.id.bytes[15] ^= 1;
        if (which == 3)
            changed.pepper[31] ^= 1;
        if (which == 4)
            changed.cost.passes++;
        if (which == 5)
            changed.cost.memory_kib *= 2;
        if (which == 6)
            changed.cost.lanes++;
        struct passphrase_key other = derive(&changed);
        assert_memory_not_equal(reference.secret->bytes, other.secret->bytes, 32);
        passphrase_key_free(&other);
    }
    passphrase_key_free(&reference);
}

/* What passphrase_derive() puts where in Argon2. */
static void pinned_layout(void **state)
{
    struct input input = {.passphrase = "abc", .cost = cheap};
    memset(input.salt.bytes, 5, 16);
    memset(input.account.id.bytes, 6, 16);
    memset(input.pepper, 7, 32);
    struct passphrase_key key = derive(&input);
    struct secret *expected = secret_new(32);
    assert_ok(argon_hash(expected, text("abc"), filled(*state, 5, 16), filled(*state, 7, 32),
                         filled(*state, 6, 16), &cheap));
    assert_memory_equal(key.secret->bytes, expected->bytes, 32);
    secret_free(expected);
    passphrase_key_free(&key);
}

static enum status derive_status(const char *passphrase, size_t len, struct passphrase_cost cost)
{
    struct passphrase_key key = {(struct secret *)1};
    struct passphrase_salt salt = {{0}};
    struct account_id account = {{{0}}};
    struct secret *pepper = secret_random(32);
    enum status status = passphrase_derive(&key, passphrase, len, &salt, account, pepper, &cost);
    if (status != STATUS_OK)
        assert_null(key.secret);
    passphrase_key_free(&key);
    secret_free(pepper);
    return status;
}

static void limits(void **state)
{
    char *longest = arena_alloc(*state, PASSPHRASE_MAX + 1);
    memset(longest, 'a', PASSPHRASE_MAX + 1);
    assert_ok(derive_status(longest, PASSPHRASE_MAX, cheap));
    assert_int_equal(derive_status(longest, PASSPHRASE_MAX + 1, cheap), STATUS_LIMIT);
    assert_ok(derive_status("", 0, cheap));
    assert_int_equal(derive_status("a", 1, (struct passphrase_cost){0, 64, 1}), STATUS_INVALID);
    assert_int_equal(derive_status("a", 1, (struct passphrase_cost){1, 64, 0}), STATUS_INVALID);
    assert_int_equal(derive_status("a", 1, (struct passphrase_cost){1, 15, 2}), STATUS_INVALID);
    assert_int_equal(derive_status("a", 1, (struct passphrase_cost){1, 0, 1}), STATUS_INVALID);
}

static void floor_in_every_dimension(void **state)
{
    (void)state;
    const struct passphrase_cost floor = {4, 1024, 2};
    assert_true(passphrase_cost_at_least(&floor, &floor));
    assert_true(passphrase_cost_at_least(&(struct passphrase_cost){5, 2048, 3}, &floor));
    assert_false(passphrase_cost_at_least(&(struct passphrase_cost){3, 9999, 9}, &floor));
    assert_false(passphrase_cost_at_least(&(struct passphrase_cost){9, 1023, 9}, &floor));
    assert_false(passphrase_cost_at_least(&(struct passphrase_cost){9, 9999, 1}, &floor));
}

static void work_is_what_was_written(void **state)
{
    (void)state;
    const struct passphrase_cost odd = {2, 71, 2}; /* two lanes of four slices: 64 KiB of it */
    const uint64_t before = passphrase_worked();
    assert_int_equal(2 * 64, passphrase_work(&odd));
    assert_ok(derive_status("a", 1, odd));
    assert_ok(derive_status("a", 1, cheap));
    assert_int_equal(STATUS_INVALID, derive_status("a", 1, (struct passphrase_cost){1, 0, 1}));
    assert_int_equal(2 * 64 + 64, passphrase_worked() - before);
}

static void what_is_left_is_a_run(void **state)
{
    (void)state;
    const struct passphrase_cost like = {16, 128, 2};
    struct passphrase_cost rest;
    assert_true(passphrase_rest(&rest, 12 * 128, &like));
    assert_memory_equal(&rest, (&(struct passphrase_cost){12, 128, 2}), sizeof rest);
    assert_true(passphrase_rest(&rest, 2 * 128 + 31, &like));
    assert_memory_equal(&rest, (&(struct passphrase_cost){2, 128, 2}), sizeof rest);
    assert_true(passphrase_rest(&rest, 31, &like));
    assert_memory_equal(&rest, (&(struct passphrase_cost){1, 24, 2}), sizeof rest);
    assert_true(passphrase_rest(&rest, 16, &like));
    assert_ok(derive_status("a", 1, rest));
    assert_false(passphrase_rest(&rest, 15, &like));
    assert_false(passphrase_rest(&rest, 0, &like));
    assert_false(passphrase_rest(&rest, 1024, &(struct passphrase_cost){1, 64, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(published_vector),
        TEST(every_input_counts),
        TEST(pinned_layout),
        TEST(limits),
        TEST(floor_in_every_dimension),
        TEST(work_is_what_was_written),
        TEST(what_is_left_is_a_run),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
