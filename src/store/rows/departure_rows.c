#include "store/rows/departure_rows.h"

enum { LIST, INSERT, COUNT };

static const char *const SQL[COUNT] = {
    [LIST] = "SELECT at, by, signature FROM departure WHERE space = $1 AND structure = $2"
             " ORDER BY at DESC",
    [INSERT] = "INSERT INTO departure (space, structure, at, by, signature)"
               " VALUES ($1, $2, $3, $4, $5)",
};
DB_MODULE(departure_rows, SQL);

enum status departure_rows_list(struct departure_row **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, struct space_id space,
                                struct structure_id structure)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &departure_rows_statements, LIST, DB_ID(space.id), DB_ID(structure.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct departure_row *row = &(*out)[(*count)++];
        *row = (struct departure_row){.space = space,
                                      .structure = structure,
                                      .at = db_int(&rows, 0),
                                      .by.id = db_id(&rows, 1)};
        db_blob_exact(&rows, 2, row->signature, sizeof row->signature);
    }
    return db_end(&rows);
}

enum status departure_rows_insert(struct db_conn *conn, const struct departure_row *row)
{
    return DB_RUN(conn, &departure_rows_statements, INSERT, DB_ID(row->space.id),
                  DB_ID(row->structure.id), DB_INT(row->at), DB_ID(row->by.id),
                  DB_BLOB(BYTES_OF(row->signature)));
}
