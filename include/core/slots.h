/* How many Argon2 run at once, whose turn is next, at what priority. */
#ifndef CORE_SLOTS_H
#define CORE_SLOTS_H

#include "base/status.h"

/* How many Argon2 run at once, and whose turn is next.  A rank says how little somebody deserves a
 * turn: SLOTS_TRUSTED proved themselves (signed in, or this browser did for this account), the
 * others count what came from their address lately. */

enum { SLOTS_TRUSTED = 0, SLOTS_WAITERS = 2 };

struct slots;

/** slots_most(slots): how many threads can be in slots_run() for more than a moment. */
unsigned slots_most(const struct slots *slots);

#endif
