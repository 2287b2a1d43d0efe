/* Passkeys as second factors. */
#ifndef CORE_FACTOR_KEY_H
#define CORE_FACTOR_KEY_H

#include "core/act.h"

/** Where passkeys are made and shown, as the configuration says; never as the request says. */
struct passkey_place {
    const char *origin; /* "https://cocon.example" */
    const char *rp_id;  /* "cocon.example"; NULL: passkeys cannot be at such an address */
};

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

#endif
