#include "store/rows/journal_rows.h"

#include <string.h>

enum {
    INSERT,
    SIZE,
    OUTSIDE,
    LAST,
    GET,
    STATED,
    MISSES,
    NEWEST_OF,
    CHOOSE,
    CHOOSE_ACTOR,
    CHOOSE_SEANCE,
    SCAN,
    HAS,
    LEAF,
    SEAL,
    SET_SEAL,
    NODE_INSERT,
    NODE,
    NODES,
    STRAY,
    HEAD_INSERT,
    HEAD_LAST,
    HEADS,
    COUNT
};

#define COLUMNS                                                                                    \
    "seq, at, space, actor, action, object_kind, object, detail, leaf, capacity,"                  \
    " signature, seal"
#define HEAD_COLUMNS "size, root, signature, at, previous"

/* $1 to $5 in every choice; the way to the rows differs, so that each has its index. */
#define CHOICE                                                                                     \
    " WHERE space = $1 AND seq < $2 AND ($3 IS NULL OR action = $3)"                               \
    " AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5)"
#define NEWEST " ORDER BY seq DESC LIMIT $6"

static const char *const SQL[COUNT] = {
    [INSERT] = "INSERT INTO journal (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
               " $10, $11, $12)",
    [SIZE] = "SELECT max(seq) FROM journal",
    [OUTSIDE] = "SELECT count(*) FROM journal WHERE seq < 0 OR seq >= $1",
    [LAST] = "SELECT " COLUMNS " FROM journal ORDER BY seq DESC LIMIT 1",
    [GET] = "SELECT " COLUMNS " FROM journal WHERE seq = $1",
    [STATED] = "SELECT " COLUMNS " FROM journal WHERE object = $1"
               " AND action NOT IN ('read', 'sign-out') AND object_kind NOT IN ('request', 'space')"
               " ORDER BY seq DESC LIMIT 1",
    [MISSES] = "SELECT count(*) FROM journal WHERE object = $1 AND action = 'factor_miss'"
               " AND seq > (SELECT coalesce(max(seq), -1) FROM journal WHERE object = $1"
               " AND action = 'sign-in')",
    [NEWEST_OF] = "SELECT " COLUMNS " FROM journal WHERE object = $1 AND action = $2"
                  " AND ($3 IS NULL OR object_kind = $3) ORDER BY seq DESC LIMIT 1",
    [CHOOSE] = "SELECT " COLUMNS " FROM journal" CHOICE NEWEST,
    [CHOOSE_ACTOR] = "SELECT " COLUMNS " FROM journal" CHOICE " AND actor = $7" NEWEST,
    [CHOOSE_SEANCE] = "SELECT " COLUMNS " FROM journal" CHOICE " AND ($7 IS NULL OR actor = $7)"
                      " AND object IN (SELECT CAST($8 AS TEXT) UNION SELECT id FROM vault WHERE "
                      "seance = $8)" NEWEST,
    [SCAN] = "SELECT " COLUMNS " FROM journal WHERE seq >= $1 ORDER BY seq LIMIT $2",
    [HAS] = "SELECT 1 FROM journal WHERE actor = $1 AND object = $2 AND action = $3"
            " AND object_kind = $4 LIMIT 1",
    [LEAF] = "SELECT leaf FROM journal WHERE seq = $1",
    [SEAL] = "SELECT seal FROM journal WHERE seq = $1",
    [SET_SEAL] = "UPDATE journal SET seal = $2 WHERE seq = $1",
    [NODE_INSERT] = "INSERT INTO journal_node (level, position, hash) VALUES ($1, $2, $3)",
    [NODE] = "SELECT hash FROM journal_node WHERE level = $1 AND position = $2",
    [NODES] = "SELECT level, position, hash FROM journal_node WHERE level = $1 AND position >= $2"
              " ORDER BY position LIMIT $3",
    [STRAY] = "SELECT count(*) FROM journal_node WHERE level < 1 OR level > $1 OR position < 0",
    [HEAD_INSERT] = "INSERT INTO journal_head (" HEAD_COLUMNS ") VALUES ($1, $2, $3, $4, $5)",
    [HEAD_LAST] = "SELECT " HEAD_COLUMNS " FROM journal_head ORDER BY size DESC LIMIT 1",
    [HEADS] = "SELECT " HEAD_COLUMNS " FROM journal_head WHERE size > $1 ORDER BY size LIMIT $2",
};

DB_MODULE(journal_rows, SQL);

enum status journal_rows_insert(struct db_conn *conn, const struct journal_row *row)
{
    return DB_RUN(conn, &journal_rows_statements, INSERT, DB_INT(row->seq), DB_INT(row->at),
                  DB_ID(row->space.id), DB_ID(row->actor.id), DB_TEXT(row->action),
                  DB_TEXT(row->object_kind), DB_ID(row->object), DB_BLOB(row->detail),
                  DB_BLOB(BYTES_OF(row->leaf)), DB_INT(row->capacity),
                  DB_BLOB(BYTES_OF(row->signature)), DB_BLOB(BYTES_OF(row->seal)));
}

enum status journal_rows_size(uint64_t *out, struct db_conn *conn)
{
    *out = 0;
    struct db_rows rows;
    db_query(&rows, conn, &journal_rows_statements, SIZE, NULL, 0);
    if (db_next(&rows) && !db_is_null(&rows, 0)) {
        const int64_t last = db_int(&rows, 0);
        *out = last == INT64_MAX ? INT64_MAX : (uint64_t)(last + 1);
    }
    return db_end(&rows);
}

enum status journal_rows_misses(int64_t *count, struct db_conn *conn, const struct id *object)
{
    struct db_rows rows;
    *count = 0;
    DB_QUERY(&rows, conn, &journal_rows_statements, MISSES, DB_ID(*object));
    if (db_next(&rows))
        *count = db_int(&rows, 0);
    return db_end(&rows);
}

enum status journal_rows_outside(uint64_t *out, struct db_conn *conn, uint64_t most)
{
    *out = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &journal_rows_statements, OUTSIDE, DB_INT(most));
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
    row.capacity = (uint32_t)db_int(rows, 9);
    /* entries of before these columns have neither */
    if (!db_is_null(rows, 10))
        db_blob_exact(rows, 10, row.signature, sizeof row.signature);
    if (!db_is_null(rows, 11))
        db_blob_exact(rows, 11, row.seal, sizeof row.seal);
    if (row.action == NULL || row.object_kind == NULL)
        rows->status = STATUS_TAMPERED;
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

enum status journal_rows_stated(struct journal_row *out, struct db_conn *conn, struct arena *arena,
                                const struct id *object)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &journal_rows_statements, STATED, DB_ID(*object));
    return one_row(out, &rows, arena);
}

enum status journal_rows_newest(struct journal_row *out, struct db_conn *conn, struct arena *arena,
                                const struct id *object, const char *kind, const char *action)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &journal_rows_statements, NEWEST_OF, DB_ID(*object), DB_TEXT(action),
             DB_TEXT(kind));
    return one_row(out, &rows, arena);
}

/* A malformed row must not hide those after it. */
static bool forgive(struct db_rows *rows)
{
    bool malformed = rows->status == STATUS_TAMPERED;
    if (malformed)
        rows->status = STATUS_OK;
    return malformed;
}

static enum status all_rows(struct journal_row **out, size_t *count, struct db_rows *rows,
                            struct arena *arena)
{
    size_t room = 0;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct journal_row *row = &(*out)[(*count)++];
        *row = row_of(rows, arena);
        row->malformed = forgive(rows);
    }
    enum status status = db_end(rows);
    if (status != STATUS_OK) {
        *out = NULL;
        *count = 0;
    }
    return status;
}

enum status journal_rows_choose(struct journal_row **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, const struct journal_choice *choice,
                                unsigned limit)
{
    const struct db_value values[] = {
        DB_ID(choice->space.id),
        DB_INT(choice->before != 0 ? (int64_t)choice->before : INT64_MAX),
        DB_TEXT(choice->action),
        choice->from != 0 ? DB_INT(choice->from) : DB_NULL,
        choice->until != 0 ? DB_INT(choice->until) : DB_NULL,
        DB_INT(limit),
        DB_ID(choice->actor.id),
        DB_ID(choice->seance.id),
    };
    struct db_rows rows;
    if (!id_is_none(&choice->seance.id))
        db_query(&rows, conn, &journal_rows_statements, CHOOSE_SEANCE, values, 8);
    else if (!id_is_none(&choice->actor.id))
        db_query(&rows, conn, &journal_rows_statements, CHOOSE_ACTOR, values, 7);
    else
        db_query(&rows, conn, &journal_rows_statements, CHOOSE, values, 6);
    return all_rows(out, count, &rows, arena);
}

enum status journal_rows_scan(struct journal_row **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, int64_t from, unsigned limit)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &journal_rows_statements, SCAN, DB_INT(from), DB_INT(limit));
    return all_rows(out, count, &rows, arena);
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

enum status journal_rows_seal(uint8_t out[JOURNAL_ROWS_HASH], struct db_conn *conn, uint64_t seq)
{
    struct db_rows rows;
    memset(out, 0, JOURNAL_ROWS_HASH);
    DB_QUERY(&rows, conn, &journal_rows_statements, SEAL, DB_INT(seq));
    bool found = db_next(&rows);
    if (found && !db_is_null(&rows, 0))
        db_blob_exact(&rows, 0, out, JOURNAL_ROWS_HASH);
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status journal_rows_set_seal(struct db_conn *conn, uint64_t seq,
                                  const uint8_t seal[JOURNAL_ROWS_HASH])
{
    return DB_RUN(conn, &journal_rows_statements, SET_SEAL, DB_INT(seq),
                  DB_BLOB(((struct bytes){seal, JOURNAL_ROWS_HASH})));
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

enum status journal_rows_nodes(struct journal_node_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, unsigned level, uint64_t from, unsigned limit)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &journal_rows_statements, NODES, DB_INT(level), DB_INT(from),
             DB_INT(limit));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct journal_node_row *row = &(*out)[(*count)++];
        *row = (struct journal_node_row){db_int(&rows, 0), db_int(&rows, 1), {0}};
        db_blob_exact(&rows, 2, row->hash, sizeof row->hash);
        forgive(&rows);
    }
    return db_end(&rows);
}

enum status journal_rows_stray(uint64_t *out, struct db_conn *conn, unsigned levels)
{
    struct db_rows rows;
    *out = 0;
    DB_QUERY(&rows, conn, &journal_rows_statements, STRAY, DB_INT(levels));
    if (db_next(&rows))
        *out = (uint64_t)db_int(&rows, 0);
    return db_end(&rows);
}

enum status journal_rows_head_insert(struct db_conn *conn, const struct journal_head_row *row)
{
    return DB_RUN(conn, &journal_rows_statements, HEAD_INSERT, DB_INT(row->size),
                  DB_BLOB(BYTES_OF(row->root)), DB_BLOB(BYTES_OF(row->signature)), DB_INT(row->at),
                  row->chained ? DB_BLOB(BYTES_OF(row->previous)) : DB_NULL);
}

static struct journal_head_row head_of(struct db_rows *rows)
{
    struct journal_head_row row = {.size = (uint64_t)db_int(rows, 0), .at = db_int(rows, 3)};
    db_blob_exact(rows, 1, row.root, sizeof row.root);
    db_blob_exact(rows, 2, row.signature, sizeof row.signature);
    row.chained = !db_is_null(rows, 4);
    if (row.chained)
        db_blob_exact(rows, 4, row.previous, sizeof row.previous);
    return row;
}

enum status journal_rows_head_last(struct journal_head_row *out, struct db_conn *conn)
{
    struct db_rows rows;
    *out = (struct journal_head_row){0};
    db_query(&rows, conn, &journal_rows_statements, HEAD_LAST, NULL, 0);
    bool found = db_next(&rows);
    if (found)
        *out = head_of(&rows);
    enum status status = db_end(&rows);
    if (status != STATUS_OK)
        *out = (struct journal_head_row){0};
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status journal_rows_heads(struct journal_head_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, int64_t above, unsigned limit)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &journal_rows_statements, HEADS, DB_INT(above), DB_INT(limit));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct journal_head_row *row = &(*out)[(*count)++];
        *row = head_of(&rows);
        row->malformed = forgive(&rows);
    }
    return db_end(&rows);
}
