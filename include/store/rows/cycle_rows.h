/* Cycles. */
#ifndef STORE_CYCLE_ROWS_H
#define STORE_CYCLE_ROWS_H

#include "store/db.h"

struct cycle_row {
    struct cycle_id id;
    struct space_id space;
    const char *name;
    int64_t year;
    int64_t created_at;
};

/** cycle_rows_get(out, conn, arena, space, id): STATUS_NOT_FOUND also for another space's. */
CHECKED enum status cycle_rows_get(struct cycle_row *out, struct db_conn *conn, struct arena *arena,
                                   struct space_id space, struct cycle_id id);

/** cycle_rows_list(...): newest first. */
CHECKED enum status cycle_rows_list(struct cycle_row **out, size_t *count, struct db_conn *conn,
                                    struct arena *arena, struct space_id space);

/** cycle_rows_insert(conn, row): STATUS_CONFLICT for a known id, or a name taken in the space. */
CHECKED enum status cycle_rows_insert(struct db_conn *conn, const struct cycle_row *row);

/** cycle_rows_size(all, before, ..., starts): how many a cycle has, and how many of them
 * start before then. */
CHECKED enum status cycle_rows_size(size_t *all, size_t *before, struct db_conn *conn,
                                    struct space_id space, struct cycle_id cycle,
                                    const char *starts);

#endif
