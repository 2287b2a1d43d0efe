/* Browsers that signed in to an account before: the token that says so. */
#ifndef CORE_KNOWN_H
#define CORE_KNOWN_H

#include "core/act.h"

/* Browsers that signed in to an account before: who guesses elsewhere cannot get in their way.  A
 * cookie says so, up to four accounts a browser; it opens nothing. */

enum { KNOWN_LASTS = 90 * 24 * 60 * 60 /* seconds */ };

/** known_has_form(cookie): whether it looks like such a cookie; anybody can make one up. */
bool known_has_form(const char *cookie);

/** known_find(core, arena, cookie, email): the token in ${cookie} of a good sign-in with ${email}
 * within KNOWN_LASTS, else NULL.  Looks at no row: it cannot tell whether there is an account. */
const char *known_find(struct core *core, struct arena *arena, const char *cookie,
                       const char *email);

/** known_whose(core, arena, cookie, account): the same by account, for whoever showed that they
 * know its passphrase. */
const char *known_whose(struct core *core, struct arena *arena, const char *cookie,
                        struct account_id account);

/** known_add(out, act, cookie): the cookie's new text, with a new token for this account first;
 * ${cookie} is the one that came, or NULL. */
CHECKED enum status known_add(const char **out, struct act *act, const char *cookie);

#endif
