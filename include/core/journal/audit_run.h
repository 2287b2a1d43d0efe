/* The running check of the journal, for a server. */
#ifndef CORE_AUDIT_RUN_H
#define CORE_AUDIT_RUN_H

#include "core/core.h"

/** audit_run_tick(core): every few seconds: sign a head if entries wait for one long enough,
 * take note of the head in force, and see that it continues the one before. */
CHECKED enum status audit_run_tick(struct core *core);

/** audit_run_check(core): the whole journal; each fault is logged.  OK also if there are
 * faults: see audit_watch_state().  STATUS_BUSY: the program is to stop. */
CHECKED enum status audit_run_check(struct core *core);

#endif
