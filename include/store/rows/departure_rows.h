/* Structures that left the charter. */
#ifndef STORE_DEPARTURE_ROWS_H
#define STORE_DEPARTURE_ROWS_H

#include "store/db.h"

/** A structure that left the charter. */
struct departure_row {
    struct space_id space;
    struct structure_id structure;
    int64_t at;
    struct account_id by;
    uint8_t signature[64];
};

/** departure_rows_list(...): of one structure in a space, the last first. */
CHECKED enum status departure_rows_list(struct departure_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        struct space_id space, struct structure_id structure);
/** departure_rows_insert(conn, row): STATUS_CONFLICT for a second one in the same second. */
CHECKED enum status departure_rows_insert(struct db_conn *conn, const struct departure_row *row);

#endif
