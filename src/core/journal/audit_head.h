/* Heads signed over the journal when they are due. */
#ifndef CORE_AUDIT_HEAD_INNER_H
#define CORE_AUDIT_HEAD_INNER_H

#include "core.h"
#include "core/journal/audit_head.h"

/* For core alone. */

/** audit_head_continues(conn, old, head): STATUS_TAMPERED unless the kept nodes prove that
 * the tree of ${head} begins with that of ${old}. */
CHECKED enum status audit_head_continues(struct db_conn *conn, const struct tree_head *old,
                                         const struct tree_head *head);

/** audit_head_last(out, conn): the head in force, as it lies there.  STATUS_NOT_FOUND before the
 * first. */
CHECKED enum status audit_head_last(struct tree_head *out, struct db_conn *conn);

/** audit_head_of(out, row): the same of a row. */
void audit_head_of(struct tree_head *out, const struct journal_head_row *row);

/** audit_head_sign(core, arena, conn, at_once): inside a write: a head over all entries, if the
 * last one leaves some out and is old enough or ${at_once}.  STATUS_TAMPERED (nothing is signed) if
 * the last one is not ours or the journal does not continue it. */
CHECKED enum status audit_head_sign(struct core *core, struct arena *arena, struct db_conn *conn,
                                    bool at_once);

#endif
