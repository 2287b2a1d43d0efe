#include "crypto/login_token.h"

#include "account_keys_box.h"
#include "crypto/record.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN = 32, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

_Static_assert(TOKEN_TEXT == sodium_base64_ENCODED_LEN(TOKEN, BASE64), "43 characters and NUL");

void login_token_new(struct login_token *out)
{
    out->secret = secret_random(TOKEN);
}

void login_token_of(struct login_token *out, const struct record *record,
                    const struct account_keys *keys)
{
    struct signature signature;
    record_sign(&signature, record, keys);
    out->secret = secret_new(TOKEN);
    crypto_generichash(out->secret->bytes, TOKEN, signature.bytes, sizeof signature.bytes, NULL, 0);
    secret_wipe(&signature, sizeof signature);
}

/* Libsodium 1.0.18 takes some bytes over 0x7F for letters: what it read is written again, so that a
 * token has one text only. */
static bool read_text(struct secret *out, const char *text)
{
    size_t len = 0;
    char again[TOKEN_TEXT];
    if (sodium_base642bin(out->bytes, TOKEN, text, TOKEN_TEXT - 1, NULL, &len, NULL, BASE64) != 0 ||
        len != TOKEN)
        return false;
    sodium_bin2base64(again, sizeof again, out->bytes, TOKEN, BASE64);
    bool same = sodium_memcmp(again, text, sizeof again) == 0;
    secret_wipe(again, sizeof again);
    return same;
}

enum status login_token_parse(struct login_token *out, const char *text)
{
    out->secret = NULL;
    if (text == NULL || strnlen(text, TOKEN_TEXT) != TOKEN_TEXT - 1)
        return STATUS_INVALID;
    struct secret *secret = secret_new(TOKEN);
    if (!read_text(secret, text)) {
        secret_free(secret);
        return STATUS_INVALID;
    }
    out->secret = secret;
    return STATUS_OK;
}

void login_token_text(char out[TOKEN_TEXT], const struct login_token *token)
{
    sodium_bin2base64(out, TOKEN_TEXT, token->secret->bytes, TOKEN, BASE64);
}

void login_token_free(struct login_token *token)
{
    secret_free(token->secret);
    token->secret = NULL;
}

static void keyed(uint8_t out[32], const struct login_token *token, const char *purpose)
{
    crypto_generichash(out, 32, (const uint8_t *)purpose, strlen(purpose), token->secret->bytes,
                       TOKEN);
}

void login_token_digest(struct digest *out, const struct login_token *token, const char *purpose)
{
    keyed(out->bytes, token, purpose);
}

static struct secret *sealing_key(const struct login_token *token)
{
    struct secret *key = secret_new(32);
    keyed(key->bytes, token, "keys");
    return key;
}

static struct bytes associated(struct arena *arena, const struct login_token *token,
                               struct account_id account, uint32_t generation)
{
    struct digest row;
    login_token_digest(&row, token, "row");
    struct record *record = record_new(arena, "login");
    record_digest(record, &row);
    record_id(record, &account.id);
    record_number(record, generation);
    return record_encoded(record);
}

enum status login_token_seal(struct bytes *out, struct arena *arena,
                             const struct login_token *token, const struct account_keys *keys,
                             struct account_id account, uint32_t generation)
{
    struct secret *key = sealing_key(token);
    *out = account_keys_box(arena, keys, associated(arena, token, account, generation), key);
    secret_free(key);
    return STATUS_OK;
}

enum status login_token_open(struct account_keys **out, struct bytes sealed,
                             const struct login_token *token, struct account_id account,
                             uint32_t generation, const struct account_public *public)
{
    *out = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct secret *key = sealing_key(token);
    struct bytes ad = associated(arena, token, account, generation);
    enum status status = account_keys_unbox(out, sealed, ad, public, key);
    secret_free(key);
    arena_free(arena);
    return status;
}
