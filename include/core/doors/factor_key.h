/* Passkeys as second factors. */
#ifndef CORE_FACTOR_KEY_H
#define CORE_FACTOR_KEY_H

#include "core/doors/passkey_client.h"
#include "core/doors/second_factor.h"
#include "crypto/passkey.h"

/* Passkeys as second factors: added to one's account, and read again when they are shown. */

/** factor_key_begin(act, fields, place, out): {"name", "passphrase"}; what the browser is to be
 * asked:
 * {"challenge", "rp": {"id", "name"}, "user": {"id", "name"}, "exclude": [credential ids]}, all
 * bytes base64url.  STATUS_CONFLICT "no_passkeys" where none can be. */
CHECKED enum status factor_key_begin(struct act *act, const json_t *fields,
                                     const struct passkey_place *place, json_t **out);

/** factor_key_confirm(act, fields, place): {"attestation", "client_data"}, base64url, within
 * FACTORS_ENROL; the challenge counts once.  STATUS_CONFLICT "passkey_refused" if it is not what
 * was asked. */
CHECKED enum status factor_key_confirm(struct act *act, const json_t *fields,
                                       const struct passkey_place *place);

/** factor_key_of(out, arena, factor): the passkey of a factor.  STATUS_INVALID for another kind. */
CHECKED enum status factor_key_of(struct passkey *out, struct arena *arena,
                                  const struct factor *factor);

/** factor_key_ids(arena, factors, count): their credential ids, base64url; a new reference. */
json_t *factor_key_ids(struct arena *arena, const struct factor *factors, size_t count);

/** What a browser answers when a passkey is shown, read. */
struct factor_key_shown {
    struct bytes credential, client, data, signature;
};

/** factor_key_shown(out, arena, fields): {"credential", "client_data", "authenticator_data",
 * "signature"}, base64url.  STATUS_INVALID if one is not. */
CHECKED enum status factor_key_shown(struct factor_key_shown *out, struct arena *arena,
                                     const json_t *fields);

#endif
