/* The bytes of an account's keys, before they are sealed. */
#ifndef CRYPTO_ACCOUNT_KEYS_BOX_H
#define CRYPTO_ACCOUNT_KEYS_BOX_H

#include "crypto/account_keys.h"

/* The private halves in one box, for account_keys.c and login_token.c: they differ in key and
 * associated data only. */

/** account_keys_box(arena, keys, ad, under): the sealed halves. */
struct bytes account_keys_box(struct arena *arena, const struct account_keys *keys, struct bytes ad,
                              const struct secret *under);

/** account_keys_unbox(out, sealed, ad, public, under): as account_keys_open(). */
CHECKED enum status account_keys_unbox(struct account_keys **out, struct bytes sealed,
                                       struct bytes ad, const struct account_public *public,
                                       const struct secret *under);

#endif
