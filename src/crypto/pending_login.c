#include "crypto/pending_login.h"

#include "account_keys_box.h"
#include "crypto/record.h"

#include <string.h>

/* Two halves that nobody else has together: the cookie's and the server's. */
static struct secret *sealing_key(const struct server_key *server, struct bytes ad,
                                  const struct login_token *token, struct arena *arena)
{
    struct digest half;
    struct digest whole;
    struct secret *key = secret_new(sizeof whole.bytes);
    struct record *record = record_new(arena, "pending-login-key");
    login_token_digest(&half, token, "pending-keys");
    record_digest(record, &half);
    record_bytes(record, ad);
    server_key_factor_digest(server, &whole, record);
    memcpy(key->bytes, whole.bytes, sizeof whole.bytes);
    secret_wipe(&half, sizeof half);
    secret_wipe(&whole, sizeof whole);
    return key;
}

static struct bytes associated(struct arena *arena, const struct login_token *token,
                               struct account_id account, uint32_t generation)
{
    struct digest row;
    login_token_digest(&row, token, "pending");
    struct record *record = record_new(arena, "pending-login");
    record_digest(record, &row);
    record_id(record, &account.id);
    record_number(record, generation);
    return record_encoded(record);
}

enum status pending_login_seal(struct bytes *out, struct arena *arena,
                               const struct server_key *server, const struct login_token *token,
                               const struct account_keys *keys, struct account_id account,
                               uint32_t generation)
{
    const struct bytes ad = associated(arena, token, account, generation);
    struct secret *key = sealing_key(server, ad, token, arena);
    *out = account_keys_box(arena, keys, ad, key);
    secret_free(key);
    return STATUS_OK;
}

enum status pending_login_open(struct account_keys **out, struct bytes sealed,
                               const struct server_key *server, const struct login_token *token,
                               struct account_id account, uint32_t generation,
                               const struct account_public *public)
{
    *out = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    const struct bytes ad = associated(arena, token, account, generation);
    struct secret *key = sealing_key(server, ad, token, arena);
    enum status status = account_keys_unbox(out, sealed, ad, public, key);
    secret_free(key);
    arena_free(arena);
    return status;
}
