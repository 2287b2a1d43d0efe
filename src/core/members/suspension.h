/* An access closed for a while, by coordination or by the platform; opened again. */
#ifndef CORE_SUSPENSION_INNER_H
#define CORE_SUSPENSION_INNER_H

#include "act.h"
#include "core/members/suspension.h"

/* For core alone. */

/**
 * suspension_idle(core, account): the platform closes an unused account, in each of its spaces but
 * those where nobody else coordinates.  It has nobody's keys: the statement is signed with the
 * server's, and only closes.  Envelopes stay until the next text, whose writer takes them and turns
 * the vault: see documents_append().  STATUS_CONFLICT if nothing was closed (nothing open, or the
 * last coordinator).  Runs its own write.
 */
CHECKED enum status suspension_idle(struct core *core, struct account_id account);

#endif
