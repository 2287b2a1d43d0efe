/* Rows held against their newest entry before anything rests on them. */
#ifndef CORE_STATE_H
#define CORE_STATE_H

#include "act.h"
#include "store/rows/state_rows.h"

/* Rows that are not those of the newest entry about their thing (row_seal.h) are somebody's edit:
 * what would rest on them is not done (STATUS_TAMPERED), and no entry answers for rows that were
 * not held against the one before.  For this an act begins with state_note(), writes its rows, and
 * its entry last. */

/** state_current(act, conn): inside a write: STATUS_DENIED if the membership or the login of who
 * acts ended or became another since the act began, STATUS_TAMPERED if their own rows were edited.
 * Asked once a write, before its first change: by state_note() and by journal_add(). */
CHECKED enum status state_current(struct act *act, struct db_conn *conn);

/** state_note(act, conn, subject, object): what an act asks, inside its write, before its first
 * change and before it believes the rows: state_current(), row_seal_check(), and that whoever made
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
