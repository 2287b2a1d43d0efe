/* What changes with the server's key. */
#ifndef STORE_REKEY_ROWS_H
#define STORE_REKEY_ROWS_H

#include "store/rows/person_rows.h"
#include "store/rows/seance_rows.h"

/* What changes with the server's key, or with how it seals. */

/** rekey_rows_invitations(out, count, conn, arena, account): all of an account's, used or not. */
CHECKED enum status rekey_rows_invitations(struct invitation_row **out, size_t *count,
                                           struct db_conn *conn, struct arena *arena,
                                           struct account_id account);

/** rekey_rows_set_invitation(conn, row): its seal.  rekey_rows_set_guest(conn, row): its guest. */
CHECKED enum status rekey_rows_set_invitation(struct db_conn *conn,
                                              const struct invitation_row *row);
CHECKED enum status rekey_rows_set_guest(struct db_conn *conn, const struct attendance_row *row);

/** rekey_rows_guested(out, count, conn, arena): the séances with guests. */
CHECKED enum status rekey_rows_guested(struct id **out, size_t *count, struct db_conn *conn,
                                       struct arena *arena);

/** rekey_rows_end_logins(conn): everybody's, those that wait for a second factor and factors that
 * are being added too. */
CHECKED enum status rekey_rows_end_logins(struct db_conn *conn);

#endif
