#include "store/rows/erasure_rows.h"

enum { GET, LIST, ASK, END, LEAVE, ERASE, DROP_LOGINS, DROP_INVITATIONS, COUNT };

#define ROW                                                                                        \
    "SELECT a.id, a.state, m.until IS NULL, a.erased_at IS NOT NULL, a.erasure_asked_at, m.until"  \
    " FROM account a JOIN membership m ON m.account = a.id WHERE m.space = $1"

static const char *const SQL[COUNT] = {
    [GET] = ROW " AND a.id = $2",
    [LIST] = ROW " AND a.erased_at IS NULL AND (a.erasure_asked_at IS NOT NULL"
                 " OR m.until IS NOT NULL) ORDER BY m.until, a.id",
    [ASK] = "UPDATE account SET erasure_asked_at = $2 WHERE id = $1",
    [END] = "UPDATE membership SET until = $2 WHERE account = $1 AND until IS NULL",
    [LEAVE] = "UPDATE account SET state = 'left' WHERE id = $1",
    [ERASE] = "UPDATE account SET email_index = $2, person = $3, keys = NULL, salt = NULL,"
              " passes = NULL, memory_kib = NULL, lanes = NULL,"
              " erasure_asked_at = NULL, erased_at = $4 WHERE id = $1 AND state = 'left'",
    [DROP_LOGINS] = "DELETE FROM login WHERE account = $1",
    [DROP_INVITATIONS] = "DELETE FROM invitation WHERE account = $1",
};
DB_MODULE(erasure_rows, SQL);

static void row_of(struct erasure_row *out, struct db_rows *rows, struct arena *arena)
{
    *out = (struct erasure_row){.account.id = db_id(rows, 0),
                                .state = db_text(rows, 1, arena),
                                .present = db_int(rows, 2) != 0,
                                .erased = db_int(rows, 3) != 0,
                                .asked_at = db_int(rows, 4),
                                .until = db_int(rows, 5)};
}

enum status erasure_rows_get(struct erasure_row *out, struct db_conn *conn, struct arena *arena,
                             struct space_id space, struct account_id account)
{
    struct db_rows rows;
    *out = (struct erasure_row){0};
    DB_QUERY(&rows, conn, &erasure_rows_statements, GET, DB_ID(space.id), DB_ID(account.id));
    const bool found = db_next(&rows);
    if (found)
        row_of(out, &rows, arena);
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status erasure_rows_list(struct erasure_row **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &erasure_rows_statements, LIST, DB_ID(space.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        row_of(&(*out)[(*count)++], &rows, arena);
    }
    return db_end(&rows);
}

enum status erasure_rows_ask(struct db_conn *conn, struct account_id account, int64_t at)
{
    return DB_RUN(conn, &erasure_rows_statements, ASK, DB_ID(account.id),
                  at == 0 ? DB_NULL : DB_INT(at));
}

enum status erasure_rows_end(struct db_conn *conn, struct account_id account, int64_t at)
{
    enum status status = DB_RUN(conn, &erasure_rows_statements, END, DB_ID(account.id), DB_INT(at));
    return status == STATUS_OK ? DB_RUN(conn, &erasure_rows_statements, LEAVE, DB_ID(account.id))
                               : status;
}

enum status erasure_rows_erase(struct db_conn *conn, struct account_id account,
                               const uint8_t index[32], struct bytes person, int64_t at)
{
    enum status status = DB_RUN(conn, &erasure_rows_statements, ERASE, DB_ID(account.id),
                                DB_BLOB(((struct bytes){index, 32})), DB_BLOB(person), DB_INT(at));
    if (status == STATUS_OK && db_changes(conn) != 1)
        status = STATUS_CONFLICT;
    if (status == STATUS_OK)
        status = DB_RUN(conn, &erasure_rows_statements, DROP_LOGINS, DB_ID(account.id));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &erasure_rows_statements, DROP_INVITATIONS, DB_ID(account.id));
    return status;
}
