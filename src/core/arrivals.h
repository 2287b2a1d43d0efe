/* Who came in since coordination looked. */
#ifndef CORE_ARRIVALS_INNER_H
#define CORE_ARRIVALS_INNER_H

#include "act.h"
#include "core/arrivals.h"

/* For core alone. */

void arrivals_done(struct arrivals *arrivals, struct space_id space, uint64_t noted);

void arrivals_free(struct arrivals *arrivals);

/** arrivals_new(), arrivals_free(arrivals): for core_open(); NULL without memory. */
struct arrivals *arrivals_new(void);

/** arrivals_note(core, space): after the write: somebody accepted, joined, adhered or signed. */
void arrivals_note(const struct core *core, struct space_id space);

/** arrivals_take(arrivals, space): begin with what was noted: a mark for arrivals_done(); 0:
 * nothing to do, or somebody is at it.  What is not done within a minute may be taken again. */
uint64_t arrivals_take(struct arrivals *arrivals, struct space_id space);

#endif
