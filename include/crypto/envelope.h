#ifndef CRYPTO_ENVELOPE_H
#define CRYPTO_ENVELOPE_H

#include "base/id.h"
#include "crypto/account_keys.h"
#include "crypto/record.h"

/** The random key of one generation of a vault. */
struct vault_key {
    struct secret *secret; /* 32 bytes */
};

/** A vault key in a sealed box for one reader, signed by whoever granted it. */
struct envelope {
    struct vault_id vault;
    uint32_t generation;
    struct account_id reader;
    struct account_id granter;
    uint8_t box[1 + 32 + 48]; /* format byte, crypto_box_seal of the key */
    struct signature signature;
};

void vault_key_new(struct vault_key *out);
void vault_key_free(struct vault_key *key);

/**
 * envelope_seal(out, key, vault, generation, reader, reader_public, granter, granter_keys):
 * The granter's signature covers (vault, generation, reader id, reader's public keys, granter id,
 * hash of the box), kind "cocon/envelope".
 */
CHECKED enum status envelope_seal(struct envelope *out, const struct vault_key *key,
                                  struct vault_id vault, uint32_t generation,
                                  struct account_id reader,
                                  const struct account_public *reader_public,
                                  struct account_id granter,
                                  const struct account_keys *granter_keys);

/** envelope_verify(envelope, reader_public, granter_public): that it was granted, without opening
 * it: STATUS_TAMPERED if the granter's signature does not verify for this reader. */
CHECKED enum status envelope_verify(const struct envelope *envelope,
                                    const struct account_public *reader_public,
                                    const struct account_public *granter_public);

/**
 * envelope_open(out, envelope, reader_keys, granter_public): recover the vault key.
 * STATUS_TAMPERED if the granter's signature does not verify or the box is not for these keys.
 * The caller frees ${out} with vault_key_free().  Certificates up to the trust anchor: not yet
 * checked here; ${granter_public} is whatever the caller vouches for.
 */
CHECKED enum status envelope_open(struct vault_key *out, const struct envelope *envelope,
                                  const struct account_keys *reader_keys,
                                  const struct account_public *granter_public);

#endif
