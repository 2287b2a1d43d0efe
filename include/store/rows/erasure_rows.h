/* What goes of an account that left. */
#ifndef STORE_ERASURE_ROWS_H
#define STORE_ERASURE_ROWS_H

#include "store/db.h"

/* What is left of somebody who left, and what goes when they are erased. */

struct erasure_row {
    struct account_id account;
    const char *state; /* of the account */
    bool present;      /* a member of the space still */
    bool erased;       /* no keys: nothing but a function */
    int64_t asked_at;  /* 0: they did not */
    int64_t until;     /* when they left the space; 0: not yet */
};

/** erasure_rows_get(out, conn, arena, space, account): STATUS_NOT_FOUND for nobody of the space. */
CHECKED enum status erasure_rows_get(struct erasure_row *out, struct db_conn *conn,
                                     struct arena *arena, struct space_id space,
                                     struct account_id account);

/** erasure_rows_list(out, count, conn, arena, space): who asked, and who left; not the erased. */
CHECKED enum status erasure_rows_list(struct erasure_row **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, struct space_id space);

/** erasure_rows_ask(conn, account, at): 0 takes it back. */
CHECKED enum status erasure_rows_ask(struct db_conn *conn, struct account_id account, int64_t at);

/** erasure_rows_end(conn, account, at): every membership that goes on ends, and the account has
 * "left". */
CHECKED enum status erasure_rows_end(struct db_conn *conn, struct account_id account, int64_t at);

/** erasure_rows_erase(conn, account, index, person, at): private keys and salt go, index and
 * seal are overwritten; invitations and logins go.  STATUS_CONFLICT unless the account has "left".
 */
CHECKED enum status erasure_rows_erase(struct db_conn *conn, struct account_id account,
                                       const uint8_t index[32], struct bytes person, int64_t at);

#endif
