#include "store/rows/second_factor_rows.h"

#define FACTOR_COLUMNS "id, account, generation, sealed, created_at"
#define PENDING_COLUMNS                                                                            \
    "id, space, account, generation, keys, tries, created_at, expires_at,"                         \
    " seal"

enum {
    LIST,
    INSERT,
    SET,
    DROP,
    DROP_ALL,
    ENROLMENT,
    ENROL,
    ENROLLED,
    ENROL_EXPIRE,
    PENDING,
    WAIT,
    MISSED,
    WAITED,
    WAIT_NO_MORE,
    WAIT_EXPIRE,
    COUNT
};

static const char *const SQL[COUNT] = {
    [LIST] = "SELECT " FACTOR_COLUMNS " FROM second_factor WHERE account = $1"
             " ORDER BY created_at, id",
    [INSERT] = "INSERT INTO second_factor (" FACTOR_COLUMNS ") VALUES ($1, $2, $3, $4, $5)",
    [SET] = "UPDATE second_factor SET sealed = $3 WHERE account = $1 AND id = $2",
    [DROP] = "DELETE FROM second_factor WHERE account = $1 AND id = $2",
    [DROP_ALL] = "DELETE FROM second_factor WHERE account = $1",
    [ENROLMENT] = "SELECT login, sealed, created_at FROM factor_enrolment WHERE login = $1",
    [ENROL] = "INSERT INTO factor_enrolment (login, sealed, created_at) VALUES ($1, $2, $3)"
              " ON CONFLICT (login) DO UPDATE SET sealed = excluded.sealed,"
              " created_at = excluded.created_at",
    [ENROLLED] = "DELETE FROM factor_enrolment WHERE login = $1",
    [ENROL_EXPIRE] = "DELETE FROM factor_enrolment WHERE created_at < $1",
    [PENDING] = "SELECT " PENDING_COLUMNS " FROM pending_login WHERE id = $1",
    [WAIT] = "INSERT INTO pending_login (" PENDING_COLUMNS
             ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    [MISSED] = "UPDATE pending_login SET tries = $2, seal = $3 WHERE id = $1",
    [WAITED] = "DELETE FROM pending_login WHERE id = $1",
    [WAIT_NO_MORE] = "DELETE FROM pending_login WHERE account = $1",
    [WAIT_EXPIRE] = "DELETE FROM pending_login WHERE expires_at <= $1",
};
DB_MODULE(second_factor_rows, SQL);

static struct db_value digest(const uint8_t id[32])
{
    return DB_BLOB(((struct bytes){id, 32}));
}

/* For statements that must find their one row. */
static enum status one_changed(struct db_conn *conn, enum status status)
{
    return status == STATUS_OK && db_changes(conn) != 1 ? STATUS_CONFLICT : status;
}

enum status second_factor_rows_list(struct factor_row **out, size_t *count, struct db_conn *conn,
                                    struct arena *arena, struct account_id account)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &second_factor_rows_statements, LIST, DB_ID(account.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct factor_row){.id = db_id(&rows, 0),
                                                 .account.id = db_id(&rows, 1),
                                                 .generation = (uint32_t)db_int(&rows, 2),
                                                 .sealed = db_blob(&rows, 3, arena),
                                                 .created_at = db_int(&rows, 4)};
    }
    enum status status = db_end(&rows);
    if (status != STATUS_OK) {
        *out = NULL;
        *count = 0;
    }
    return status;
}

enum status second_factor_rows_insert(struct db_conn *conn, const struct factor_row *row)
{
    return DB_RUN(conn, &second_factor_rows_statements, INSERT, DB_ID(row->id),
                  DB_ID(row->account.id), DB_INT(row->generation), DB_BLOB(row->sealed),
                  DB_INT(row->created_at));
}

enum status second_factor_rows_set(struct db_conn *conn, const struct factor_row *row)
{
    return one_changed(conn, DB_RUN(conn, &second_factor_rows_statements, SET,
                                    DB_ID(row->account.id), DB_ID(row->id), DB_BLOB(row->sealed)));
}

enum status second_factor_rows_drop(struct db_conn *conn, struct account_id account,
                                    const struct id *id)
{
    return one_changed(
        conn, DB_RUN(conn, &second_factor_rows_statements, DROP, DB_ID(account.id), DB_ID(*id)));
}

enum status second_factor_rows_drop_all(struct db_conn *conn, struct account_id account)
{
    enum status status = DB_RUN(conn, &second_factor_rows_statements, DROP_ALL, DB_ID(account.id));
    return status == STATUS_OK ? second_factor_rows_wait_no_more(conn, account) : status;
}

enum status second_factor_rows_enrolment(struct enrolment_row *out, struct db_conn *conn,
                                         struct arena *arena, const uint8_t login[32])
{
    struct db_rows rows;
    bool found = false;
    *out = (struct enrolment_row){0};
    DB_QUERY(&rows, conn, &second_factor_rows_statements, ENROLMENT, digest(login));
    if (db_next(&rows)) {
        found = true;
        db_blob_exact(&rows, 0, out->login, sizeof out->login);
        out->sealed = db_blob(&rows, 1, arena);
        out->created_at = db_int(&rows, 2);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct enrolment_row){0};
    return status;
}

enum status second_factor_rows_enrol(struct db_conn *conn, const struct enrolment_row *row)
{
    return DB_RUN(conn, &second_factor_rows_statements, ENROL, digest(row->login),
                  DB_BLOB(row->sealed), DB_INT(row->created_at));
}

enum status second_factor_rows_enrolled(struct db_conn *conn, const uint8_t login[32])
{
    return one_changed(conn, DB_RUN(conn, &second_factor_rows_statements, ENROLLED, digest(login)));
}

enum status second_factor_rows_pending(struct pending_row *out, struct db_conn *conn,
                                       struct arena *arena, const uint8_t id[32])
{
    struct db_rows rows;
    bool found = false;
    *out = (struct pending_row){0};
    DB_QUERY(&rows, conn, &second_factor_rows_statements, PENDING, digest(id));
    if (db_next(&rows)) {
        found = true;
        db_blob_exact(&rows, 0, out->id, sizeof out->id);
        out->space.id = db_id(&rows, 1);
        out->account.id = db_id(&rows, 2);
        out->generation = (uint32_t)db_int(&rows, 3);
        out->keys = db_blob(&rows, 4, arena);
        out->tries = db_int(&rows, 5);
        out->created_at = db_int(&rows, 6);
        out->expires_at = db_int(&rows, 7);
        if (!db_is_null(&rows, 8))
            db_blob_exact(&rows, 8, out->seal, sizeof out->seal);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct pending_row){0};
    return status;
}

enum status second_factor_rows_wait(struct db_conn *conn, const struct pending_row *row)
{
    return DB_RUN(conn, &second_factor_rows_statements, WAIT, digest(row->id), DB_ID(row->space.id),
                  DB_ID(row->account.id), DB_INT(row->generation), DB_BLOB(row->keys),
                  DB_INT(row->tries), DB_INT(row->created_at), DB_INT(row->expires_at),
                  DB_BLOB(BYTES_OF(row->seal)));
}

enum status second_factor_rows_missed(struct db_conn *conn, const struct pending_row *row)
{
    return one_changed(conn, DB_RUN(conn, &second_factor_rows_statements, MISSED, digest(row->id),
                                    DB_INT(row->tries), DB_BLOB(BYTES_OF(row->seal))));
}

enum status second_factor_rows_waited(struct db_conn *conn, const uint8_t id[32])
{
    return one_changed(conn, DB_RUN(conn, &second_factor_rows_statements, WAITED, digest(id)));
}

enum status second_factor_rows_wait_no_more(struct db_conn *conn, struct account_id account)
{
    return DB_RUN(conn, &second_factor_rows_statements, WAIT_NO_MORE, DB_ID(account.id));
}

enum status second_factor_rows_expire(struct db_conn *conn, int64_t now, int64_t begun)
{
    enum status status = DB_RUN(conn, &second_factor_rows_statements, WAIT_EXPIRE, DB_INT(now));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &second_factor_rows_statements, ENROL_EXPIRE, DB_INT(begun));
    return status;
}
