/* An entry, as the next leaf of the tree. */
#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include "act.h"
#include "store/rows/journal_rows.h"

/**
 * journal_add(conn, act, action, kind, object, detail):
 * One entry, inside the writer's transaction of the act it tells: next leaf of the Merkle tree.
 * ${action} as access.ini names them or "sign-in", "accept", …; ${object} may be NULL; ${detail} at
 * most 32 bytes (a hash, an id).  Ids only, never content.  An entry that changes something comes
 * after the rows it tells of and ends with a seal over them: see core/state.h.  Signs a tree head
 * too if the last one is old enough; if the journal does not continue that, none is signed and the
 * alarm is raised.  Whose keys are there signs the entry.
 * STATUS_DENIED if the access of who acts ended or changed since the act began (state_current());
 * STATUS_TAMPERED if the journal does not prove, or rows are told of that were not held against
 * their last entry before they were changed.
 */
CHECKED enum status journal_add(struct db_conn *conn, struct act *act, const char *action,
                                const char *kind, const struct id *object, struct bytes detail);

/** journal_add_followed(...): the same where the next entry about ${object} follows in the same
 * write, and answers for the rows of both: many changes of one thing are then sealed once and not
 * once each.  This one answers for none: without the other, the rows count as edited. */
CHECKED enum status journal_add_followed(struct db_conn *conn, struct act *act, const char *action,
                                         const char *kind, const struct id *object,
                                         struct bytes detail);

/** journal_read(act, kind, object, detail): an entry for a reading, durable on return. */
CHECKED enum status journal_read(struct act *act, const char *kind, const struct id *object,
                                 struct bytes detail);

/** journal_leaf(out, arena, row): the leaf hash of an entry: of record "cocon/journal" with its
 * seq, time, space, actor, action, kind, object and detail. */
void journal_leaf(struct digest *out, struct arena *arena, const struct journal_row *row);

/** journal_act_record(arena, row, before): what its actor signs: record "cocon/act" of the leaf, of
 * what they were to the space, and of the seal of the entry before, so that it counts at this place
 * of this journal only. */
struct record *journal_act_record(struct arena *arena, const struct journal_row *row,
                                  const struct digest *before);

#endif
