#include "store/rows/vault_rows.h"

#include <string.h>

enum {
    SHARED,
    OF_SEANCE,
    FIND,
    INSERT,
    ENVELOPE,
    READERS,
    INSERT_ENVELOPE,
    DROP_READER,
    DROP_OTHERS,
    DROP_ALL,
    DROP_VAULT,
    HELD,
    OF_SPACE,
    ENVELOPES,
    ADVANCE,
    COUNT
};

static const char *const SQL[COUNT] = {
    [SHARED] = "SELECT id, generation, created_at FROM vault"
               " WHERE space = $1 AND seance IS NULL AND purpose = $2",
    [OF_SEANCE] = "SELECT id, generation, created_at FROM vault"
                  " WHERE space = $1 AND purpose = $2 AND seance = $3",
    [FIND] = "SELECT space, seance, purpose, generation, created_at FROM vault WHERE id = $1",
    [INSERT] = "INSERT INTO vault (id, space, seance, purpose, generation, created_at)"
               " VALUES ($1, $2, $3, $4, $5, $6)",
    [ENVELOPE] = "SELECT space, granter, box, signature, at FROM envelope"
                 " WHERE vault = $1 AND generation = $2 AND reader = $3",
    [READERS] = "SELECT reader FROM envelope WHERE vault = $1 AND generation = $2 ORDER BY at",
    [INSERT_ENVELOPE] =
        "INSERT INTO envelope (vault, space, generation, reader, granter, box, signature, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [DROP_READER] = "DELETE FROM envelope WHERE vault = $1 AND reader = $2",
    [DROP_OTHERS] = "DELETE FROM envelope WHERE vault = $1 AND reader <> $2",
    [DROP_ALL] = "DELETE FROM envelope WHERE vault = $1",
    [DROP_VAULT] = "DELETE FROM vault WHERE id = $1",
    [HELD] = "SELECT v.id, v.space, v.seance, v.purpose, v.generation, v.created_at FROM vault v"
             " WHERE v.space = $1 AND v.id IN (SELECT vault FROM envelope WHERE reader = $2)"
             " ORDER BY v.created_at",
    [OF_SPACE] = "SELECT id, space, seance, purpose, generation, created_at FROM vault"
                 " WHERE space = $1 ORDER BY created_at, id",
    [ENVELOPES] = "SELECT generation, reader FROM envelope WHERE vault = $1"
                  " ORDER BY generation, at, reader",
    [ADVANCE] = "UPDATE vault SET generation = generation + 1 WHERE id = $1 AND generation = $2",
};
DB_MODULE(vault_rows, SQL);

enum status vault_rows_get(struct vault_row *out, struct db_conn *conn, struct arena *arena,
                           struct space_id space, struct seance_id seance, const char *purpose)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct vault_row){0};
    if (id_is_none(&seance.id))
        DB_QUERY(&rows, conn, &vault_rows_statements, SHARED, DB_ID(space.id), DB_TEXT(purpose));
    else
        DB_QUERY(&rows, conn, &vault_rows_statements, OF_SEANCE, DB_ID(space.id), DB_TEXT(purpose),
                 DB_ID(seance.id));
    if (db_next(&rows)) {
        found = true;
        *out = (struct vault_row){.id.id = db_id(&rows, 0),
                                  .space = space,
                                  .seance = seance,
                                  .purpose = arena_text(arena, purpose),
                                  .generation = (uint32_t)db_int(&rows, 1),
                                  .created_at = db_int(&rows, 2)};
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status vault_rows_find(struct vault_row *out, struct db_conn *conn, struct arena *arena,
                            struct vault_id id)
{
    struct db_rows rows;
    *out = (struct vault_row){0};
    DB_QUERY(&rows, conn, &vault_rows_statements, FIND, DB_ID(id.id));
    bool found = db_next(&rows);
    if (found)
        *out = (struct vault_row){.id = id,
                                  .space.id = db_id(&rows, 0),
                                  .seance.id = db_id(&rows, 1),
                                  .purpose = db_text(&rows, 2, arena),
                                  .generation = (uint32_t)db_int(&rows, 3),
                                  .created_at = db_int(&rows, 4)};
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status vault_rows_insert(struct db_conn *conn, const struct vault_row *row)
{
    return DB_RUN(conn, &vault_rows_statements, INSERT, DB_ID(row->id.id), DB_ID(row->space.id),
                  DB_ID(row->seance.id), DB_TEXT(row->purpose), DB_INT(row->generation),
                  DB_INT(row->created_at));
}

enum status vault_rows_envelope(struct envelope_row *out, struct db_conn *conn,
                                struct vault_id vault, uint32_t generation,
                                struct account_id reader)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct envelope_row){0};
    DB_QUERY(&rows, conn, &vault_rows_statements, ENVELOPE, DB_ID(vault.id), DB_INT(generation),
             DB_ID(reader.id));
    if (db_next(&rows)) {
        found = true;
        *out = (struct envelope_row){.vault = vault,
                                     .space.id = db_id(&rows, 0),
                                     .generation = generation,
                                     .reader = reader,
                                     .granter.id = db_id(&rows, 1),
                                     .at = db_int(&rows, 4)};
        db_blob_exact(&rows, 2, out->box, sizeof out->box);
        db_blob_exact(&rows, 3, out->signature, sizeof out->signature);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status vault_rows_readers(struct account_id **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, struct vault_id vault, uint32_t generation)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &vault_rows_statements, READERS, DB_ID(vault.id), DB_INT(generation));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++].id = db_id(&rows, 0);
    }
    return db_end(&rows);
}

enum status vault_rows_insert_envelope(struct db_conn *conn, const struct envelope_row *row)
{
    return DB_RUN(conn, &vault_rows_statements, INSERT_ENVELOPE, DB_ID(row->vault.id),
                  DB_ID(row->space.id), DB_INT(row->generation), DB_ID(row->reader.id),
                  DB_ID(row->granter.id), DB_BLOB(BYTES_OF(row->box)),
                  DB_BLOB(BYTES_OF(row->signature)), DB_INT(row->at));
}

static enum status list(struct vault_row **out, size_t *count, struct db_conn *conn,
                        struct arena *arena, size_t statement, const struct db_value *values,
                        size_t value_count)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    db_query(&rows, conn, &vault_rows_statements, statement, values, value_count);
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct vault_row){.id.id = db_id(&rows, 0),
                                                .space.id = db_id(&rows, 1),
                                                .seance.id = db_id(&rows, 2),
                                                .purpose = db_text(&rows, 3, arena),
                                                .generation = (uint32_t)db_int(&rows, 4),
                                                .created_at = db_int(&rows, 5)};
    }
    return db_end(&rows);
}

enum status vault_rows_held(struct vault_row **out, size_t *count, struct db_conn *conn,
                            struct arena *arena, struct space_id space, struct account_id reader)
{
    return list(out, count, conn, arena, HELD, DB_VALUES(DB_ID(space.id), DB_ID(reader.id)), 2);
}

enum status vault_rows_space(struct vault_row **out, size_t *count, struct db_conn *conn,
                             struct arena *arena, struct space_id space)
{
    return list(out, count, conn, arena, OF_SPACE, DB_VALUES(DB_ID(space.id)), 1);
}

enum status vault_rows_envelopes(struct envelope_row **out, size_t *count, struct db_conn *conn,
                                 struct arena *arena, struct vault_id vault)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &vault_rows_statements, ENVELOPES, DB_ID(vault.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct envelope_row){
            .vault = vault, .generation = (uint32_t)db_int(&rows, 0), .reader.id = db_id(&rows, 1)};
    }
    return db_end(&rows);
}

enum status vault_rows_advance(struct db_conn *conn, struct vault_id vault, uint32_t was)
{
    enum status status =
        DB_RUN(conn, &vault_rows_statements, ADVANCE, DB_ID(vault.id), DB_INT(was));
    return status == STATUS_OK && db_changes(conn) != 1 ? STATUS_CONFLICT : status;
}

enum status vault_rows_drop_reader(struct db_conn *conn, struct vault_id vault,
                                   struct account_id reader)
{
    return DB_RUN(conn, &vault_rows_statements, DROP_READER, DB_ID(vault.id), DB_ID(reader.id));
}

enum status vault_rows_drop_others(struct db_conn *conn, struct vault_id vault,
                                   struct account_id keeper)
{
    char text[ID_TEXT]; /* as text: "none" must differ from every reader, and NULL would not */
    return DB_RUN(conn, &vault_rows_statements, DROP_OTHERS, DB_ID(vault.id),
                  DB_TEXT(id_text(text, &keeper.id)));
}

enum status vault_rows_drop(struct db_conn *conn, struct vault_id vault)
{
    enum status status = vault_rows_drop_others(conn, vault, (struct account_id){0});
    if (status == STATUS_OK)
        status = DB_RUN(conn, &vault_rows_statements, DROP_VAULT, DB_ID(vault.id));
    return status;
}

enum status vault_rows_destroy(int64_t *envelopes, struct db_conn *conn, struct vault_id vault)
{
    *envelopes = 0;
    enum status status = DB_RUN(conn, &vault_rows_statements, DROP_ALL, DB_ID(vault.id));
    const int64_t gone = status == STATUS_OK ? db_changes(conn) : 0;
    if (status == STATUS_OK)
        status = DB_RUN(conn, &vault_rows_statements, DROP_VAULT, DB_ID(vault.id));
    if (status == STATUS_OK)
        *envelopes = gone;
    return status;
}
