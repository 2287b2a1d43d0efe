/* The key pairs that the trustees' secret makes. */
#ifndef CRYPTO_RECOVERY_KEY_H
#define CRYPTO_RECOVERY_KEY_H

#include "crypto/account_keys.h"
#include "crypto/secret.h"

/** The key of a space's trustees: two pairs like an account's, made of one secret of 32 bytes that
 * is split into sheets and forgotten.  X25519 receives every vault key, Ed25519 certifies a new
 * coordinator. */

/** recovery_key_new(): a new secret; free with secret_free(). */
struct secret *recovery_key_new(void);

/** recovery_key_open(secret): both pairs, by crypto_kdf, context "coconrec": 1 the seed of X25519,
 * 2 that of Ed25519.  Free with account_keys_free(). */
struct account_keys *recovery_key_open(const struct secret *secret);

#endif
