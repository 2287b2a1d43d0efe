#include "store/rows/roll_rows.h"

enum { LIST, COUNT };

static const char *const SQL[COUNT] = {
    [LIST] = "SELECT m.account, m.structure, m.profession, m.coordination, m.represents, m.since,"
             " a.state, a.box_public, a.sign_public"
             " FROM membership m LEFT JOIN account a ON a.id = m.account"
             " WHERE m.space = $1 AND m.until IS NULL AND m.suspended_at IS NULL"
             " ORDER BY m.account",
};
DB_MODULE(roll_rows, SQL);

enum status roll_rows_list(struct roll_row **out, size_t *count, struct db_conn *conn,
                           struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    DB_QUERY(&rows, conn, &roll_rows_statements, LIST, DB_ID(space.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        struct roll_row *row = &(*out)[(*count)++];
        *row = (struct roll_row){.membership = {.space = space,
                                                .account.id = db_id(&rows, 0),
                                                .structure.id = db_id(&rows, 1),
                                                .profession = db_text(&rows, 2, arena),
                                                .coordination = db_int(&rows, 3) != 0,
                                                .represents = db_int(&rows, 4) != 0,
                                                .since = db_int(&rows, 5)},
                                 .account.state = db_text_maybe(&rows, 6, arena)};
        row->account.id = row->membership.account;
        db_blob_exact(&rows, 7, row->account.box_public, sizeof row->account.box_public);
        db_blob_exact(&rows, 8, row->account.sign_public, sizeof row->account.sign_public);
    }
    return db_end(&rows);
}
