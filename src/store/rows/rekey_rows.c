#include "store/rows/rekey_rows.h"

enum {
    INVITATIONS,
    SET_INVITATION,
    GUESTED,
    SET_GUEST,
    END_LOGINS,
    END_WAITS,
    END_ENROLMENTS,
    COUNT
};

static const char *const SQL[COUNT] = {
    [INVITATIONS] = "SELECT id FROM invitation WHERE account = $1 ORDER BY id",
    [SET_INVITATION] = "UPDATE invitation SET seal = $2 WHERE id = $1",
    [GUESTED] = "SELECT DISTINCT seance FROM attendance WHERE guest IS NOT NULL ORDER BY seance",
    [SET_GUEST] = "UPDATE attendance SET guest = $2 WHERE id = $1",
    [END_LOGINS] = "DELETE FROM login",
    [END_WAITS] = "DELETE FROM pending_login",
    [END_ENROLMENTS] = "DELETE FROM factor_enrolment",
};
DB_MODULE(rekey_rows, SQL);

enum status rekey_rows_invitations(struct invitation_row **out, size_t *count, struct db_conn *conn,
                                   struct arena *arena, struct account_id account)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &rekey_rows_statements, INVITATIONS, DB_ID(account.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        db_blob_exact(&rows, 0, (*out)[(*count)++].id, sizeof(*out)->id);
    }
    enum status status = db_end(&rows);
    for (size_t i = 0; i < *count && status == STATUS_OK; i++) {
        struct invitation_row row;
        status = person_rows_invitation(&row, conn, arena, (*out)[i].id);
        (*out)[i] = row;
    }
    return status;
}

enum status rekey_rows_set_invitation(struct db_conn *conn, const struct invitation_row *row)
{
    return DB_RUN(conn, &rekey_rows_statements, SET_INVITATION, DB_BLOB(BYTES_OF(row->id)),
                  DB_BLOB(BYTES_OF(row->seal)));
}

enum status rekey_rows_guested(struct id **out, size_t *count, struct db_conn *conn,
                               struct arena *arena)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    db_query(&rows, conn, &rekey_rows_statements, GUESTED, NULL, 0);
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = db_id(&rows, 0);
    }
    return db_end(&rows);
}

enum status rekey_rows_set_guest(struct db_conn *conn, const struct attendance_row *row)
{
    return DB_RUN(conn, &rekey_rows_statements, SET_GUEST, DB_ID(row->id), DB_BLOB(row->guest));
}

enum status rekey_rows_end_logins(struct db_conn *conn)
{
    enum status status = db_run(conn, &rekey_rows_statements, END_LOGINS, NULL, 0);
    if (status == STATUS_OK)
        status = db_run(conn, &rekey_rows_statements, END_WAITS, NULL, 0);
    if (status == STATUS_OK)
        status = db_run(conn, &rekey_rows_statements, END_ENROLMENTS, NULL, 0);
    return status;
}
