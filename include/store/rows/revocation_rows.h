/* Signed statements that end certificates. */
#ifndef STORE_REVOCATION_ROWS_H
#define STORE_REVOCATION_ROWS_H

#include "store/db.h"

struct revocation_row {
    struct space_id space;
    struct account_id account;
    int64_t at;
    struct account_id by; /* none: the platform */
    uint8_t signature[64];
};

/** revocation_rows_list(...): of one account in a space, newest first. */
CHECKED enum status revocation_rows_list(struct revocation_row **out, size_t *count,
                                         struct db_conn *conn, struct arena *arena,
                                         struct space_id space, struct account_id account);
/** revocation_rows_all(...): of everybody in a space: by account, each one's newest first. */
CHECKED enum status revocation_rows_all(struct revocation_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        struct space_id space);
/** revocation_rows_insert(conn, row): in the place of one of the same second, which somebody may
 * have put there to be in the way. */
CHECKED enum status revocation_rows_insert(struct db_conn *conn, const struct revocation_row *row);

#endif
