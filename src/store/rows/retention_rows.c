#include "store/rows/retention_rows.h"

enum { TEXTS, NEAR, DROP_SIGNATURES, DROP_VERSIONS, DROP, LEFT, ACCOUNTS, ACCOUNT, COUNT };

#define OF_VAULT " IN (SELECT id FROM document WHERE seance = $1 AND vault = $2)"

#define TEXT                                                                                       \
    "SELECT d.space, d.seance, d.vault, d.kind, d.state, s.stage, s.starts,"                       \
    " s.submitted_at, s.published_at, (SELECT max(v.at) FROM document_version v"                   \
    " JOIN document n ON n.id = v.document"                                                        \
    " WHERE n.seance = d.seance AND n.vault = d.vault)"
#define OF_SEANCE TEXT " FROM seance s JOIN document d ON d.seance = s.id"
#define DRAFT "('draft', 'sent_back')"

#define ACTIVE                                                                                     \
    "SELECT a.id, a.accepted_at, (SELECT j.at FROM journal j WHERE j.actor = a.id"                 \
    " ORDER BY j.seq DESC LIMIT 1), (SELECT j.at FROM journal j WHERE j.object = a.id"             \
    " AND j.action IN ('admit', 'lift') ORDER BY j.seq DESC LIMIT 1) FROM account a"               \
    " WHERE a.state = 'active' AND EXISTS (SELECT 1 FROM membership m"                             \
    " WHERE m.space IN (SELECT id FROM space) AND m.account = a.id"                                \
    " AND m.until IS NULL AND m.suspended_at IS NULL)"

static const char *const SQL[COUNT] = {
    [TEXTS] = TEXT " FROM document d JOIN seance s ON s.id = d.seance"
                   " WHERE d.kind IN ('situation', 'synthesis') AND ($1 IS NULL OR d.seance = $1)"
                   " ORDER BY s.starts, d.seance, d.kind",
    /* what is under way; what began or was published long enough ago; what was left unfinished */
    [NEAR] = OF_SEANCE
    " WHERE s.space = $1 AND s.stage NOT IN ('published', 'expired', 'cancelled')"
    " AND d.kind IN ('situation', 'synthesis')"
    " UNION ALL " OF_SEANCE " WHERE s.space = $1 AND s.stage IN ('published', 'cancelled')"
    " AND s.situation_destroyed_at IS NULL AND s.starts < $2"
    " AND d.kind = 'situation' AND d.state NOT IN " DRAFT " UNION ALL " OF_SEANCE
    " WHERE s.space = $1 AND s.stage = 'published' AND s.synthesis_destroyed_at IS NULL"
    " AND s.published_at < $3 AND d.kind = 'synthesis' AND d.state NOT IN " DRAFT " UNION ALL " TEXT
    " FROM document d JOIN seance s ON s.id = d.seance"
    " WHERE d.space = $1 AND d.state IN " DRAFT " AND d.kind IN ('situation', 'synthesis')"
    " AND s.stage IN ('published', 'cancelled')",
    [DROP_SIGNATURES] = "DELETE FROM document_signature WHERE document" OF_VAULT,
    [DROP_VERSIONS] = "DELETE FROM document_version WHERE document" OF_VAULT,
    [DROP] = "DELETE FROM document WHERE seance = $1 AND vault = $2",
    [LEFT] = "SELECT count(*) FROM document WHERE seance = $1",
    [ACCOUNTS] = ACTIVE " ORDER BY a.id",
    [ACCOUNT] = ACTIVE " AND a.id = $1",
};
DB_MODULE(retention_rows, SQL);

static enum status read_texts(struct retention_text_row **out, size_t *count, struct db_rows *rows,
                              struct arena *arena)
{
    size_t room = 0;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct retention_text_row){.space.id = db_id(rows, 0),
                                                         .seance.id = db_id(rows, 1),
                                                         .vault.id = db_id(rows, 2),
                                                         .kind = db_text(rows, 3, arena),
                                                         .state = db_text(rows, 4, arena),
                                                         .stage = db_text(rows, 5, arena),
                                                         .starts = db_text(rows, 6, arena),
                                                         .submitted_at = db_int(rows, 7),
                                                         .published_at = db_int(rows, 8),
                                                         .changed_at = db_int(rows, 9)};
    }
    return db_end(rows);
}

enum status retention_rows_texts(struct retention_text_row **out, size_t *count,
                                 struct db_conn *conn, struct arena *arena, struct seance_id seance)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &retention_rows_statements, TEXTS, DB_ID(seance.id));
    return read_texts(out, count, &rows, arena);
}

enum status retention_rows_near(struct retention_text_row **out, size_t *count,
                                struct db_conn *conn, struct arena *arena, struct space_id space,
                                const char *began, int64_t published)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &retention_rows_statements, NEAR, DB_ID(space.id), DB_TEXT(began),
             DB_INT(published));
    return read_texts(out, count, &rows, arena);
}

enum status retention_rows_drop(int64_t *versions, struct db_conn *conn, struct seance_id seance,
                                struct vault_id vault)
{
    *versions = 0;
    enum status status = DB_RUN(conn, &retention_rows_statements, DROP_SIGNATURES, DB_ID(seance.id),
                                DB_ID(vault.id));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &retention_rows_statements, DROP_VERSIONS, DB_ID(seance.id),
                        DB_ID(vault.id));
    const int64_t gone = status == STATUS_OK ? db_changes(conn) : 0;
    if (status == STATUS_OK)
        status = DB_RUN(conn, &retention_rows_statements, DROP, DB_ID(seance.id), DB_ID(vault.id));
    if (status == STATUS_OK)
        *versions = gone;
    return status;
}

enum status retention_rows_left(int64_t *out, struct db_conn *conn, struct seance_id seance)
{
    struct db_rows rows;
    *out = 0;
    DB_QUERY(&rows, conn, &retention_rows_statements, LEFT, DB_ID(seance.id));
    if (db_next(&rows))
        *out = db_int(&rows, 0);
    return db_end(&rows);
}

static void read_account(struct retention_account_row *out, struct db_rows *rows)
{
    *out = (struct retention_account_row){.account.id = db_id(rows, 0)};
    for (int column = 1; column <= 3; column++)
        if (db_int(rows, column) > out->last_at)
            out->last_at = db_int(rows, column);
}

enum status retention_rows_accounts(struct retention_account_row **out, size_t *count,
                                    struct db_conn *conn, struct arena *arena)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    db_query(&rows, conn, &retention_rows_statements, ACCOUNTS, NULL, 0);
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        read_account(&(*out)[(*count)++], &rows);
    }
    return db_end(&rows);
}

enum status retention_rows_account(struct retention_account_row *out, struct db_conn *conn,
                                   struct account_id account)
{
    struct db_rows rows;
    *out = (struct retention_account_row){0};
    DB_QUERY(&rows, conn, &retention_rows_statements, ACCOUNT, DB_ID(account.id));
    const bool found = db_next(&rows);
    if (found)
        read_account(out, &rows);
    enum status status = db_end(&rows);
    return status == STATUS_OK && !found ? STATUS_NOT_FOUND : status;
}
