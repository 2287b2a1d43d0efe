#ifndef CORE_STATE_H
#define CORE_STATE_H

#include "core/act.h"
#include "store/journal_rows.h"
#include "store/state_rows.h"

/* Each entry that changes a thing ends with a seal over the entry and all rows of the thing, made
 * with the server's key.  So the newest entry about it says what its rows must be now.  For this an
 * act writes its rows first and its entry last, and begins with state_note(): else it would seal
 * what somebody edited before. */

/** state_subject_of(kind, action): STATE_SUBJECT_COUNT if such an entry answers for no rows. */
enum state_subject state_subject_of(const char *kind, const char *action);

/** state_subject_name(subject): "seance", "vault", …, for the operator. */
const char *state_subject_name(enum state_subject subject);

/** state_seal(act, arena, conn, entry): appends the seal to ${entry}'s detail; nothing if it
 * answers for no rows.  An act that met edited rows appends one that never fits. */
CHECKED enum status state_seal(const struct act *act, struct arena *arena, struct db_conn *conn,
                               struct journal_row *entry);

/** state_check(core, arena, conn, subject, object): STATUS_TAMPERED unless the rows are those of
 * the newest entry; STATUS_NOT_FOUND if no entry answers for them. */
CHECKED enum status state_check(const struct core *core, struct arena *arena, struct db_conn *conn,
                                enum state_subject subject, const struct id *object);

/** state_note(act, conn, subject, object): what an act asks, inside its write, before its first
 * change: rows that state_check() finds edited are logged and noted in ${act}.  Work goes on, but
 * the entries of the act do not answer for what it found: `cocon audit verify` tells.
 * STATUS_DENIED if the membership of who acts ended or changed since the act began. */
CHECKED enum status state_note(struct act *act, struct db_conn *conn, enum state_subject subject,
                               const struct id *object);

#endif
