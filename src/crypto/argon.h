/* The call of libargon2. */
#ifndef CRYPTO_ARGON_H
#define CRYPTO_ARGON_H

#include "base/bytes.h"
#include "crypto/passphrase.h"

/** argon_hash(out, password, salt, secret, ad, cost): Argon2id v1.3 (RFC 9106) into all of ${out}.
 * STATUS_INVALID for a cost that the RFC does not allow, STATUS_FAILED without memory. */
CHECKED enum status argon_hash(struct secret *out, struct bytes password, struct bytes salt,
                               struct bytes secret, struct bytes ad,
                               const struct passphrase_cost *cost);

#endif
