/* Who waits for which key; all that one holds, opened. */
#ifndef CORE_GRANTS_INNER_H
#define CORE_GRANTS_INNER_H

#include "act.h"
#include "core/members/grants.h"
#include "crypto/digest.h"
#include "store/rows/vault_rows.h"

/* For core alone. */

/** grants_open_to(act, conn, account): what the one who acts can open for one member.  Inside a
 * write. */
CHECKED enum status grants_open_to(struct act *act, struct db_conn *conn,
                                   struct account_id account);

/** grants_mark(out, act, conn, vault): that from which it follows who waits for the key of a
 * séance's vault: the same as long as the roll and what entries tell of both are; false where
 * nothing may be remembered.
 */
bool grants_mark(struct digest *out, struct act *act, struct db_conn *conn,
                 const struct vault_row *vault);

#endif
