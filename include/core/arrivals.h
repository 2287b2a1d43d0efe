/* Who came in since coordination looked. */
#ifndef CORE_ARRIVALS_H
#define CORE_ARRIVALS_H

#include "core/act.h"

/* Who came in, or did what was awaited of them, since coordination last looked.  A signed
 * invitation has decided who is admitted as what; only the keys to certify it are wanting, and
 * those are there while somebody of coordination is signed in.  So the next page that they look at
 * does it, once for all that happened before; what they send does not wait for it. */

/** arrivals_wait(act): whether something was noted that could not be done so far: for a mark beside
 * the page of accesses. */
bool arrivals_wait(const struct act *act);

#endif
