/* One's own logins: seen and ended. */
#ifndef CORE_LOGINS_H
#define CORE_LOGINS_H

#include "core/act.h"

/* One's own logins, seen and ended.  What a browser says of itself is kept as two words of these
 * lists, sealed under the people key, as long as the login. */

/** logins_browser(act, browser, system): what this login's browser seems to be.  The words are
 * those of [label] browser.* and system.*, at most ten letters. */
CHECKED enum status logins_browser(struct act *act, const char *browser, const char *system);

/** logins_list(act, out): {"logins": [{"id", "created_at", "seen_at", "expires_at", "browser",
 * "system", "current"}], "others": how many besides this one}: this one first, then the last used;
 * "browser" and "system" are null where unknown. */
CHECKED enum status logins_list(struct act *act, json_t **out);

/** logins_end(act, id): end one of one's own other logins.  STATUS_NOT_FOUND if it is none, or over
 * already; this one is ended with sign_in_end(). */
CHECKED enum status logins_end(struct act *act, const struct id *id);

/** logins_end_others(act): all but this one; nothing is noted if there are none. */
CHECKED enum status logins_end_others(struct act *act);

#endif
