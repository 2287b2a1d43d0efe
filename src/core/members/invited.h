/* A link: whom it was made for, and whose account they have. */
#ifndef CORE_INVITED_H
#define CORE_INVITED_H

#include "act.h"

/* The link of an invitation: whom it was made for, and whose account they turn out to have. */

/* A live invitation and what hangs on it. */
struct invited {
    struct invitation_row invitation;
    struct account_row account; /* as which they were invited */
    struct membership_row membership;
    struct digest proof_key; /* of the link: proves that the keys are theirs; secret */
    bool rejoins;            /* a member with keys that the space has not seen yet */
    struct act act;          /* of the invited, without keys yet */
};

/** invited_find(out, core, arena, conn, token): STATUS_NOT_FOUND for unknown, used and expired
 * alike, and for who is invited no more. */
CHECKED enum status invited_find(struct invited *out, struct core *core, struct arena *arena,
                                 struct db_conn *conn, const char *token);

/** invited_is_recovered(invited): named by the trustees: their keys are certified, and wait in the
 * invitation.  invited_is_founding(invited): invited by the operator, to coordinate. */
bool invited_is_recovered(const struct invited *invited);
bool invited_is_founding(const struct invited *invited);

/** invited_is_asked(invited): by a coordinator, who sealed a claim: may have an account already,
 * and may decline. */
bool invited_is_asked(const struct invited *invited);

/** invited_is_renewal(invited): of somebody who is a member: they make new keys, or show those that
 * they made for another space, and keep their place; there is nothing to decline. */
bool invited_is_renewal(const struct invited *invited);

/** invited_holder(out, invited, conn): the other account that the invitation's address leads to;
 * STATUS_NOT_FOUND if there is none. */
CHECKED enum status invited_holder(struct account_row *out, struct invited *invited,
                                   struct db_conn *conn);

/** invited_prove(invited, account, public): its invitation is used now by ${account}, whose keys
 * ${public} are bound to the claim; the proof key is wiped. */
void invited_prove(struct invited *invited, struct account_id account,
                   const struct account_public *public);

/** invited_note(invited, conn, account): before the first change: the rows of ${account}, who
 * answers, and those as which they were invited.  Inside a write. */
CHECKED enum status invited_note(struct invited *invited, struct db_conn *conn,
                                 struct account_id account);

/** invited_hand_over(invited, conn, account): after its invitation was used: ${account} is the
 * member that was invited, and what was written for the invitation is erased.  STATUS_CONFLICT if
 * ${account} is a member.  The caller journals about it.  Inside a write. */
CHECKED enum status invited_hand_over(struct invited *invited, struct db_conn *conn,
                                      struct account_id account);

#endif
