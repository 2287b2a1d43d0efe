/* How many Argon2 run at once, whose turn is next, at what priority. */
#ifndef CORE_SLOTS_INNER_H
#define CORE_SLOTS_INNER_H

#include "core.h"
#include "core/slots.h"

/* For core alone. */

void slots_free(struct slots *slots);

/** slots_new(count): so many for those who are trusted, and as many for all others.  NULL without
 * memory. */
struct slots *slots_new(unsigned count);

/** slots_run(slots, turn, work, context): call ${work} in a slot; the lowest rank goes first.
 * STATUS_BUSY, and no call, at once if SLOTS_WAITERS wait for these slots already who are not worse
 * (else the worst of them gets STATUS_BUSY instead), or after 30 s; what ${turn->may} says, and no
 * call, if that is not STATUS_OK.  Who is not trusted runs at a lower priority of the processor.
 * ${work} says whether it was worth it: if not, and if it was for somebody who tries often, the
 * next of those waits twice as long as the run took, so that misses of theirs take a third of the
 * time at most. */
CHECKED enum status slots_run(struct slots *slots, const struct slots_turn *turn,
                              bool (*work)(void *), void *context);

/** slots_waiting(slots): how many wait now. */
unsigned slots_waiting(struct slots *slots);

#endif
