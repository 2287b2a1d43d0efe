/* Passkeys as second factors. */
#ifndef CORE_FACTOR_KEY_INNER_H
#define CORE_FACTOR_KEY_INNER_H

#include "act.h"
#include "core/doors/factor_key.h"
#include "crypto/passkey.h"
#include "doors/passkey_client.h"
#include "doors/second_factor.h"

/* For core alone. */

/** What a browser answers when a passkey is shown, read. */
struct factor_key_shown {
    struct bytes credential, client, data, signature;
};

/** factor_key_ids(arena, factors, count): their credential ids, base64url; a new reference. */
json_t *factor_key_ids(struct arena *arena, const struct factor *factors, size_t count);

/** factor_key_of(out, arena, factor): the passkey of a factor.  STATUS_INVALID for another kind. */
CHECKED enum status factor_key_of(struct passkey *out, struct arena *arena,
                                  const struct factor *factor);

/** factor_key_shown(out, arena, fields): {"credential", "client_data", "authenticator_data",
 * "signature"}, base64url.  STATUS_INVALID if one is not. */
CHECKED enum status factor_key_shown(struct factor_key_shown *out, struct arena *arena,
                                     const json_t *fields);

#endif
