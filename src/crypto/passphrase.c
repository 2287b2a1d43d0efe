#include "crypto/passphrase.h"

#include "argon.h"

#include <stdatomic.h>

enum { KEY = 32, SLICES = 4 /* of a lane; each has two blocks of a KiB at least */ };

static _Atomic uint64_t worked;

bool passphrase_cost_at_least(const struct passphrase_cost *cost,
                              const struct passphrase_cost *floor)
{
    return cost->passes >= floor->passes && cost->memory_kib >= floor->memory_kib &&
           cost->lanes >= floor->lanes;
}

/* Memory is used in whole slices of all lanes. */
static uint32_t whole(uint64_t memory_kib, uint32_t lanes)
{
    const uint64_t unit = (uint64_t)SLICES * lanes;
    return (uint32_t)(unit > 0 ? memory_kib - memory_kib % unit : 0);
}

uint64_t passphrase_work(const struct passphrase_cost *cost)
{
    return (uint64_t)cost->passes * whole(cost->memory_kib, cost->lanes);
}

bool passphrase_rest(struct passphrase_cost *out, uint64_t work, const struct passphrase_cost *like)
{
    const uint64_t pass = whole(like->memory_kib, like->lanes);
    *out = *like;
    out->passes = (uint32_t)(pass > 0 ? work / pass : 0);
    if (out->passes > 0)
        return true;
    out->passes = 1;
    out->memory_kib = whole(work, like->lanes);
    return pass > 0 && out->memory_kib >= 2 * SLICES * like->lanes;
}

uint64_t passphrase_worked(void)
{
    return atomic_load(&worked);
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
    if (status == STATUS_OK) {
        out->secret = key;
        atomic_fetch_add(&worked, passphrase_work(cost));
    } else {
        secret_free(key);
    }
    return status;
}

void passphrase_key_free(struct passphrase_key *key)
{
    secret_free(key->secret);
    key->secret = NULL;
}
