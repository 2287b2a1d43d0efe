#ifndef CORE_ARRIVALS_H
#define CORE_ARRIVALS_H

#include "core/act.h"

/* Who came in, or did what was awaited of them, since coordination last looked.  A signed
 * invitation has decided who is admitted as what; only the keys to certify it are wanting, and
 * those are there while somebody of coordination is signed in.  So the next page that they look at
 * does it, once for all that happened before; what they send does not wait for it. */

/** arrivals_new(), arrivals_free(arrivals): for core_open(); NULL without memory. */
struct arrivals *arrivals_new(void);
void arrivals_free(struct arrivals *arrivals);

/** arrivals_note(core, space): after the write: somebody accepted, joined, adhered or signed. */
void arrivals_note(const struct core *core, struct space_id space);

/** arrivals_welcome(act): members_grant(), if who acts coordinates and something was noted that
 * nobody looked at.  What hinders it (they hold no shared key, an edit) is logged, keeps nobody
 * from their page, and is tried again after a minute. */
void arrivals_welcome(struct act *act);

/** arrivals_wait(act): whether something was noted that could not be done so far: for a mark beside
 * the page of accesses. */
bool arrivals_wait(const struct act *act);

#endif
