#include "store/journal_rows.h"

#include <string.h>

enum { INSERT, SIZE, LAST, GET, OF_OBJECT, HAS, LEAF, NODE_INSERT, NODE, COUNT };

#define COLUMNS "seq, at, space, actor, action, object_kind, object, detail, leaf"

static const char *const SQL[COUNT] = {
    [INSERT] = "INSERT INTO journal (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    [SIZE] = "SELECT coalesce(max(seq) + 1, 0) FROM journal",
    [LAST] = "SELECT " COLUMNS " FROM journal ORDER BY seq DESC LIMIT 1",
    [GET] = "SELECT " COLUMNS " FROM journal WHERE seq = $1",
    [OF_OBJECT] = "SELECT " COLUMNS " FROM journal WHERE object = $1 ORDER BY seq",
    [HAS] = "SELECT 1 FROM journal WHERE actor = $1 AND object = $2 AND action = $3"
            " AND object_kind = $4 LIMIT 1",
    [LEAF] = "SELECT leaf FROM journal WHERE seq = $1",
    [NODE_INSERT] = "INSERT INTO journal_node (level, position, hash) VALUES ($1, $2, $3)",
    [NODE] = "SELECT hash FROM journal_node WHERE level = $1 AND position = $2",
};

DB_MODULE(journal_rows, SQL);

enum status journal_rows_insert(struct db_conn *conn, const struct journal_row *row)
{
    return DB_RUN(conn, &journal_rows_statements, INSERT, DB_INT(row->seq), DB_INT(row->at),
                  DB_ID(row->space.id), DB_ID(row->actor.id), DB_TEXT(row->action),
                  DB_TEXT(row->object_kind), DB_ID(row->object), DB_BLOB(row->detail),
                  DB_BLOB(BYTES_OF(row->leaf)));
}

enum status journal_rows_size(uint64_t *out, struct db_conn *conn)
{
    *out = 0;
    struct db_rows rows;
    db_query(&rows, conn, &journal_rows_statements, SIZE, NULL, 0);
    if (db_next(&rows))
        *out = (uint64_t)db_int(&rows, 0);
    return db_end(&rows);
}

static struct journal_row row_of(struct db_rows *rows, struct arena *arena)
{
    struct journal_row row = {
        .seq = (uint64_t)db_int(rows, 0),
        .at = db_int(rows, 1),
        .space.id = db_id(rows, 2),
        .actor.id = db_id(rows, 3),
        .action = db_text(rows, 4, arena),
        .object_kind = db_text(rows, 5, arena),
        .object = db_id(rows, 6),
        .detail = db_blob(rows, 7, arena),
    };
    db_blob_exact(rows, 8, row.leaf, sizeof row.leaf);
    return row;
}

static enum status one_row(struct journal_row *out, struct db_rows *rows, struct arena *arena)
{
    bool found = db_next(rows);
    if (found)
        *out = row_of(rows, arena);
    enum status status = db_end(rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct journal_row){0};
    return status;
}

enum status journal_rows_last(struct journal_row *out, struct db_conn *conn, struct arena *arena)
{
    struct db_rows rows;
    db_query(&rows, conn, &journal_rows_statements, LAST, NULL, 0);
    return one_row(out, &rows, arena);
}

enum status journal_rows_get(struct journal_row *out, struct db_conn *conn, struct arena *arena,
                             uint64_t seq)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &journal_rows_statements, GET, DB_INT(seq));
    return one_row(out, &rows, arena);
}

enum status journal_rows_of_object(struct journal_row **out, size_t *count, struct db_conn *conn,
                                   struct arena *arena, struct id object)
{
    *out = NULL;
    *count = 0;
    size_t found = 0;
    size_t room = 0;
    struct journal_row *list = NULL;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &journal_rows_statements, OF_OBJECT, DB_ID(object));
    while (db_next(&rows)) {
        if (found == room) {
            room = room == 0 ? 16 : room * 2;
            struct journal_row *larger = arena_alloc(arena, room * sizeof *larger);
            if (found > 0)
                memcpy(larger, list, found * sizeof *larger);
            list = larger;
        }
        list[found++] = row_of(&rows, arena);
    }
    enum status status = db_end(&rows);
    if (status != STATUS_OK)
        return status;
    *out = list;
    *count = found;
    return STATUS_OK;
}

enum status journal_rows_node_insert(struct db_conn *conn, unsigned level, uint64_t position,
                                     const uint8_t hash[JOURNAL_ROWS_HASH])
{
    return DB_RUN(conn, &journal_rows_statements, NODE_INSERT, DB_INT(level), DB_INT(position),
                  DB_BLOB(((struct bytes){hash, JOURNAL_ROWS_HASH})));
}

enum status journal_rows_node(uint8_t out[JOURNAL_ROWS_HASH], struct db_conn *conn, unsigned level,
                              uint64_t position)
{
    memset(out, 0, JOURNAL_ROWS_HASH);
    struct db_rows rows;
    if (level == 0)
        DB_QUERY(&rows, conn, &journal_rows_statements, LEAF, DB_INT(position));
    else
        DB_QUERY(&rows, conn, &journal_rows_statements, NODE, DB_INT(level), DB_INT(position));
    bool found = db_next(&rows);
    if (found)
        db_blob_exact(&rows, 0, out, JOURNAL_ROWS_HASH);
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status journal_rows_has(bool *out, struct db_conn *conn, struct account_id actor,
                             const char *action, const char *kind, struct id object)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &journal_rows_statements, HAS, DB_ID(actor.id), DB_ID(object),
             DB_TEXT(action), DB_TEXT(kind));
    *out = db_next(&rows);
    return db_end(&rows);
}
