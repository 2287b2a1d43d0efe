#include "store/rows/job_rows.h"

enum { GET, PUT, COUNT };

#define JOB "kind, due_at, holder, lease_until, attempts, last_error"

static const char *const SQL[COUNT] = {
    [GET] = "SELECT " JOB " FROM job WHERE kind = $1",
    [PUT] = "INSERT INTO job (" JOB ") VALUES ($1, $2, $3, $4, $5, $6) "
            "ON CONFLICT (kind) DO UPDATE SET due_at = $2, holder = $3, lease_until = $4, "
            "attempts = $5, last_error = $6",
};

DB_MODULE(job_rows, SQL);

enum status job_rows_get(struct job_row *out, struct db_conn *conn, struct arena *arena,
                         const char *kind)
{
    *out = (struct job_row){0};
    struct db_rows rows;
    DB_QUERY(&rows, conn, &job_rows_statements, GET, DB_TEXT(kind));
    const bool found = db_next(&rows);
    if (found) {
        out->kind = db_text(&rows, 0, arena);
        out->due_at = db_int(&rows, 1);
        if (!db_is_null(&rows, 2))
            db_blob_exact(&rows, 2, out->holder.bytes, sizeof out->holder.bytes);
        out->lease_until = db_int(&rows, 3);
        out->attempts = db_int(&rows, 4);
        out->last_error = db_text_maybe(&rows, 5, arena);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct job_row){0};
    return status;
}

enum status job_rows_put(struct db_conn *conn, const struct job_row *row)
{
    const bool held = !id_is_none(&row->holder);
    const struct bytes holder = {held ? row->holder.bytes : NULL,
                                 held ? sizeof row->holder.bytes : 0};
    return DB_RUN(conn, &job_rows_statements, PUT, DB_TEXT(row->kind), DB_INT(row->due_at),
                  DB_BLOB(holder), DB_INT(row->lease_until), DB_INT(row->attempts),
                  DB_TEXT(row->last_error));
}
