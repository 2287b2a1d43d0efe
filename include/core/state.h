#ifndef CORE_STATE_H
#define CORE_STATE_H

#include "core/act.h"
#include "store/journal_rows.h"
#include "store/state_rows.h"

/* Each entry that changes a thing ends with a seal over the entry and all rows of the thing, made
 * with the server's key.  So the newest entry about it, which the ledger proves, says what its rows
 * must be now.  Rows that are not those are somebody's edit: what would rest on them is not done
 * (STATUS_TAMPERED), and no entry answers for rows that were not held against the one before.  For
 * this an act begins with state_note(), writes its rows, and its entry last. */

/** state_subject_of(kind, action): STATE_SUBJECT_COUNT if such an entry answers for no rows. */
enum state_subject state_subject_of(const char *kind, const char *action);

/** state_subject_name(subject): "seance", "vault", …, for the operator. */
const char *state_subject_name(enum state_subject subject);

/** state_seal(act, arena, conn, entry): appends the seal to ${entry}'s detail; nothing if it
 * answers for no rows.  STATUS_FAILED (logged) if they were not noted before: a mistake in the
 * program. */
CHECKED enum status state_seal(struct act *act, struct arena *arena, struct db_conn *conn,
                               struct journal_row *entry);

/** state_check(core, arena, conn, subject, object): STATUS_TAMPERED unless the rows are those of
 * the newest entry, or if the journal does not prove; STATUS_NOT_FOUND if no entry answers for
 * them. */
CHECKED enum status state_check(struct core *core, struct arena *arena, struct db_conn *conn,
                                enum state_subject subject, const struct id *object);

/** state_as_told(core, arena, conn, subject, object): the same by what the database says is the
 * newest entry: for whoever checks the whole journal besides. */
CHECKED enum status state_as_told(const struct core *core, struct arena *arena,
                                  struct db_conn *conn, enum state_subject subject,
                                  const struct id *object);

/** state_current(act, conn): inside a write: STATUS_DENIED if the membership or the login of who
 * acts ended or became another since the act began, STATUS_TAMPERED if their own rows were edited.
 * Asked once a write, before its first change: by state_note() and by journal_add(). */
CHECKED enum status state_current(struct act *act, struct db_conn *conn);

/** state_note(act, conn, subject, object): what an act asks, inside its write, before its first
 * change and before it believes the rows: state_current(), state_check(), and that whoever made
 * the newest entry signed it as what they were certified to be then.  Rows that no entry tells of
 * are new.  STATUS_TAMPERED is logged and noted in ${act}: the act is not done. */
CHECKED enum status state_note(struct act *act, struct db_conn *conn, enum state_subject subject,
                               const struct id *object);

/** state_take(whole, act, conn, subject, object): the same for an act that only takes away (access,
 * keys, a role): nobody's edit stops it.  OK if they were edited too; then ${whole} is false, and
 * no entry of the act answers for them.  So what can be taken later, when the rows are those of
 * before (an envelope, a role that is lost), is left alone; an access ends all the same. */
CHECKED enum status state_take(bool *whole, struct act *act, struct db_conn *conn,
                               enum state_subject subject, const struct id *object);

/** state_believe(act, conn, subject, object): the same for whoever only reads, in a write as well:
 * whether what these rows say may open a text or name somebody. */
CHECKED enum status state_believe(struct act *act, struct db_conn *conn, enum state_subject subject,
                                  const struct id *object);

/** state_met(act, subject, object): log and note in ${act} that rows were edited. */
void state_met(struct act *act, enum state_subject subject, const struct id *object);

#endif
