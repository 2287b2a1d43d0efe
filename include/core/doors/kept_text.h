/* Typed text that waits for a login, sealed for who typed it. */
#ifndef CORE_KEPT_TEXT_H
#define CORE_KEPT_TEXT_H

#include "core/act.h"

/* What was typed when a login had ended waits in the page to sign in, on a screen that anybody may
 * pass: sealed by the server, for one account. */

/** kept_text_whose(core, arena, token): whose login this cookie was, though it has ended; none if
 * the server no longer knows. */
struct account_id kept_text_whose(struct core *core, struct arena *arena, const char *token);

/** kept_text_seal(core, arena, whose, plain): base64url, under the server's sub-key 10 with AD =
 * record "cocon/kept-text" of ${whose}; none: for whoever signs in. */
const char *kept_text_seal(struct core *core, struct arena *arena, struct account_id whose,
                           const char *plain);

/** kept_text_open(act, sealed): the text if it is sealed for who acts, else NULL. */
const char *kept_text_open(const struct act *act, const char *sealed);

#endif
