/* Whom a coordinator invited as what, and the proof that new keys are theirs. */
#ifndef CRYPTO_ADMISSION_CLAIM_H
#define CRYPTO_ADMISSION_CLAIM_H

#include "base/arena.h"
#include "crypto/envelope.h"
#include "crypto/login_token.h"

#include <stdbool.h>

/**
 * What ties a newcomer's keys to the invitation that was sent to them.  The inviting coordinator
 * signs a claim, and seals it under the space's shared vault key, which every signatory holds: whom
 * they invited as what, and a key made from the link's token.  The newcomer, who has the token,
 * proves their new public keys with that key.
 */
struct admission_claim {
    struct account_id account;
    struct structure_id structure;
    bool coordination;
    bool represents;
    struct digest proof_key; /* secret: wipe with admission_claim_wipe() */
    struct account_id inviter;
    int64_t at;
    struct signature signature; /* the inviter's */
};

/** admission_claim_key(out, token): the proof key of an invitation's token. */
void admission_claim_key(struct digest *out, const struct login_token *token);

/** admission_claim_sign(claim, space, keys): the inviter's signature over record
 * "cocon/invitation": space, account, structure, coordination, represents, digest of the proof key,
 * inviter, time. */
void admission_claim_sign(struct admission_claim *claim, struct space_id space,
                          const struct account_keys *keys);

/** admission_claim_verify(claim, space, inviter): STATUS_TAMPERED if these keys did not sign it. */
CHECKED enum status admission_claim_verify(const struct admission_claim *claim,
                                           struct space_id space,
                                           const struct account_public *inviter);

/** admission_claim_seal(out, arena, claim, space, key): what was signed, under the vault key. */
CHECKED enum status admission_claim_seal(struct bytes *out, struct arena *arena,
                                         const struct admission_claim *claim, struct space_id space,
                                         const struct vault_key *key);

/** admission_claim_open(out, sealed, space, account, key): STATUS_TAMPERED if it is not a claim
 * about
 * ${account} in ${space} under this key. */
CHECKED enum status admission_claim_open(struct admission_claim *out, struct bytes sealed,
                                         struct space_id space, struct account_id account,
                                         const struct vault_key *key);
void admission_claim_wipe(struct admission_claim *claim);

/** admission_claim_prove(out, proof_key, space, account, public): keyed BLAKE2b-256 over record
 * "cocon/admission".  Compare with digest_equal(). */
void admission_claim_prove(struct digest *out, const struct digest *proof_key,
                           struct space_id space, struct account_id account,
                           const struct account_public *public);

#endif
