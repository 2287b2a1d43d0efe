/* The seal that an entry puts on the rows it tells of. */
#ifndef CORE_ROW_SEAL_H
#define CORE_ROW_SEAL_H

#include "act.h"
#include "store/rows/journal_rows.h"
#include "store/rows/state_rows.h"

/* Each entry that changes a thing ends with a seal over the entry and all rows of the thing, made
 * with the server's key.  So the newest entry about it, which the ledger proves, says what its rows
 * must be now. */

/** row_seal_subject_of(kind, action): STATE_SUBJECT_COUNT if such an entry answers for no rows. */
enum state_subject row_seal_subject_of(const char *kind, const char *action);

/** row_seal_subject_name(subject): "seance", "vault", …, for the operator. */
const char *row_seal_subject_name(enum state_subject subject);

/** row_seal_add(act, arena, conn, entry, followed): appends the seal to ${entry}'s detail; nothing
 * if it answers for no rows, and where another one follows that does, the seal that answers for
 * none.  STATUS_FAILED (logged) if they were not noted before: a mistake in the program. */
CHECKED enum status row_seal_add(struct act *act, struct arena *arena, struct db_conn *conn,
                                 struct journal_row *entry, bool followed);

/** row_seal_check(core, arena, conn, subject, object): STATUS_TAMPERED unless the rows are those of
 * the newest entry, or if the journal does not prove; STATUS_NOT_FOUND if no entry answers for
 * them. */
CHECKED enum status row_seal_check(struct core *core, struct arena *arena, struct db_conn *conn,
                                   enum state_subject subject, const struct id *object);

/** row_seal_newest(entry, core, arena, conn, subject, object): the same, and that entry. */
CHECKED enum status row_seal_newest(struct journal_row *entry, struct core *core,
                                    struct arena *arena, struct db_conn *conn,
                                    enum state_subject subject, const struct id *object);

/** row_seal_given_up(entry): whether an entry about rows that were edited answers for none of them:
 * an act that only takes away went on over them.  They stay an edit, whatever is put back. */
bool row_seal_given_up(const struct journal_row *entry);

/** row_seal_as_told(core, arena, conn, subject, object): the same by what the database says is the
 * newest entry: for whoever checks the whole journal besides. */
CHECKED enum status row_seal_as_told(const struct core *core, struct arena *arena,
                                     struct db_conn *conn, enum state_subject subject,
                                     const struct id *object);

#endif
