/* Who came in since coordination looked. */
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

/** arrivals_take(arrivals, space): begin with what was noted: a mark for arrivals_done(); 0:
 * nothing to do, or somebody is at it.  What is not done within a minute may be taken again. */
uint64_t arrivals_take(struct arrivals *arrivals, struct space_id space);
void arrivals_done(struct arrivals *arrivals, struct space_id space, uint64_t noted);

/** arrivals_wait(act): whether something was noted that could not be done so far: for a mark beside
 * the page of accesses. */
bool arrivals_wait(const struct act *act);

#endif
