/* A charter signature put into the rows, inside a write. */
#ifndef CORE_CHARTER_INNER_H
#define CORE_CHARTER_INNER_H

#include "act.h"
#include "core/charter/charter.h"

/* For core alone. */

/** charter_put(act, conn, number, kind, subject, followed): inside a write, of somebody who was
 * asked whether they may: what charter_sign() ("structure") and charter_adhere() ("person") do,
 * journalled; ${followed} as in journal_add_followed(). */
CHECKED enum status charter_put(struct act *act, struct db_conn *conn, int64_t number,
                                const char *kind, struct id subject, bool followed);

#endif
