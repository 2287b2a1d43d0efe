#include "store/rows/access_rows.h"

#define PRESENT " WHERE space = $1 AND account = $2 AND until IS NULL AND suspended_at IS NULL"

enum { SUSPENDED, SUSPENSIONS, SUSPEND, LIFT, CHANGE, REPRESENTATIVE, DEAREST, COUNT };

static const char *const SQL[COUNT] = {
    [SUSPENDED] = "SELECT account FROM membership WHERE space = $1 AND until IS NULL"
                  " AND suspended_at IS NOT NULL",
    [SUSPENSIONS] = "SELECT count(*) FROM membership WHERE space IN (SELECT id FROM space)"
                    " AND account = $1 AND until IS NULL"
                    " AND suspended_at IS NOT NULL",
    [SUSPEND] = "UPDATE membership SET suspended_at = $3" PRESENT,
    [LIFT] = "UPDATE membership SET suspended_at = NULL WHERE space = $1 AND account = $2"
             " AND until IS NULL AND suspended_at IS NOT NULL",
    [CHANGE] = "UPDATE membership SET structure = $3, profession = $4, coordination = $5,"
               " represents = $6" PRESENT,
    [REPRESENTATIVE] = "SELECT account FROM membership WHERE space = $1 AND structure = $2"
                       " AND represents = 1 AND until IS NULL AND account <> $3",
    [DEAREST] = "SELECT coalesce(max(passes * memory_kib), 0) FROM account WHERE keys IS NOT NULL"
                " AND passes BETWEEN 1 AND $1 AND memory_kib BETWEEN 1 AND $2"
                " AND lanes <= $3",
};
DB_MODULE(access_rows, SQL);

static enum status one_changed(struct db_conn *conn, enum status status)
{
    return status == STATUS_OK && db_changes(conn) != 1 ? STATUS_CONFLICT : status;
}

enum status access_rows_suspended(struct account_id **out, size_t *count, struct db_conn *conn,
                                  struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &access_rows_statements, SUSPENDED, DB_ID(space.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++].id = db_id(&rows, 0);
    }
    return db_end(&rows);
}

enum status access_rows_suspensions(int64_t *out, struct db_conn *conn, struct account_id account)
{
    struct db_rows rows;
    *out = 0;
    DB_QUERY(&rows, conn, &access_rows_statements, SUSPENSIONS, DB_ID(account.id));
    if (db_next(&rows))
        *out = db_int(&rows, 0);
    return db_end(&rows);
}

enum status access_rows_suspend(struct db_conn *conn, struct space_id space,
                                struct account_id account, int64_t at)
{
    return one_changed(conn, DB_RUN(conn, &access_rows_statements, SUSPEND, DB_ID(space.id),
                                    DB_ID(account.id), DB_INT(at)));
}

enum status access_rows_lift(struct db_conn *conn, struct space_id space, struct account_id account)
{
    return one_changed(
        conn, DB_RUN(conn, &access_rows_statements, LIFT, DB_ID(space.id), DB_ID(account.id)));
}

enum status access_rows_change(struct db_conn *conn, const struct membership_row *row)
{
    return one_changed(conn, DB_RUN(conn, &access_rows_statements, CHANGE, DB_ID(row->space.id),
                                    DB_ID(row->account.id), DB_ID(row->structure.id),
                                    DB_TEXT(row->profession), DB_INT(row->coordination),
                                    DB_INT(row->represents)));
}

enum status access_rows_representative(struct account_id *out, struct db_conn *conn,
                                       struct space_id space, struct structure_id structure,
                                       struct account_id but)
{
    struct db_rows rows;
    bool found = false;
    *out = (struct account_id){0};
    DB_QUERY(&rows, conn, &access_rows_statements, REPRESENTATIVE, DB_ID(space.id),
             DB_ID(structure.id), DB_ID(but.id));
    if (db_next(&rows)) {
        found = true;
        out->id = db_id(&rows, 0);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}

enum status access_rows_dearest(int64_t *out, struct db_conn *conn, uint32_t passes,
                                uint32_t memory_kib, uint32_t lanes)
{
    struct db_rows rows;
    *out = 0;
    DB_QUERY(&rows, conn, &access_rows_statements, DEAREST, DB_INT(passes), DB_INT(memory_kib),
             DB_INT(lanes));
    if (db_next(&rows))
        *out = db_int(&rows, 0);
    return db_end(&rows);
}
