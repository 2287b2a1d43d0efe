#include "crypto/passphrase.h"

#include "argon.h"

enum { KEY = 32 };

bool passphrase_cost_at_least(const struct passphrase_cost *cost,
                              const struct passphrase_cost *floor)
{
    return cost->passes >= floor->passes && cost->memory_kib >= floor->memory_kib &&
           cost->lanes >= floor->lanes;
}

enum status passphrase_derive(struct passphrase_key *out, const char *passphrase, size_t len,
                              const struct passphrase_salt *salt, struct account_id account,
                              const struct secret *pepper, const struct passphrase_cost *cost)
{
    out->secret = NULL;
    if (len > PASSPHRASE_MAX)
        return STATUS_LIMIT;
    struct secret *key = secret_new(KEY);
    enum status status =
        argon_hash(key, (struct bytes){(const uint8_t *)passphrase, len}, BYTES_OF(salt->bytes),
                   (struct bytes){pepper->bytes, pepper->len}, BYTES_OF(account.id.bytes), cost);
    if (status == STATUS_OK)
        out->secret = key;
    else
        secret_free(key);
    return status;
}

void passphrase_key_free(struct passphrase_key *key)
{
    secret_free(key->secret);
    key->secret = NULL;
}
