#include "store/rows/certificate_rows.h"

#define COLUMNS                                                                                    \
    "space, account, number, box_public, sign_public, structure, coordination, represents, "       \
    "from_at, until_at, issued_at, issuer, signature"

enum { LIST, ALL, INSERT, COUNT };

static const char *const SQL[COUNT] = {
    [LIST] = "SELECT " COLUMNS " FROM certificate WHERE space = $1 AND account = $2"
             " ORDER BY number DESC",
    [ALL] = "SELECT " COLUMNS " FROM certificate WHERE space = $1 ORDER BY account, number DESC",
    [INSERT] = "INSERT INTO certificate (" COLUMNS ")"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
};
DB_MODULE(certificate_rows, SQL);

static enum status list(struct certificate_row **out, size_t *count, struct db_rows *rows,
                        struct arena *arena)
{
    size_t room = 0;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct certificate_row *row = &(*out)[(*count)++];
        *row = (struct certificate_row){.space.id = db_id(rows, 0),
                                        .account.id = db_id(rows, 1),
                                        .number = db_int(rows, 2),
                                        .structure.id = db_id(rows, 5),
                                        .coordination = db_int(rows, 6) != 0,
                                        .represents = db_int(rows, 7) != 0,
                                        .from = db_int(rows, 8),
                                        .until = db_int(rows, 9),
                                        .issued_at = db_int(rows, 10),
                                        .issuer.id = db_id(rows, 11)};
        db_blob_exact(rows, 3, row->box_public, sizeof row->box_public);
        db_blob_exact(rows, 4, row->sign_public, sizeof row->sign_public);
        db_blob_exact(rows, 12, row->signature, sizeof row->signature);
    }
    return db_end(rows);
}

enum status certificate_rows_list(struct certificate_row **out, size_t *count, struct db_conn *conn,
                                  struct arena *arena, struct space_id space,
                                  struct account_id account)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &certificate_rows_statements, LIST, DB_ID(space.id), DB_ID(account.id));
    return list(out, count, &rows, arena);
}

enum status certificate_rows_all(struct certificate_row **out, size_t *count, struct db_conn *conn,
                                 struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &certificate_rows_statements, ALL, DB_ID(space.id));
    return list(out, count, &rows, arena);
}

enum status certificate_rows_insert(struct db_conn *conn, const struct certificate_row *row)
{
    return DB_RUN(conn, &certificate_rows_statements, INSERT, DB_ID(row->space.id),
                  DB_ID(row->account.id), DB_INT(row->number), DB_BLOB(BYTES_OF(row->box_public)),
                  DB_BLOB(BYTES_OF(row->sign_public)), DB_ID(row->structure.id),
                  DB_INT(row->coordination), DB_INT(row->represents), DB_INT(row->from),
                  DB_INT(row->until), DB_INT(row->issued_at), DB_ID(row->issuer.id),
                  DB_BLOB(BYTES_OF(row->signature)));
}
