#include "store/rows/structure_rows.h"

enum { GET, LIST, INSERT, EDIT, RENAME, CONFIRM, PEOPLE, SIZES, COUNT };

#define STRUCTURE                                                                                  \
    "id, space, name, short_name, kind, sheet, version, created_at, updated_at, confirmed_at"

static const char *const SQL[COUNT] = {
    [GET] = "SELECT " STRUCTURE " FROM structure WHERE space = $1 AND id = $2",
    [LIST] = "SELECT " STRUCTURE " FROM structure WHERE space = $1",
    [INSERT] = "INSERT INTO structure (" STRUCTURE ")"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    [EDIT] = "UPDATE structure SET sheet = $1, version = $2, updated_at = $3, confirmed_at = $4"
             " WHERE space = $5 AND id = $6 AND version = $7",
    [RENAME] = "UPDATE structure SET name = $1, short_name = $2, kind = $3, version = $4,"
               " updated_at = $5 WHERE space = $6 AND id = $7 AND version = $8",
    [CONFIRM] = "UPDATE structure SET confirmed_at = $1 WHERE space = $2 AND id = $3",
    [PEOPLE] = "SELECT account FROM membership"
               " WHERE space = $1 AND structure = $2 AND until IS NULL",
    [SIZES] = "SELECT structure, COUNT(*) FROM membership"
              " WHERE space = $1 AND structure IS NOT NULL AND until IS NULL"
              " GROUP BY structure ORDER BY structure",
};

DB_MODULE(structure_rows, SQL);

static void read_structure(struct structure_row *out, struct db_rows *rows, struct arena *arena)
{
    out->id.id = db_id(rows, 0);
    out->space.id = db_id(rows, 1);
    out->name = db_text(rows, 2, arena);
    out->short_name = db_text(rows, 3, arena);
    out->kind = db_text(rows, 4, arena);
    out->sheet = db_text(rows, 5, arena);
    out->version = db_int(rows, 6);
    out->created_at = db_int(rows, 7);
    out->updated_at = db_int(rows, 8);
    out->confirmed_at = db_int(rows, 9);
}

enum status structure_rows_get(struct structure_row *out, struct db_conn *conn, struct arena *arena,
                               struct space_id space, struct structure_id id)
{
    *out = (struct structure_row){0};
    struct db_rows rows;
    DB_QUERY(&rows, conn, &structure_rows_statements, GET, DB_ID(space.id), DB_ID(id.id));
    bool found = db_next(&rows);
    if (found)
        read_structure(out, &rows, arena);
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct structure_row){0};
    return status;
}

enum status structure_rows_list(struct structure_row **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, struct space_id space)
{
    struct structure_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &structure_rows_statements, LIST, DB_ID(space.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        read_structure(&list[n++], &rows, arena);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status structure_rows_insert(struct db_conn *conn, const struct structure_row *row)
{
    return DB_RUN(conn, &structure_rows_statements, INSERT, DB_ID(row->id.id), DB_ID(row->space.id),
                  DB_TEXT(row->name), DB_TEXT(row->short_name), DB_TEXT(row->kind),
                  DB_TEXT(row->sheet), DB_INT(row->version), DB_INT(row->created_at),
                  DB_INT(row->updated_at), DB_INT(row->confirmed_at));
}

enum status structure_rows_edit(struct db_conn *conn, const struct structure_row *row, int64_t was)
{
    enum status status =
        DB_RUN(conn, &structure_rows_statements, EDIT, DB_TEXT(row->sheet), DB_INT(row->version),
               DB_INT(row->updated_at), DB_INT(row->confirmed_at), DB_ID(row->space.id),
               DB_ID(row->id.id), DB_INT(was));
    return status == STATUS_OK && db_changes(conn) != 1 ? STATUS_CONFLICT : status;
}

enum status structure_rows_rename(struct db_conn *conn, const struct structure_row *row,
                                  int64_t was)
{
    enum status status =
        DB_RUN(conn, &structure_rows_statements, RENAME, DB_TEXT(row->name),
               DB_TEXT(row->short_name), DB_TEXT(row->kind), DB_INT(row->version),
               DB_INT(row->updated_at), DB_ID(row->space.id), DB_ID(row->id.id), DB_INT(was));
    return status == STATUS_OK && db_changes(conn) != 1 ? STATUS_CONFLICT : status;
}

enum status structure_rows_confirm(struct db_conn *conn, struct space_id space,
                                   struct structure_id id, int64_t at)
{
    enum status status = DB_RUN(conn, &structure_rows_statements, CONFIRM, DB_INT(at),
                                DB_ID(space.id), DB_ID(id.id));
    return status == STATUS_OK && db_changes(conn) != 1 ? STATUS_NOT_FOUND : status;
}

enum status structure_rows_people(struct account_id **out, size_t *count, struct db_conn *conn,
                                  struct arena *arena, struct space_id space,
                                  struct structure_id id)
{
    struct account_id *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &structure_rows_statements, PEOPLE, DB_ID(space.id), DB_ID(id.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        list[n++].id = db_id(&rows, 0);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status structure_rows_sizes(struct structure_size **out, size_t *count, struct db_conn *conn,
                                 struct arena *arena, struct space_id space)
{
    struct structure_size *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &structure_rows_statements, SIZES, DB_ID(space.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        list[n].id.id = db_id(&rows, 0);
        list[n++].people = db_int(&rows, 1);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}
