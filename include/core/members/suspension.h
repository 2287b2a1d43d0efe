/* An access closed for a while, by coordination or by the platform; opened again. */
#ifndef CORE_SUSPENSION_H
#define CORE_SUSPENSION_H

#include "core/act.h"

/* An access that is closed for a while.  A signed revocation ends the certificate, as when somebody
 * leaves; the membership, the roles and what only they can read stay.  Lifting is a new certificate
 * for the same keys, which takes a coordinator: no row reopens what a row closed. */

/** suspension_view(act, out, account): {"person", "suspended": bool, "since_at"?,
 * "by_platform"?: bool}.  STATUS_NOT_FOUND unless a member; STATUS_CONFLICT, fault "not_admitted",
 * if there is no access yet that could be suspended. */
CHECKED enum status suspension_view(struct act *act, json_t **out, struct account_id account);

/**
 * suspension_suspend(act, account): in one write: the statement, the logins, the envelopes; every
 * vault that text may still come into gets a new key.  What they alone hold (a draft of theirs) is
 * left to them, or it would be lost for everybody: they cannot reach it meanwhile.
 * STATUS_CONFLICT, fault "last_coordinator", if nobody would be left to coordinate;
 * "not_admitted" as above; "suspended_already".
 */
CHECKED enum status suspension_suspend(struct act *act, struct account_id account);

/** suspension_lift(act, account): a new certificate for the keys, the structure and the role that
 * they had; the envelopes that the one who acts can hand on.  STATUS_TAMPERED if the rows say
 * another thing than the certificate that was ended; STATUS_CONFLICT, fault "not_suspended". */
CHECKED enum status suspension_lift(struct act *act, struct account_id account);

#endif
