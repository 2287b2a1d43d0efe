#include "store/rows/recovery_rows.h"

enum { GET, INSERT, DROP, COUNT };

static const char *const SQL[COUNT] = {
    [GET] = "SELECT space, granter, box, signature, at FROM recovery_envelope"
            " WHERE vault = $1 AND generation = $2",
    [INSERT] = "INSERT INTO recovery_envelope (vault, space, generation, granter, box, signature,"
               " at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [DROP] = "DELETE FROM recovery_envelope WHERE vault = $1 AND generation = $2",
};
DB_MODULE(recovery_rows, SQL);

enum status recovery_rows_get(struct envelope_row *out, struct db_conn *conn, struct vault_id vault,
                              uint32_t generation)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct envelope_row){0};
    DB_QUERY(&rows, conn, &recovery_rows_statements, GET, DB_ID(vault.id), DB_INT(generation));
    if (db_next(&rows)) {
        found = true;
        *out = (struct envelope_row){.vault = vault,
                                     .space.id = db_id(&rows, 0),
                                     .generation = generation,
                                     .granter.id = db_id(&rows, 1),
                                     .at = db_int(&rows, 4)};
        db_blob_exact(&rows, 2, out->box, sizeof out->box);
        db_blob_exact(&rows, 3, out->signature, sizeof out->signature);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status recovery_rows_insert(struct db_conn *conn, const struct envelope_row *row)
{
    return DB_RUN(conn, &recovery_rows_statements, INSERT, DB_ID(row->vault.id),
                  DB_ID(row->space.id), DB_INT(row->generation), DB_ID(row->granter.id),
                  DB_BLOB(BYTES_OF(row->box)), DB_BLOB(BYTES_OF(row->signature)), DB_INT(row->at));
}

enum status recovery_rows_drop(struct db_conn *conn, struct vault_id vault, uint32_t generation)
{
    return DB_RUN(conn, &recovery_rows_statements, DROP, DB_ID(vault.id), DB_INT(generation));
}
