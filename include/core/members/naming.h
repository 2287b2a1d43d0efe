/* The name that others read and the address that one signs in with, corrected. */
#ifndef CORE_NAMING_H
#define CORE_NAMING_H

#include "core/act.h"

/* The name that others read, and the address that one signs in with: an account's, the same in each
 * of its spaces. */

/** naming_own(act, fields): {"name", "email", "proof"?}: one's own; another address takes the
 * passphrase in "proof".  Faults: field proof "required", "passphrase_wrong"; field email
 * "email_taken". */
CHECKED enum status naming_own(struct act *act, const json_t *fields);

/** naming_set(act, conn, account, name): by coordination, inside a write that noted the person and
 * journals about them.  STATUS_INVALID, field name "name_elsewhere", if other spaces know them by
 * it: then they correct it themselves. */
CHECKED enum status naming_set(struct act *act, struct db_conn *conn, struct account_id account,
                               const char *name);

/** naming_moved(act, conn, name, from, to): ${name} of somebody who went from one structure to
 * another: where it names the first, by its name or its short one, it names the second. */
CHECKED enum status naming_moved(const char **name, struct act *act, struct db_conn *conn,
                                 struct structure_id from, struct structure_id to);

#endif
