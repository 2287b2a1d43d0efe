/* An account's two key pairs, sealed and opened. */
#ifndef CRYPTO_ACCOUNT_KEYS_H
#define CRYPTO_ACCOUNT_KEYS_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/id.h"
#include "base/status.h"
#include "crypto/passphrase.h"

/** The public halves: X25519 to receive envelopes, Ed25519 to sign. */
struct account_public {
    uint8_t box[32];
    uint8_t sign[32];
};

/** Both halves, private ones in guarded memory. */
struct account_keys {
    struct account_public public;
    struct secret *box;  /* 32 bytes */
    struct secret *sign; /* 64 bytes, libsodium's form */
};

/** account_keys_new(): two new pairs.  Free with account_keys_free(); NULL does nothing there. */
struct account_keys *account_keys_new(void);
void account_keys_free(struct account_keys *keys);

/** account_keys_copy(keys): the same pairs once more, for another owner. */
struct account_keys *account_keys_copy(const struct account_keys *keys);

/** account_keys_seal(out, arena, keys, account, generation, under): the private halves sealed
 * (XChaCha20-Poly1305; AD = format, "account-keys", account, generation, public halves). */
CHECKED enum status account_keys_seal(struct bytes *out, struct arena *arena,
                                      const struct account_keys *keys, struct account_id account,
                                      uint32_t generation, const struct passphrase_key *under);

/** account_keys_open(out, sealed, account, generation, public, under): STATUS_DENIED if the box
 * does not open: a wrong passphrase and an edited box look the same.  STATUS_TAMPERED if it opens
 * but the private halves do not belong to ${public}. */
CHECKED enum status account_keys_open(struct account_keys **out, struct bytes sealed,
                                      struct account_id account, uint32_t generation,
                                      const struct account_public *public,
                                      const struct passphrase_key *under);

/** account_keys_derive(out, keys, purpose): 32 bytes that nobody has without the private half of
 * ${keys}, always the same: BLAKE2b-256 of ${purpose}, a record, under the X25519 private key. */
void account_keys_derive(uint8_t out[32], const struct account_keys *keys, struct bytes purpose);

#endif
