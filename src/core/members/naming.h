/* The name that others read and the address that one signs in with, corrected. */
#ifndef CORE_NAMING_INNER_H
#define CORE_NAMING_INNER_H

#include "act.h"
#include "core/members/naming.h"

/* For core alone. */

/** naming_moved(act, conn, name, from, to): ${name} of somebody who went from one structure to
 * another: where it names the first, by its name or its short one, it names the second. */
CHECKED enum status naming_moved(const char **name, struct act *act, struct db_conn *conn,
                                 struct structure_id from, struct structure_id to);

/** naming_set(act, conn, account, name): by coordination, inside a write that noted the person and
 * journals about them.  STATUS_INVALID, field name "name_elsewhere", if other spaces know them by
 * it: then they correct it themselves. */
CHECKED enum status naming_set(struct act *act, struct db_conn *conn, struct account_id account,
                               const char *name);

#endif
