#include "store/departure_rows.h"

enum { LAST, COUNTED, INSERT, COUNT };

static const char *const SQL[COUNT] = {
    [LAST] = "SELECT at, by, signature FROM departure WHERE space = $1 AND structure = $2"
             " ORDER BY at DESC LIMIT 1",
    [COUNTED] = "SELECT count(*) FROM departure WHERE structure = $1",
    [INSERT] = "INSERT INTO departure (space, structure, at, by, signature)"
               " VALUES ($1, $2, $3, $4, $5)",
};
DB_MODULE(departure_rows, SQL);

enum status departure_rows_last(struct departure_row *out, struct db_conn *conn,
                                struct space_id space, struct structure_id structure)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct departure_row){0};
    DB_QUERY(&rows, conn, &departure_rows_statements, LAST, DB_ID(space.id), DB_ID(structure.id));
    if (db_next(&rows)) {
        found = true;
        *out = (struct departure_row){.space = space,
                                      .structure = structure,
                                      .at = db_int(&rows, 0),
                                      .by.id = db_id(&rows, 1)};
        db_blob_exact(&rows, 2, out->signature, sizeof out->signature);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status departure_rows_insert(struct db_conn *conn, const struct departure_row *row)
{
    return DB_RUN(conn, &departure_rows_statements, INSERT, DB_ID(row->space.id),
                  DB_ID(row->structure.id), DB_INT(row->at), DB_ID(row->by.id),
                  DB_BLOB(BYTES_OF(row->signature)));
}

enum status departure_rows_count(int64_t *out, struct db_conn *conn, struct structure_id structure)
{
    struct db_rows rows;
    *out = 0;
    DB_QUERY(&rows, conn, &departure_rows_statements, COUNTED, DB_ID(structure.id));
    if (db_next(&rows))
        *out = db_int(&rows, 0);
    return db_end(&rows);
}
