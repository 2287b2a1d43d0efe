/* What a running server knows of its journal: the head in force, the last check, the alarm. */
#ifndef CORE_AUDIT_WATCH_H
#define CORE_AUDIT_WATCH_H

#include "core/core.h"

/* What a running server knows of its journal, for its pages: the head in force, and whether
 * anything is wrong.  Of a process, in memory: a database edited under it is seen. */

struct audit_state {
    uint64_t head_size; /* of the journal that the head in force tells of; 0: none yet */
    uint8_t head_root[32];
    int64_t checked_at; /* when the whole journal was last checked; 0: not yet */
    uint64_t faults;    /* found then */
    bool alarm;         /* the journal does not continue a head seen before */
    uint64_t met;       /* how often something opened or shown did not verify */
    int64_t met_at;
};

/** audit_watch_state(out, core): what is known, without any query. */
void audit_watch_state(struct audit_state *out, const struct core *core);

#endif
