#include "store/rows/shown_rows.h"

enum {
    MEETING,
    STAGE,
    ROLES,
    ATTENDANCE,
    ACCOUNT,
    MEMBERSHIP,
    INVITATIONS,
    CYCLES,
    CHARTER,
    SHEET,
    TEXT,
    COUNT
};

static const char *const SQL[COUNT] = {
    [MEETING] = "SELECT starts, duration, venue, host, reason, replaced_by,"
                " CASE WHEN stage = 'cancelled' THEN 1 ELSE 0 END"
                " FROM seance WHERE id = $1 AND space = $2",
    [STAGE] = "SELECT stage FROM seance WHERE id = $1 AND space = $2",
    [ROLES] = "SELECT role, account, state FROM role WHERE seance = $1 AND space = $2"
              " ORDER BY role, account",
    [ATTENDANCE] = "SELECT account, guest, status FROM attendance"
                   " WHERE seance = $1 AND space = $2 ORDER BY account, guest, status",
    [ACCOUNT] = "SELECT state, person, erasure_asked_at, erased_at FROM account"
                " WHERE id = $1 AND EXISTS (SELECT 1 FROM membership"
                " WHERE account = $1 AND space = $2)",
    [MEMBERSHIP] = "SELECT structure, profession, coordination, represents, until, suspended_at"
                   " FROM membership WHERE account = $1 AND space = $2",
    [INVITATIONS] = "SELECT created_at, used_at FROM invitation WHERE account = $1 AND space = $2"
                    " ORDER BY id",
    [CYCLES] = "SELECT id, name, year FROM cycle WHERE space = $1 ORDER BY id",
    [CHARTER] = "SELECT number FROM charter WHERE space = $1 ORDER BY number DESC LIMIT 1",
    [SHEET] = "SELECT version FROM structure WHERE id = $1 AND space = $2",
    [TEXT] = "SELECT v.version FROM document_version v JOIN document d ON d.id = v.document"
             " WHERE d.seance = $1 AND d.space = $2 AND d.kind = $3"
             " ORDER BY v.version DESC LIMIT 1",
};
DB_MODULE(shown_rows, SQL);

enum { MOST = 3 };

static const struct {
    size_t count;
    size_t statements[MOST];
} parts[SHOWN_PART_COUNT] = {
    [SHOWN_PART_MEETING] = {1, {MEETING}},
    [SHOWN_PART_SEANCE] = {3, {MEETING, STAGE, ROLES}},
    [SHOWN_PART_ATTENDANCE] = {3, {MEETING, STAGE, ATTENDANCE}},
    [SHOWN_PART_PERSON] = {3, {ACCOUNT, MEMBERSHIP, INVITATIONS}},
    [SHOWN_PART_CYCLES] = {1, {CYCLES}},
};

enum status shown_rows_read(struct bytes **out, size_t *count, struct db_conn *conn,
                            struct arena *arena, enum shown_part part, struct space_id space,
                            const struct id *object)
{
    size_t room = 0;
    size_t found = 0;
    enum status status = STATUS_OK;
    *out = NULL;
    *count = 0;
    for (size_t i = 0; status == STATUS_OK && i < parts[part].count; i++) {
        struct db_rows rows;
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct bytes){0};
        if (part == SHOWN_PART_CYCLES)
            DB_QUERY(&rows, conn, &shown_rows_statements, CYCLES, DB_ID(space.id));
        else
            DB_QUERY(&rows, conn, &shown_rows_statements, parts[part].statements[i], DB_ID(*object),
                     DB_ID(space.id));
        for (; db_next(&rows); found++) {
            *out = arena_grow(arena, *out, *count, &room, sizeof **out);
            (*out)[(*count)++] = db_row(&rows, arena);
        }
        status = db_end(&rows);
    }
    if (status != STATUS_OK || found == 0)
        *count = 0;
    return status;
}

static enum status number(int64_t *out, struct db_rows *rows)
{
    *out = db_next(rows) ? db_int(rows, 0) : 0;
    return db_end(rows);
}

enum status shown_rows_charter(int64_t *out, struct db_conn *conn, struct space_id space)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &shown_rows_statements, CHARTER, DB_ID(space.id));
    return number(out, &rows);
}

enum status shown_rows_sheet(int64_t *out, struct db_conn *conn, struct space_id space,
                             const struct id *structure)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &shown_rows_statements, SHEET, DB_ID(*structure), DB_ID(space.id));
    return number(out, &rows);
}

enum status shown_rows_text(int64_t *out, struct db_conn *conn, struct space_id space,
                            const struct id *seance, const char *kind)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &shown_rows_statements, TEXT, DB_ID(*seance), DB_ID(space.id),
             DB_TEXT(kind));
    return number(out, &rows);
}
