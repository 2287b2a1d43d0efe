/* Sign in, go on, sign out; passphrase; profile. */
#ifndef CORE_SIGN_IN_H
#define CORE_SIGN_IN_H

#include "core/act.h"
#include "core/slots.h"

/** sign_in(core, arena, email, passphrase, whose, token): STATUS_DENIED for an unknown account as
 * for a wrong passphrase, in the same time; STATUS_CONFLICT for the right passphrase of an account
 * that is closed: see sign_in_closed(); STATUS_BUSY if no slot came free for ${whose} turn
 * it is (slots.h), or what their turn said.  ${token} is the cookie; for somebody with a second
 * factor it is that of core/second_step.h, which opens nothing. */
CHECKED enum status sign_in(struct core *core, struct arena *arena, const char *email,
                            const char *passphrase, const struct slots_turn *whose,
                            char token[TOKEN_TEXT]);

/** sign_in_closed(core, arena, email): after that STATUS_CONFLICT, for whoever gave the right
 * passphrase: "suspended", "left", or "invited" (new keys are being made); NULL if it is open. */
const char *sign_in_closed(struct core *core, struct arena *arena, const char *email);

/** sign_in_resume(core, arena, out, token): the act of a login.  STATUS_NOT_FOUND if there is none,
 * it is past its 8 h or idle for 30 min, or the account left.  Notes the visit once a minute. */
CHECKED enum status sign_in_resume(struct core *core, struct arena *arena, struct act **out,
                                   const char *token);

/** sign_in_csrf(token, out): 64 hex digits that only the holder of this cookie can be given;
 * ${token} is any TOKEN_TEXT token, also one made by sign_in_visitor() for those not signed in yet.
 * STATUS_INVALID for no such text. */
CHECKED enum status sign_in_csrf(const char *token, char out[65]);
void sign_in_visitor(char token[TOKEN_TEXT]);

/** sign_in_end(act): this login ends. */
CHECKED enum status sign_in_end(struct act *act);

/** sign_in_passphrase(act, fields): {"current", "passphrase", "passphrase_again"}; other logins
 * end. */
CHECKED enum status sign_in_passphrase(struct act *act, const json_t *fields);

/** sign_in_profile(act, out): {"person", "email", "spaces": [{"id", "title", "current"}],
 * "login": {"created_at", "expires_at"}}. */
CHECKED enum status sign_in_profile(struct act *act, json_t **out);

/** sign_in_look_at(act, space): this login looks at another space of the same person from now on.
 * STATUS_NOT_FOUND unless they are a member of it. */
CHECKED enum status sign_in_look_at(struct act *act, struct space_id space);

/** sign_in_beside(act, out, space): an act of the same person and login in another space of theirs;
 * the login looks where it looked.  STATUS_NOT_FOUND unless they are a member of it. */
CHECKED enum status sign_in_beside(const struct act *act, struct act **out, struct space_id space);

/** sign_in_is_elsewhere(act, out): whether they are a member of other spaces too. */
CHECKED enum status sign_in_is_elsewhere(struct act *act, bool *out);

#endif
