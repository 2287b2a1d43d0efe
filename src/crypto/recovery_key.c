#include "crypto/recovery_key.h"

#include <sodium.h>
#include <stdlib.h>

/* Numbers for ever: another number is another key. */
enum { BOX = 1, SIGN = 2 };

static const char context[crypto_kdf_CONTEXTBYTES] = {'c', 'o', 'c', 'o', 'n', 'r', 'e', 'c'};

_Static_assert(crypto_box_SEEDBYTES == 32 && crypto_sign_SEEDBYTES == 32, "one size of seed");

struct secret *recovery_key_new(void)
{
    return secret_random(crypto_kdf_KEYBYTES);
}

struct account_keys *recovery_key_open(const struct secret *secret)
{
    struct account_keys *keys = calloc(1, sizeof *keys);
    struct secret *seed = secret_new(crypto_sign_SEEDBYTES);
    if (keys == NULL)
        abort();
    keys->box = secret_new(crypto_box_SECRETKEYBYTES);
    keys->sign = secret_new(crypto_sign_SECRETKEYBYTES);
    crypto_kdf_derive_from_key(seed->bytes, seed->len, BOX, context, secret->bytes);
    crypto_box_seed_keypair(keys->public.box, keys->box->bytes, seed->bytes);
    crypto_kdf_derive_from_key(seed->bytes, seed->len, SIGN, context, secret->bytes);
    crypto_sign_seed_keypair(keys->public.sign, keys->sign->bytes, seed->bytes);
    secret_free(seed);
    return keys;
}
