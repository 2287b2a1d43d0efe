/* Memberships closed, opened again, changed. */
#ifndef STORE_ACCESS_ROWS_H
#define STORE_ACCESS_ROWS_H

#include "store/rows/person_rows.h"

/* Memberships that are closed, opened again or changed; what opening an account costs. */

/** access_rows_suspended(out, count, conn, arena, space): the members who are suspended. */
CHECKED enum status access_rows_suspended(struct account_id **out, size_t *count,
                                          struct db_conn *conn, struct arena *arena,
                                          struct space_id space);
/** access_rows_suspensions(out, conn, account): in how many spaces somebody is suspended. */
CHECKED enum status access_rows_suspensions(int64_t *out, struct db_conn *conn,
                                            struct account_id account);

/** access_rows_suspend(conn, space, account, at), access_rows_lift(conn, space, account):
 * STATUS_CONFLICT unless a member whose access is open, or suspended. */
CHECKED enum status access_rows_suspend(struct db_conn *conn, struct space_id space,
                                        struct account_id account, int64_t at);
CHECKED enum status access_rows_lift(struct db_conn *conn, struct space_id space,
                                     struct account_id account);

/** access_rows_change(conn, row): structure, profession, coordination and represents of a present
 * member; STATUS_CONFLICT otherwise. */
CHECKED enum status access_rows_change(struct db_conn *conn, const struct membership_row *row);

/** access_rows_representative(out, conn, space, structure, but): who represents a structure,
 * invited or suspended too, unless it is ${but}; STATUS_NOT_FOUND if nobody does. */
CHECKED enum status access_rows_representative(struct account_id *out, struct db_conn *conn,
                                               struct space_id space, struct structure_id structure,
                                               struct account_id but);

/** access_rows_dearest(out, conn, passes, memory_kib, lanes): the most passes × KiB that a
 * passphrase costs, of whoever has keys, of those within these bounds; 0 if there is none. */
CHECKED enum status access_rows_dearest(int64_t *out, struct db_conn *conn, uint32_t passes,
                                        uint32_t memory_kib, uint32_t lanes);

#endif
