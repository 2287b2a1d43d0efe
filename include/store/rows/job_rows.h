/* Work that comes again: when, and whose it is just now. */
#ifndef STORE_JOB_ROWS_H
#define STORE_JOB_ROWS_H

#include "base/arena.h"
#include "store/db.h"

struct job_row {
    const char *kind;
    int64_t due_at;
    struct id holder; /* none: nobody */
    int64_t lease_until;
    int64_t attempts;
    const char *last_error; /* or NULL */
};

/** job_rows_get(out, conn, arena, kind): STATUS_NOT_FOUND if it never ran. */
CHECKED enum status job_rows_get(struct job_row *out, struct db_conn *conn, struct arena *arena,
                                 const char *kind);

/** job_rows_put(conn, row): as it is from now on. */
CHECKED enum status job_rows_put(struct db_conn *conn, const struct job_row *row);

#endif
