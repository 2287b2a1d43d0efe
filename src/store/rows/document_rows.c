#include "store/rows/document_rows.h"

enum {
    LIST,
    INSERT,
    SET_STATE,
    HEAD,
    APPEND,
    KEEP,
    RELEASE,
    EMPTY,
    SIGN,
    SIGNATURES,
    DROP_SIGNATURES,
    DROP_VERSIONS,
    DROP,
    COUNT
};

static const char *const SQL[COUNT] = {
    [LIST] = "SELECT id, vault, state, author, created_at, secret FROM document"
             " WHERE space = $1 AND seance = $2 AND kind = $3 ORDER BY created_at, id",
    [INSERT] = "INSERT INTO document (id, space, seance, vault, kind, state, author, created_at,"
               " secret) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    [SET_STATE] = "UPDATE document SET state = $2 WHERE id = $1",
    [HEAD] =
        "SELECT space, version, generation, author, cipher, previous, hash, signature, kept, at"
        " FROM document_version WHERE document = $1 ORDER BY version DESC LIMIT 1",
    [APPEND] = "INSERT INTO document_version (document, space, version, generation, author, cipher,"
               " previous, hash, signature, kept, at)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    [KEEP] = "UPDATE document_version SET kept = 1 WHERE document = $1 AND version = $2",
    [RELEASE] = "UPDATE document_version SET kept = 0 WHERE document = $1",
    [EMPTY] = "UPDATE document_version SET cipher = NULL"
              " WHERE document = $1 AND version > $2 AND version < $3 AND kept = 0"
              " AND cipher IS NOT NULL",
    [SIGN] = "INSERT INTO document_signature (document, space, version, role, account,"
             " content_digest, signature, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [SIGNATURES] =
        "SELECT space, role, account, content_digest, signature, at"
        " FROM document_signature WHERE document = $1 AND version = $2 ORDER BY at, role",
    [DROP_SIGNATURES] = "DELETE FROM document_signature WHERE document = $1",
    [DROP_VERSIONS] = "DELETE FROM document_version WHERE document = $1",
    [DROP] = "DELETE FROM document WHERE id = $1",
};
DB_MODULE(document_rows, SQL);

enum status document_rows_list(struct document_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, struct space_id space, struct seance_id seance,
                               const char *kind)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &document_rows_statements, LIST, DB_ID(space.id), DB_ID(seance.id),
             DB_TEXT(kind));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct document_row *row = &(*out)[(*count)++];
        *row = (struct document_row){.id.id = db_id(&rows, 0),
                                     .space = space,
                                     .seance = seance,
                                     .vault.id = db_id(&rows, 1),
                                     .kind = arena_text(arena, kind),
                                     .state = db_text(&rows, 2, arena),
                                     .author.id = db_id(&rows, 3),
                                     .created_at = db_int(&rows, 4)};
        db_blob_exact(&rows, 5, row->secret, sizeof row->secret);
    }
    return db_end(&rows);
}

enum status document_rows_get(struct document_row *out, struct db_conn *conn, struct arena *arena,
                              struct space_id space, struct seance_id seance, const char *kind)
{
    struct document_row *all;
    size_t count;
    *out = (struct document_row){0};
    enum status status = document_rows_list(&all, &count, conn, arena, space, seance, kind);
    if (status == STATUS_OK && count == 0)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        *out = all[0];
    return status;
}

enum status document_rows_insert(struct db_conn *conn, const struct document_row *row)
{
    return DB_RUN(conn, &document_rows_statements, INSERT, DB_ID(row->id.id), DB_ID(row->space.id),
                  DB_ID(row->seance.id), DB_ID(row->vault.id), DB_TEXT(row->kind),
                  DB_TEXT(row->state), DB_ID(row->author.id), DB_INT(row->created_at),
                  DB_BLOB(BYTES_OF(row->secret)));
}

enum status document_rows_set_state(struct db_conn *conn, struct document_id id, const char *state)
{
    return DB_RUN(conn, &document_rows_statements, SET_STATE, DB_ID(id.id), DB_TEXT(state));
}

enum status document_rows_head(struct version_row *out, struct db_conn *conn, struct arena *arena,
                               struct document_id id)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct version_row){0};
    DB_QUERY(&rows, conn, &document_rows_statements, HEAD, DB_ID(id.id));
    if (db_next(&rows)) {
        found = true;
        *out = (struct version_row){.document = id,
                                    .space.id = db_id(&rows, 0),
                                    .version = (uint32_t)db_int(&rows, 1),
                                    .generation = (uint32_t)db_int(&rows, 2),
                                    .author.id = db_id(&rows, 3),
                                    .cipher = db_blob(&rows, 4, arena),
                                    .kept = db_int(&rows, 8) != 0,
                                    .at = db_int(&rows, 9)};
        db_blob_exact(&rows, 5, out->previous, sizeof out->previous);
        db_blob_exact(&rows, 6, out->hash, sizeof out->hash);
        db_blob_exact(&rows, 7, out->signature, sizeof out->signature);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status document_rows_append(struct db_conn *conn, const struct version_row *row)
{
    return DB_RUN(conn, &document_rows_statements, APPEND, DB_ID(row->document.id),
                  DB_ID(row->space.id), DB_INT(row->version), DB_INT(row->generation),
                  DB_ID(row->author.id), DB_BLOB(row->cipher), DB_BLOB(BYTES_OF(row->previous)),
                  DB_BLOB(BYTES_OF(row->hash)), DB_BLOB(BYTES_OF(row->signature)),
                  DB_INT(row->kept), DB_INT(row->at));
}

enum status document_rows_keep(struct db_conn *conn, struct document_id id, uint32_t version)
{
    return DB_RUN(conn, &document_rows_statements, KEEP, DB_ID(id.id), DB_INT(version));
}

enum status document_rows_release(struct db_conn *conn, struct document_id id)
{
    return DB_RUN(conn, &document_rows_statements, RELEASE, DB_ID(id.id));
}

enum status document_rows_empty(struct db_conn *conn, struct document_id id, int64_t after,
                                uint32_t before)
{
    return DB_RUN(conn, &document_rows_statements, EMPTY, DB_ID(id.id), DB_INT(after),
                  DB_INT(before));
}

enum status document_rows_sign(struct db_conn *conn, const struct document_signature_row *row)
{
    return DB_RUN(conn, &document_rows_statements, SIGN, DB_ID(row->document.id),
                  DB_ID(row->space.id), DB_INT(row->version), DB_TEXT(row->role),
                  DB_ID(row->account.id), DB_BLOB(BYTES_OF(row->content_digest)),
                  DB_BLOB(BYTES_OF(row->signature)), DB_INT(row->at));
}

enum status document_rows_signatures(struct document_signature_row **out, size_t *count,
                                     struct db_conn *conn, struct arena *arena,
                                     struct document_id id, uint32_t version)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &document_rows_statements, SIGNATURES, DB_ID(id.id), DB_INT(version));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct document_signature_row *row = &(*out)[(*count)++];
        *row = (struct document_signature_row){.document = id,
                                               .space.id = db_id(&rows, 0),
                                               .version = version,
                                               .role = db_text(&rows, 1, arena),
                                               .account.id = db_id(&rows, 2),
                                               .at = db_int(&rows, 5)};
        db_blob_exact(&rows, 3, row->content_digest, sizeof row->content_digest);
        db_blob_exact(&rows, 4, row->signature, sizeof row->signature);
    }
    return db_end(&rows);
}

enum status document_rows_unsign(struct db_conn *conn, struct document_id id)
{
    return DB_RUN(conn, &document_rows_statements, DROP_SIGNATURES, DB_ID(id.id));
}

enum status document_rows_drop(struct db_conn *conn, struct document_id id)
{
    enum status status = document_rows_unsign(conn, id);
    if (status == STATUS_OK)
        status = DB_RUN(conn, &document_rows_statements, DROP_VERSIONS, DB_ID(id.id));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &document_rows_statements, DROP, DB_ID(id.id));
    return status;
}
