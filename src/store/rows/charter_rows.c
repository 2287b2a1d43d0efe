#include "store/rows/charter_rows.h"

#include <string.h>

enum { VERSIONS, NEWEST, INSERT, SIGNATURE, SIGNATURES, SIGN, COUNT };

#define CHARTER "id, space, number, sha256, note, published_at, published_by, signature"
#define SIGNED                                                                                     \
    "s.charter, s.space, s.subject, s.kind, s.account, s.box_public, s.sign_public,"               \
    " CASE WHEN s.box_public = a.box_public AND s.sign_public = a.sign_public THEN 1 ELSE 0 END,"  \
    " s.signed_at, s.signature FROM charter_signature s JOIN account a ON a.id = s.account"

static const char *const SQL[COUNT] = {
    [VERSIONS] = "SELECT " CHARTER " FROM charter WHERE space = $1 ORDER BY number DESC",
    [NEWEST] =
        "SELECT " CHARTER ", text FROM charter WHERE space = $1 ORDER BY number DESC LIMIT 1",
    [INSERT] = "INSERT INTO charter (" CHARTER ", text)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    [SIGNATURE] = "SELECT " SIGNED " WHERE s.space = $1 AND s.charter = $2 AND s.kind = $3"
                  " AND s.subject = $4",
    [SIGNATURES] = "SELECT " SIGNED " WHERE s.space = $1 AND s.charter = $2",
    [SIGN] = "INSERT INTO charter_signature (charter, space, subject, kind, account, box_public,"
             " sign_public, signed_at, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
             " ON CONFLICT (charter, kind, subject) DO UPDATE SET account = excluded.account,"
             " box_public = excluded.box_public, sign_public = excluded.sign_public,"
             " signed_at = excluded.signed_at, signature = excluded.signature",
};

DB_MODULE(charter_rows, SQL);

static void read_charter(struct charter_row *out, struct db_rows *rows, struct arena *arena)
{
    out->id.id = db_id(rows, 0);
    out->space.id = db_id(rows, 1);
    out->number = db_int(rows, 2);
    db_blob_exact(rows, 3, out->sha256, sizeof out->sha256);
    out->note = db_text_maybe(rows, 4, arena);
    out->published_at = db_int(rows, 5);
    out->published_by.id = db_id(rows, 6);
    db_blob_exact(rows, 7, out->signature, sizeof out->signature);
}

enum status charter_rows_versions(struct charter_row **out, size_t *count, struct db_conn *conn,
                                  struct arena *arena, struct space_id space)
{
    struct charter_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &charter_rows_statements, VERSIONS, DB_ID(space.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        read_charter(&list[n++], &rows, arena);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status charter_rows_newest(struct charter_row *out, struct db_conn *conn, struct arena *arena,
                                struct space_id space)
{
    *out = (struct charter_row){0};
    struct db_rows rows;
    DB_QUERY(&rows, conn, &charter_rows_statements, NEWEST, DB_ID(space.id));
    bool found = db_next(&rows);
    if (found) {
        read_charter(out, &rows, arena);
        out->text = db_text(&rows, 8, arena);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct charter_row){0};
    return status;
}

enum status charter_rows_insert(struct db_conn *conn, const struct charter_row *row)
{
    return DB_RUN(conn, &charter_rows_statements, INSERT, DB_ID(row->id.id), DB_ID(row->space.id),
                  DB_INT(row->number), DB_BLOB(BYTES_OF(row->sha256)), DB_TEXT(row->note),
                  DB_INT(row->published_at), DB_ID(row->published_by.id),
                  DB_BLOB(BYTES_OF(row->signature)), DB_TEXT(row->text));
}

/* One malformed signature must not hide all others: left zero, it does not verify. */
static void read_or_zero(struct db_rows *rows, int column, uint8_t *out, size_t len,
                         struct arena *arena)
{
    struct bytes blob = db_blob(rows, column, arena);
    if (blob.len == len)
        memcpy(out, blob.data, len);
}

static void read_signature(struct charter_signature_row *out, struct db_rows *rows,
                           struct arena *arena)
{
    out->charter.id = db_id(rows, 0);
    out->space.id = db_id(rows, 1);
    out->subject = db_id(rows, 2);
    out->kind = db_text(rows, 3, arena);
    out->account.id = db_id(rows, 4);
    read_or_zero(rows, 5, out->box_public, sizeof out->box_public, arena);
    read_or_zero(rows, 6, out->sign_public, sizeof out->sign_public, arena);
    out->keys_current = db_int(rows, 7) == 1;
    out->signed_at = db_int(rows, 8);
    read_or_zero(rows, 9, out->signature, sizeof out->signature, arena);
}

enum status charter_rows_signature(struct charter_signature_row *out, struct db_conn *conn,
                                   struct arena *arena, struct space_id space,
                                   struct charter_id charter, const char *kind, struct id subject)
{
    *out = (struct charter_signature_row){0};
    struct db_rows rows;
    DB_QUERY(&rows, conn, &charter_rows_statements, SIGNATURE, DB_ID(space.id), DB_ID(charter.id),
             DB_TEXT(kind), DB_ID(subject));
    bool found = db_next(&rows);
    if (found)
        read_signature(out, &rows, arena);
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct charter_signature_row){0};
    return status;
}

enum status charter_rows_signatures(struct charter_signature_row **out, size_t *count,
                                    struct db_conn *conn, struct arena *arena,
                                    struct space_id space, struct charter_id charter)
{
    struct charter_signature_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &charter_rows_statements, SIGNATURES, DB_ID(space.id), DB_ID(charter.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        read_signature(&list[n++], &rows, arena);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status charter_rows_sign(struct db_conn *conn, const struct charter_signature_row *row)
{
    return DB_RUN(conn, &charter_rows_statements, SIGN, DB_ID(row->charter.id),
                  DB_ID(row->space.id), DB_ID(row->subject), DB_TEXT(row->kind),
                  DB_ID(row->account.id), DB_BLOB(BYTES_OF(row->box_public)),
                  DB_BLOB(BYTES_OF(row->sign_public)), DB_INT(row->signed_at),
                  DB_BLOB(BYTES_OF(row->signature)));
}
