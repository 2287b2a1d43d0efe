/* People of a space; the shared vault handed on. */
#ifndef CORE_MEMBERS_INNER_H
#define CORE_MEMBERS_INNER_H

#include "act.h"
#include "core/members/members.h"

/* For core alone. */

CHECKED enum status members_admit(struct act *act, struct db_conn *conn);

/** members_readers(out, count, act, conn): who must hold the space's shared vault: signatories and
 * coordination, by their certificates. */
CHECKED enum status members_readers(struct account_id **out, size_t *count, struct act *act,
                                    struct db_conn *conn);

/** members_waiting(out, act, conn): how many are entitled to the shared vault without an envelope.
 */
CHECKED enum status members_waiting(size_t *out, struct act *act, struct db_conn *conn);

/** members_group(members, count): how many of them a group is of: coordination is of none. */
size_t members_group(const struct membership_row *members, size_t count);

#endif
