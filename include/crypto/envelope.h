/* A vault's key for one reader, signed by who granted it. */
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
    int64_t at;
    uint8_t box[1 + 32 + 48]; /* format and capacity, crypto_box_seal of the key */
    struct signature signature;
};

void vault_key_new(struct vault_key *out);
void vault_key_free(struct vault_key *key);

/** Who grants, when, and whether as coordination or by their own part in the dossier. */
struct envelope_granter {
    struct account_id id;
    const struct account_keys *keys;
    int64_t at;
    bool coordination;
};

/**
 * envelope_seal(out, key, vault, generation, reader, reader_public, granter):
 * The granter's signature covers (vault, generation, reader id, reader's public keys, granter id,
 * hash of the box with its first byte, time), kind "cocon/envelope".  STATUS_INVALID for a reader's
 * key that nothing can be sealed for.
 */
CHECKED enum status envelope_seal(struct envelope *out, const struct vault_key *key,
                                  struct vault_id vault, uint32_t generation,
                                  struct account_id reader,
                                  const struct account_public *reader_public,
                                  const struct envelope_granter *granter);

/** envelope_by_coordination(envelope): as what its granter signed. */
bool envelope_by_coordination(const struct envelope *envelope);

/** envelope_verify(envelope, reader_public, granter_public): that it was granted, without opening
 * it: STATUS_TAMPERED if the granter's signature does not verify for this reader. */
CHECKED enum status envelope_verify(const struct envelope *envelope,
                                    const struct account_public *reader_public,
                                    const struct account_public *granter_public);

/** envelope_verify_by(check, ...): the same, the signature verified by ${check}. */
CHECKED enum status envelope_verify_by(record_check *check, const struct envelope *envelope,
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

/** envelope_open_by(check, ...): the same, the signature verified by ${check}. */
CHECKED enum status envelope_open_by(record_check *check, struct vault_key *out,
                                     const struct envelope *envelope,
                                     const struct account_keys *reader_keys,
                                     const struct account_public *granter_public);

#endif
