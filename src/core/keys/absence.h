/* That somebody has a right no longer, proven before anything is taken from them. */
#ifndef CORE_ABSENCE_H
#define CORE_ABSENCE_H

#include "act.h"
#include "store/rows/vault_rows.h"
#include "trust/charter_roll.h"

/* That somebody has a right no longer is a fact like any other: who edits rows about others takes
 * nothing from them.  Everything here runs inside the caller's write. */

/** absence_note(act, conn, roll, account): before anything is taken because ${account} has no right
 * to it: OK if nothing that could give them one was edited: their rows, their certificate and who
 * issued it, their structure, the charter's signatures for both and who made them; or if their
 * access ended over edited rows, which nothing mends.
 * STATUS_TAMPERED: nobody can say; logged and noted in ${act}. */
CHECKED enum status absence_note(struct act *act, struct db_conn *conn,
                                 const struct charter_roll *roll, struct account_id account);

/** absence_close(act, conn, vault, gone, count): takes all their envelopes of a vault; of nobody if
 * absence_note() refuses one of them. */
CHECKED enum status absence_close(struct act *act, struct db_conn *conn,
                                  const struct vault_row *vault, const struct account_id *gone,
                                  size_t count);

#endif
