/* What a running server knows of its journal: the head in force, the last check, the alarm. */
#ifndef CORE_AUDIT_WATCH_H
#define CORE_AUDIT_WATCH_H

#include "core/journal/audit.h"
#include "crypto/tree_head.h"

/* What a running server knows of its journal, for its pages: the head in force, and whether
 * anything is wrong.  Of a process, in memory: a database edited under it is seen. */

struct audit_watch;

struct audit_state {
    struct tree_head head; /* size 0: none yet */
    int64_t checked_at;    /* when the whole journal was last checked; 0: not yet */
    struct audit_result checked;
    bool alarm;   /* the journal does not continue a head seen before */
    uint64_t met; /* how often something opened or shown did not verify */
    int64_t met_at;
    struct id met_object; /* the last one, and when it was told */
    int64_t told_at;
};

/** Part of struct core. */
struct audit_watch *audit_watch_new(void);
void audit_watch_free(struct audit_watch *watch);

/** audit_watch_state(out, core): what is known, without any query. */
void audit_watch_state(struct audit_state *out, const struct core *core);

/** audit_watch_alarm(core): logged once; stays until the process ends. */
void audit_watch_alarm(const struct core *core);

/** audit_watch_met(core, object): counts something that did not verify; whether it was told of
 * ${object} within the last minute already. */
bool audit_watch_met(const struct core *core, const struct id *object);

/** audit_watch_tick(core): every few seconds: sign a head if entries wait for one long enough,
 * take note of the head in force, and see that it continues the one before. */
CHECKED enum status audit_watch_tick(struct core *core);

/** audit_watch_check(core): the whole journal; each fault is logged.  OK also if there are
 * faults: see audit_watch_state(). */
CHECKED enum status audit_watch_check(struct core *core);

#endif
