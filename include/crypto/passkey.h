/* Passkeys made and shown, verified by libfido2. */
#ifndef CRYPTO_PASSKEY_H
#define CRYPTO_PASSKEY_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"
#include "crypto/digest.h"

/* Passkeys (WebAuthn, level 2), the authenticator's side of it: what the browser says it was asked
 * is core/passkey_client.h. */

struct passkey {
    struct bytes credential; /* the authenticator's name for it */
    int algorithm;           /* COSE: -7 ES256, -8 EdDSA, -257 RS256 */
    struct bytes public;     /* 64, 32 or 259 bytes, as libfido2 keeps them */
    uint32_t counter;        /* of signatures; 0: the authenticator does not count */
};

/** passkey_register(out, arena, object, client, rp_id): a new one of an attestation object;
 * ${client} is the SHA-256 of the client data.  STATUS_INVALID unless made for ${rp_id} with its
 * user present and verified.  An attestation must verify if there is one; none is asked for. */
CHECKED enum status passkey_register(struct passkey *out, struct arena *arena, struct bytes object,
                                     const struct digest *client, const char *rp_id);

/** passkey_verify(counter, key, data, signature, client, rp_id): an assertion over authenticator
 * data and client data.  STATUS_DENIED unless signed by ${key} for ${rp_id}, its user present and
 * verified.  STATUS_CONFLICT if its counter is not over ${key}'s: there are two of it.  On
 * STATUS_OK
 * ${counter} is the new one. */
CHECKED enum status passkey_verify(uint32_t *counter, const struct passkey *key, struct bytes data,
                                   struct bytes signature, const struct digest *client,
                                   const char *rp_id);

#endif
