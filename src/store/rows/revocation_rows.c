#include "store/rows/revocation_rows.h"

enum { LIST, ALL, INSERT, COUNT };

static const char *const SQL[COUNT] = {
    [LIST] = "SELECT at, by, signature FROM revocation WHERE space = $1 AND account = $2"
             " ORDER BY at DESC",
    [ALL] = "SELECT at, by, signature, account FROM revocation WHERE space = $1"
            " ORDER BY account, at DESC",
    [INSERT] = "INSERT INTO revocation (space, account, at, by, signature)"
               " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (space, account, at) DO UPDATE"
               " SET by = excluded.by, signature = excluded.signature",
};
DB_MODULE(revocation_rows, SQL);

static void fill(struct revocation_row *row, struct db_rows *rows, struct space_id space)
{
    *row = (struct revocation_row){.space = space, .at = db_int(rows, 0), .by.id = db_id(rows, 1)};
    db_blob_exact(rows, 2, row->signature, sizeof row->signature);
}

enum status revocation_rows_list(struct revocation_row **out, size_t *count, struct db_conn *conn,
                                 struct arena *arena, struct space_id space,
                                 struct account_id account)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &revocation_rows_statements, LIST, DB_ID(space.id), DB_ID(account.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        fill(&(*out)[*count], &rows, space);
        (*out)[(*count)++].account = account;
    }
    return db_end(&rows);
}

enum status revocation_rows_all(struct revocation_row **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &revocation_rows_statements, ALL, DB_ID(space.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        fill(&(*out)[*count], &rows, space);
        (*out)[(*count)++].account.id = db_id(&rows, 3);
    }
    return db_end(&rows);
}

enum status revocation_rows_insert(struct db_conn *conn, const struct revocation_row *row)
{
    return DB_RUN(conn, &revocation_rows_statements, INSERT, DB_ID(row->space.id),
                  DB_ID(row->account.id), DB_INT(row->at), DB_ID(row->by.id),
                  DB_BLOB(BYTES_OF(row->signature)));
}
