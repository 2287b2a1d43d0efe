#include "crypto/account_keys.h"

#include "account_keys_box.h"
#include "box.h"
#include "crypto/record.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    BOX_HALF = crypto_box_SECRETKEYBYTES,
    SIGN_HALF = crypto_sign_SECRETKEYBYTES,
    HALVES = BOX_HALF + SIGN_HALF,
};

static struct account_keys *room(void)
{
    struct account_keys *keys = calloc(1, sizeof *keys);
    if (keys == NULL)
        abort();
    keys->box = secret_new(BOX_HALF);
    keys->sign = secret_new(SIGN_HALF);
    return keys;
}

struct account_keys *account_keys_new(void)
{
    struct account_keys *keys = room();
    if (crypto_box_keypair(keys->public.box, keys->box->bytes) != 0 ||
        crypto_sign_keypair(keys->public.sign, keys->sign->bytes) != 0)
        abort();
    return keys;
}

struct account_keys *account_keys_copy(const struct account_keys *keys)
{
    struct account_keys *copy = room();
    copy->public = keys->public;
    memcpy(copy->box->bytes, keys->box->bytes, BOX_HALF);
    memcpy(copy->sign->bytes, keys->sign->bytes, SIGN_HALF);
    return copy;
}

void account_keys_free(struct account_keys *keys)
{
    if (keys == NULL)
        return;
    secret_free(keys->box);
    secret_free(keys->sign);
    free(keys);
}

/* Libsodium's private signing key has the public one in it: both are made anew from the seed, so
 * that neither can be another's. */
static bool belongs(const struct account_keys *keys, const struct account_public *public)
{
    bool belongs = false;
    struct account_public made;
    struct secret *seed = secret_new(crypto_sign_SEEDBYTES);
    struct secret *sign = secret_new(SIGN_HALF);
    if (crypto_scalarmult_base(made.box, keys->box->bytes) != 0 ||
        crypto_sign_ed25519_sk_to_seed(seed->bytes, keys->sign->bytes) != 0 ||
        crypto_sign_seed_keypair(made.sign, sign->bytes, seed->bytes) != 0)
        goto done;
    belongs = sodium_memcmp(made.box, public->box, sizeof made.box) == 0 &&
              sodium_memcmp(made.sign, public->sign, sizeof made.sign) == 0 &&
              sodium_memcmp(sign->bytes, keys->sign->bytes, SIGN_HALF) == 0;
done:
    secret_free(seed);
    secret_free(sign);
    return belongs;
}

struct bytes account_keys_box(struct arena *arena, const struct account_keys *keys, struct bytes ad,
                              const struct secret *under)
{
    struct secret *halves = secret_new(HALVES);
    memcpy(halves->bytes, keys->box->bytes, BOX_HALF);
    memcpy(halves->bytes + BOX_HALF, keys->sign->bytes, SIGN_HALF);
    struct bytes sealed = box_seal(arena, (struct bytes){halves->bytes, HALVES}, ad, under);
    secret_free(halves);
    return sealed;
}

enum status account_keys_unbox(struct account_keys **out, struct bytes sealed, struct bytes ad,
                               const struct account_public *public, const struct secret *under)
{
    *out = NULL;
    enum status status = STATUS_DENIED;
    struct secret *halves = secret_new(HALVES);
    struct account_keys *keys = NULL;
    if (box_room(sealed) != HALVES || box_open(halves->bytes, sealed, ad, under) != STATUS_OK)
        goto done;
    keys = room();
    keys->public = *public;
    memcpy(keys->box->bytes, halves->bytes, BOX_HALF);
    memcpy(keys->sign->bytes, halves->bytes + BOX_HALF, SIGN_HALF);
    status = STATUS_TAMPERED;
    if (!belongs(keys, public))
        goto done;
    *out = keys;
    keys = NULL;
    status = STATUS_OK;
done:
    account_keys_free(keys);
    secret_free(halves);
    return status;
}

static struct bytes associated(struct arena *arena, struct account_id account, uint32_t generation,
                               const struct account_public *public)
{
    struct record *record = record_new(arena, "account-keys");
    record_id(record, &account.id);
    record_number(record, generation);
    record_bytes(record, BYTES_OF(public->box));
    record_bytes(record, BYTES_OF(public->sign));
    return record_encoded(record);
}

enum status account_keys_seal(struct bytes *out, struct arena *arena,
                              const struct account_keys *keys, struct account_id account,
                              uint32_t generation, const struct passphrase_key *under)
{
    struct bytes ad = associated(arena, account, generation, &keys->public);
    *out = account_keys_box(arena, keys, ad, under->secret);
    return STATUS_OK;
}

enum status account_keys_open(struct account_keys **out, struct bytes sealed,
                              struct account_id account, uint32_t generation,
                              const struct account_public *public,
                              const struct passphrase_key *under)
{
    *out = NULL;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct bytes ad = associated(arena, account, generation, public);
    enum status status = account_keys_unbox(out, sealed, ad, public, under->secret);
    arena_free(arena);
    return status;
}

void account_keys_derive(uint8_t out[32], const struct account_keys *keys, struct bytes purpose)
{
    if (crypto_generichash(out, 32, purpose.data, purpose.len, keys->box->bytes, BOX_HALF) != 0)
        abort();
}
