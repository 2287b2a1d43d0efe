/* Who waits for which key; all that one holds, opened. */
#ifndef CORE_GRANTS_INNER_H
#define CORE_GRANTS_INNER_H

#include "act.h"
#include "core/members/grants.h"

/* For core alone. */

/** grants_open_to(act, conn, account): what the one who acts can open for one member.  Inside a
 * write. */
CHECKED enum status grants_open_to(struct act *act, struct db_conn *conn,
                                   struct account_id account);

#endif
