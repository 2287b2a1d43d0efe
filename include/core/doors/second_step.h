/* Between a right passphrase and a login. */
#ifndef CORE_SECOND_STEP_H
#define CORE_SECOND_STEP_H

#include "core/doors/factor_key.h"

/* Between a right passphrase and a login: somebody who has a second factor has yet to show it.  The
 * token of this state opens nothing and is of no use to sign_in_resume(). */

enum { SECOND_STEP_LASTS = 5 * 60 /* seconds */, SECOND_STEP_TRIES = 5 };

/** second_step_waits(core, arena, token): whether this is the token of one that still waits. */
bool second_step_waits(struct core *core, struct arena *arena, const char *token);

/** second_step_whose(out, core, arena, token): the account that waits; STATUS_NOT_FOUND if none. */
CHECKED enum status second_step_whose(struct account_id *out, struct core *core,
                                      struct arena *arena, const char *token);

/** second_step_view(core, arena, out, token): {"code": bool, "passkeys": [credential ids,
 * base64url], "challenge": base64url}.  STATUS_NOT_FOUND if it waits no more. */
CHECKED enum status second_step_view(struct core *core, struct arena *arena, json_t **out,
                                     const char *token);

/** Why a factor that was shown did not do: a key of [field] or [error], NULL if it did; and what
 * the person should know once they are in. */
struct second_step_told {
    const char *fault;
    int64_t misses; /* since the last signing in */
};

/** second_step_code(core, arena, token, code, login, told): a code of an application.  STATUS_OK:
 * the token of a new login.  STATUS_DENIED: missed, and journalled; the fifth miss ends the wait.
 * STATUS_NOT_FOUND: it waits no more. */
CHECKED enum status second_step_code(struct core *core, struct arena *arena, const char *token,
                                     const char *code, char login[TOKEN_TEXT],
                                     struct second_step_told *told);

/** second_step_key(core, arena, token, fields, place, login, told): a passkey, as
 * factor_key_shown() reads it; answers as second_step_code() does.  A counter that went back is
 * refused, journalled, and noted at the key. */
CHECKED enum status second_step_key(struct core *core, struct arena *arena, const char *token,
                                    const json_t *fields, const struct passkey_place *place,
                                    char login[TOKEN_TEXT], struct second_step_told *told);

#endif
