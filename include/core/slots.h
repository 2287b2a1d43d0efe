/* How many Argon2 run at once, whose turn is next, at what priority. */
#ifndef CORE_SLOTS_H
#define CORE_SLOTS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* How many Argon2 run at once, and whose turn is next. */

enum { SLOTS_WAITERS = 24 /* a ward that begins its day at once, and a few more */ };

struct slots;

/** Who comes for a turn.  ${rank} says how little they deserve it: it counts what came from their
 * address lately, what still waits included.  ${may} is asked once the turn is theirs: what others
 * of the same address tried meanwhile is known by then.  Anything but STATUS_OK gives the turn to
 * the next.  ${told} hears whether the work was worth it before the next is asked. */
struct slots_turn {
    unsigned rank;
    enum status (*may)(void *whose); /* NULL: always */
    void (*told)(void *whose, bool worth);
    void *whose;
};

/** Who proved themselves (signed in, or this browser did for this account). */
#define SLOTS_TRUSTED ((const struct slots_turn *)NULL)

/** slots_most(slots): how many threads can be in slots_run() for more than a moment. */
unsigned slots_most(const struct slots *slots);

#endif
