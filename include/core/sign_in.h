#ifndef CORE_SIGN_IN_H
#define CORE_SIGN_IN_H

#include "core/act.h"
#include "crypto/login_token.h"

enum { SIGN_IN_IDLE = 30 * 60, SIGN_IN_LONGEST = 8 * 60 * 60 }; /* seconds */

/** sign_in(core, arena, email, passphrase, token): STATUS_DENIED for an unknown account as for a
 * wrong passphrase, in the same time; STATUS_BUSY if no slot came free.  ${token} is the cookie. */
CHECKED enum status sign_in(struct core *core, struct arena *arena, const char *email,
                            const char *passphrase, char token[TOKEN_TEXT]);

/** sign_in_resume(core, arena, out, token): the act of a login.  STATUS_NOT_FOUND if there is none,
 * it is past its 8 h or idle for 30 min, or the account left.  Notes the visit once a minute. */
CHECKED enum status sign_in_resume(struct core *core, struct arena *arena, struct act **out,
                                   const char *token);

/** sign_in_before(token): a random token for the cookie of somebody who is not signed in yet; it
 * opens nothing and only ties a form to the browser that it was shown in. */
void sign_in_before(char token[TOKEN_TEXT]);

enum { SIGN_IN_CSRF = 65 }; /* 64 hexadecimal digits and the NUL */

/** sign_in_csrf(out, token): what the forms of a login (or of somebody before one) carry: the
 * token's digest "csrf".  STATUS_INVALID if ${token} is no token. */
CHECKED enum status sign_in_csrf(char out[SIGN_IN_CSRF], const char *token);

/** sign_in_end(act): this login ends. */
CHECKED enum status sign_in_end(struct act *act);

/** sign_in_passphrase(act, fields): {"current", "passphrase", "passphrase_again"}; other logins
 * end. */
CHECKED enum status sign_in_passphrase(struct act *act, const json_t *fields);

/** sign_in_profile(act, out): {"person", "email", "spaces": [{"id", "title", "current"}],
 * "login": {"created_at", "expires_at"}}. */
CHECKED enum status sign_in_profile(struct act *act, json_t **out);

#endif
