/* Every thing held against its newest entry. */
#ifndef CORE_AUDIT_STATE_H
#define CORE_AUDIT_STATE_H

#include "core/journal/audit.h"

/** audit_state(out, core, report, context): whether every séance, vault, person, charter, structure
 * and cycle has the rows that the journal's newest entry about it sealed, and every login its
 * signing in.  In slices, so that a server goes on meanwhile.  Adds to what audit_verify() found.
 * STATUS_TAMPERED if any differs: each is reported.  STATUS_BUSY: the program is to stop. */
CHECKED enum status audit_state(struct audit_result *out, struct core *core,
                                void (*report)(void *context, const struct audit_fault *fault),
                                void *context);

/** audit_state_before(core, report, context): what a command asks first that works on all there is:
 * by rows that somebody hides or edits meanwhile it would leave out some, or seal what cannot be
 * taken back.  audit_verify(), then audit_state(): STATUS_TAMPERED if there is any fault.  Only
 * what its own newest entry gave up (audit_fault.given_up) is no reason: no row that is put back
 * mends it.
 */
CHECKED enum status
audit_state_before(struct core *core,
                   void (*report)(void *context, const struct audit_fault *fault), void *context);

#endif
