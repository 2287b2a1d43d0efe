/* What a running server knows of its journal: the head in force, the last check, the alarm. */
#ifndef CORE_AUDIT_WATCH_INNER_H
#define CORE_AUDIT_WATCH_INNER_H

#include "core.h"
#include "core/journal/audit_watch.h"
#include "crypto/tree_head.h"

/* For core alone. */

/** audit_watch_alarm(core): logged once; stays until the process ends. */
void audit_watch_alarm(const struct core *core);

void audit_watch_free(struct audit_watch *watch);

/** audit_watch_met(core, object): counts something that did not verify; whether it was told of
 * ${object} within the last minute already. */
bool audit_watch_met(const struct core *core, const struct id *object);

/** Part of struct core. */
struct audit_watch *audit_watch_new(void);

/** audit_watch_note(core, head): the head in force.  audit_watch_head(out, core): the one noted
 * last; size 0: none yet. */
void audit_watch_note(const struct core *core, const struct tree_head *head);
void audit_watch_head(struct tree_head *out, const struct core *core);

/** audit_watch_checked(core, faults): the whole journal was checked just now. */
void audit_watch_checked(const struct core *core, uint64_t faults);

#endif
