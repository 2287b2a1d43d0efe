#include "store/rows/cycle_rows.h"

enum { GET, LIST, INSERT, SIZE, COUNT };

#define CYCLE "id, space, name, year, created_at"

static const char *const SQL[COUNT] = {
    [GET] = "SELECT " CYCLE " FROM cycle WHERE space = $1 AND id = $2",
    [LIST] = "SELECT " CYCLE " FROM cycle WHERE space = $1 ORDER BY year DESC, created_at DESC, id",
    [INSERT] = "INSERT INTO cycle (" CYCLE ") VALUES ($1, $2, $3, $4, $5)",
    [SIZE] = "SELECT COUNT(*), COUNT(CASE WHEN starts < $3 THEN 1 END) FROM seance"
             " WHERE space = $1 AND cycle = $2",
};

DB_MODULE(cycle_rows, SQL);

static void read_cycle(struct cycle_row *out, struct db_rows *rows, struct arena *arena)
{
    out->id.id = db_id(rows, 0);
    out->space.id = db_id(rows, 1);
    out->name = db_text(rows, 2, arena);
    out->year = db_int(rows, 3);
    out->created_at = db_int(rows, 4);
}

enum status cycle_rows_get(struct cycle_row *out, struct db_conn *conn, struct arena *arena,
                           struct space_id space, struct cycle_id id)
{
    *out = (struct cycle_row){0};
    struct db_rows rows;
    DB_QUERY(&rows, conn, &cycle_rows_statements, GET, DB_ID(space.id), DB_ID(id.id));
    bool found = db_next(&rows);
    if (found)
        read_cycle(out, &rows, arena);
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct cycle_row){0};
    return status;
}

enum status cycle_rows_list(struct cycle_row **out, size_t *count, struct db_conn *conn,
                            struct arena *arena, struct space_id space)
{
    struct cycle_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &cycle_rows_statements, LIST, DB_ID(space.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        read_cycle(&list[n++], &rows, arena);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status cycle_rows_insert(struct db_conn *conn, const struct cycle_row *row)
{
    return DB_RUN(conn, &cycle_rows_statements, INSERT, DB_ID(row->id.id), DB_ID(row->space.id),
                  DB_TEXT(row->name), DB_INT(row->year), DB_INT(row->created_at));
}

enum status cycle_rows_size(size_t *all, size_t *before, struct db_conn *conn,
                            struct space_id space, struct cycle_id cycle, const char *starts)
{
    struct db_rows rows;
    *all = *before = 0;
    DB_QUERY(&rows, conn, &cycle_rows_statements, SIZE, DB_ID(space.id), DB_ID(cycle.id),
             DB_TEXT(starts));
    if (db_next(&rows)) {
        *all = (size_t)db_int(&rows, 0);
        *before = (size_t)db_int(&rows, 1);
    }
    return db_end(&rows);
}
