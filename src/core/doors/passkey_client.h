/* What a browser says that it was asked. */
#ifndef CORE_PASSKEY_CLIENT_H
#define CORE_PASSKEY_CLIENT_H

#include "act.h"
#include "crypto/digest.h"
#include "doors/factor_key.h"

/** passkey_client_check(out, arena, client, type, challenge, place): whether the browser was asked
 * this, here: ${client} is its "clientDataJSON", ${type} "webauthn.create" or "webauthn.get",
 * ${challenge} base64url.  STATUS_INVALID if not; else its SHA-256. */
CHECKED enum status passkey_client_check(struct digest *out, struct arena *arena,
                                         struct bytes client, const char *type,
                                         const char *challenge, const struct passkey_place *place);

#endif
