#include "testing.h"

#include "../../../src/crypto/box.h"
#include "crypto/login_token.h"
#include "crypto/record.h"

#include <sodium.h>

enum { GENERATION = 2 };

static void text_and_back(void **state)
{
    (void)state;
    struct login_token token;
    struct login_token parsed;
    char written[TOKEN_TEXT];
    login_token_new(&token);
    login_token_text(written, &token);
    assert_int_equal(strlen(written), 43);
    assert_int_equal(
        strspn(written, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
    assert_ok(login_token_parse(&parsed, written));
    assert_memory_equal(parsed.secret->bytes, token.secret->bytes, 32);
    login_token_free(&token);
    login_token_free(&parsed);
    assert_null(parsed.secret);
    login_token_free(&parsed);
}

static void assert_invalid(const char *written)
{
    struct login_token token = {(struct secret *)1};
    assert_int_equal(login_token_parse(&token, written), STATUS_INVALID);
    assert_null(token.secret);
}

static void refuses_other_texts(void **state)
{
    (void)state;
    char written[64] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    struct login_token token;
    assert_ok(login_token_parse(&token, written));
    login_token_free(&token);
    assert_invalid(NULL);
    assert_invalid("");
    assert_invalid("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_invalid("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_invalid("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assert_invalid("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    static const char wrong[] = "+/=. \n\x80!";
    for (size_t i = 0; i < sizeof wrong - 1; i++) {
        written[20] = wrong[i];
        assert_invalid(written);
    }
    written[20] = 'A';
    written[42] = 'B'; /* bits past the 32 bytes: a second text for the same token */
    assert_invalid(written);
}

/* Keyed BLAKE2b-256 and nothing else: other processes find the same rows. */
static void digests(void **state)
{
    (void)state;
    struct login_token token;
    struct login_token other;
    login_token_new(&token);
    login_token_new(&other);
    static const char *const purposes[] = {"row", "invitation", "csrf", "keys"};
    struct digest made[4];
    for (size_t i = 0; i < 4; i++) {
        uint8_t expected[32];
        login_token_digest(&made[i], &token, purposes[i]);
        crypto_generichash(expected, 32, (const uint8_t *)purposes[i], strlen(purposes[i]),
                           token.secret->bytes, 32);
        assert_memory_equal(made[i].bytes, expected, 32);
        struct digest another;
        login_token_digest(&another, &other, purposes[i]);
        assert_false(digest_equal(&made[i], &another));
        for (size_t j = 0; j < i; j++)
            assert_false(digest_equal(&made[i], &made[j]));
    }
    login_token_free(&token);
    login_token_free(&other);
}

struct login {
    struct login_token token;
    struct account_keys *keys;
    struct account_id account;
    struct bytes row;
};

static struct login sign_in(struct arena *arena)
{
    struct login login = {.keys = account_keys_new()};
    id_new(&login.account.id);
    login_token_new(&login.token);
    assert_ok(
        login_token_seal(&login.row, arena, &login.token, login.keys, login.account, GENERATION));
    return login;
}

static void sign_out(struct login *login)
{
    login_token_free(&login->token);
    account_keys_free(login->keys);
}

static enum status open_status(struct bytes row, const struct login_token *token,
                               struct account_id account, uint32_t generation,
                               const struct account_public *public)
{
    struct account_keys *keys = (struct account_keys *)1;
    enum status status = login_token_open(&keys, row, token, account, generation, public);
    if (status != STATUS_OK)
        assert_null(keys);
    else
        account_keys_free(keys);
    return status;
}

static void cookie_opens_row(void **state)
{
    struct login login = sign_in(*state);
    struct account_keys *keys;
    assert_ok(login_token_open(&keys, login.row, &login.token, login.account, GENERATION,
                               &login.keys->public));
    assert_memory_equal(keys->box->bytes, login.keys->box->bytes, 32);
    assert_memory_equal(keys->sign->bytes, login.keys->sign->bytes, 64);
    account_keys_free(keys);
    sign_out(&login);
}

/* Key, associated data and content of a row: every process that serves the database agrees. */
static void row_layout(void **state)
{
    struct login login = sign_in(*state);
    struct digest key;
    struct digest row;
    login_token_digest(&key, &login.token, "keys");
    login_token_digest(&row, &login.token, "row");
    struct record *ad = record_new(*state, "login");
    record_digest(ad, &row);
    record_id(ad, &login.account.id);
    record_number(ad, GENERATION);
    struct secret *under = secret_copy(BYTES_OF(key.bytes));
    uint8_t halves[96];
    assert_int_equal(box_room(login.row), sizeof halves);
    assert_ok(box_open(halves, login.row, record_encoded(ad), under));
    assert_memory_equal(halves, login.keys->box->bytes, 32);
    assert_memory_equal(halves + 32, login.keys->sign->bytes, 64);
    secret_free(under);
    sign_out(&login);
}

static void nothing_else_opens_row(void **state)
{
    struct login a = sign_in(*state);
    struct login b = sign_in(*state);
    const struct account_public *public = &a.keys->public;
    /* another cookie */
    assert_int_equal(open_status(a.row, &b.token, a.account, GENERATION, public), STATUS_DENIED);
    /* the row copied to another account, with and without its public keys */
    assert_int_equal(open_status(a.row, &a.token, b.account, GENERATION, public), STATUS_DENIED);
    assert_int_equal(open_status(a.row, &a.token, b.account, GENERATION, &b.keys->public),
                     STATUS_DENIED);
    /* someone else's row under one's own cookie */
    assert_int_equal(open_status(b.row, &a.token, a.account, GENERATION, public), STATUS_DENIED);
    /* keys of another generation */
    assert_int_equal(open_status(a.row, &a.token, a.account, GENERATION + 1, public),
                     STATUS_DENIED);
    /* other public keys beside it */
    assert_int_equal(open_status(a.row, &a.token, a.account, GENERATION, &b.keys->public),
                     STATUS_TAMPERED);
    for (size_t at = 0; at < a.row.len; at++)
        assert_int_equal(
            open_status(flipped(*state, a.row, at), &a.token, a.account, GENERATION, public),
            STATUS_DENIED);
    for (size_t len = 0; len < a.row.len; len++)
        assert_int_equal(
            open_status((struct bytes){a.row.data, len}, &a.token, a.account, GENERATION, public),
            STATUS_DENIED);
    sign_out(&a);
    sign_out(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_and_back),    TEST(refuses_other_texts),    TEST(digests),
        TEST(cookie_opens_row), TEST(nothing_else_opens_row), TEST(row_layout),
    };
    return cmocka_run_group_tests(tests, testing_start, NULL);
}
