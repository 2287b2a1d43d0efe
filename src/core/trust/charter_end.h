/* The signed statement that a structure left. */
#ifndef CORE_CHARTER_END_H
#define CORE_CHARTER_END_H

#include "act.h"

/** charter_end_since(out, act, conn, structure, signed_at): whether ${structure} left the charter
 * after what it signed at ${signed_at}, or in that second.  A statement that does not verify, or of
 * which only the journal tells, ends it too, and is logged: an edit opens nothing. */
CHECKED enum status charter_end_since(bool *out, struct act *act, struct db_conn *conn,
                                      struct structure_id structure, int64_t signed_at);

/** charter_end_told(act, conn, structure): STATUS_TAMPERED unless its statements are those that the
 * journal tells of. */
CHECKED enum status charter_end_told(struct act *act, struct db_conn *conn,
                                     struct structure_id structure);

/** charter_end_put(act, conn, structure): the statement, signed by the one who acts; journalled
 * "leave".  Inside a write. */
CHECKED enum status charter_end_put(struct act *act, struct db_conn *conn,
                                    struct structure_id structure);

#endif
