/* What an admitting coordinator says of somebody, signed. */
#ifndef CRYPTO_CERTIFICATE_H
#define CRYPTO_CERTIFICATE_H

#include "base/id.h"
#include "crypto/account_keys.h"
#include "crypto/record.h"

#include <stdbool.h>

/** What an admitting coordinator says of somebody in a space, signed.  A founding coordinator says
 * it of themselves; the fingerprint of their keys is the trust anchor. */
struct certificate {
    struct space_id space;
    struct account_id account;
    struct account_public public;
    struct structure_id structure; /* none: the coordination team */
    bool coordination;             /* may admit others */
    bool represents;               /* signs for the structure */
    int64_t from, until;           /* what the keys sign in between counts */
    int64_t issued_at;
    struct account_id issuer; /* none: the recovery key */
    struct signature signature;
};

/** certificate_sign(certificate, issuer_keys): fill the signature; record "cocon/certificate" over
 * every other field. */
void certificate_sign(struct certificate *certificate, const struct account_keys *issuer_keys);

/** certificate_verify(certificate, issuer): STATUS_TAMPERED if the signature is not ${issuer}'s. */
CHECKED enum status certificate_verify(const struct certificate *certificate,
                                       const struct account_public *issuer);

/** certificate_record(arena, certificate): what is signed. */
struct record *certificate_record(struct arena *arena, const struct certificate *certificate);

/** certificate_fingerprint(out, public): SHA-256 of both public keys, X25519 first. */
void certificate_fingerprint(struct digest *out, const struct account_public *public);

#endif
