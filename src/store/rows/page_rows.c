#include "store/rows/page_rows.h"

#include <string.h>

enum { PEOPLE, ROLES, ANSWERS, NUMBERS, SEANCES, COUNT };

/* The ids of $1, 32 digits each, one after the other. */
#define WANTED                                                                                     \
    "WITH RECURSIVE wanted (at, id) AS (SELECT 1, substr($1, 1, 32) UNION ALL"                     \
    " SELECT at + 32, substr($1, at + 32, 32) FROM wanted WHERE at + 32 < length($1)) "

static const char *const SQL[COUNT] = {
    [PEOPLE] = WANTED
    "SELECT a.id, a.person, a.state, a.generation, a.accepted_at, m.space, m.structure,"
    " m.profession, m.coordination, m.represents, m.since, m.until, m.suspended_at, s.short_name"
    " FROM wanted w JOIN account a ON a.id = w.id"
    " LEFT JOIN membership m ON m.space = $2 AND m.account = a.id"
    " LEFT JOIN structure s ON s.space = $2 AND s.id = m.structure",
    [ROLES] = WANTED "SELECT r.seance, r.role, r.account, r.state, r.given_by, r.at"
                     " FROM wanted w JOIN role r ON r.seance = w.id"
                     " ORDER BY r.seance, r.role, r.account",
    [ANSWERS] = WANTED "SELECT p.seance, p.account, p.answer, p.venue, p.answered_at"
                       " FROM wanted w JOIN positioning p ON p.seance = w.id AND p.account = $3"
                       " WHERE p.space = $2",
    [NUMBERS] = WANTED "SELECT s.id, (SELECT COUNT(*) FROM seance n WHERE n.space = s.space"
                       " AND n.cycle = s.cycle AND n.kind = s.kind AND n.stage <> 'cancelled'"
                       " AND (n.starts < s.starts OR (n.starts = s.starts AND n.id <= s.id)))"
                       " FROM wanted w JOIN seance s ON s.id = w.id",
    [SEANCES] = WANTED "SELECT w.id, s.id, s.kind, s.starts"
                       " FROM wanted w LEFT JOIN vault v ON v.id = w.id"
                       " JOIN seance s ON s.space = $2 AND s.id = coalesce(v.seance, w.id)",
};
DB_MODULE(page_rows, SQL);

static struct db_value together(struct arena *arena, const void *ids, size_t n)
{
    enum { DIGITS = ID_TEXT - 1 };
    const struct id *all = ids;
    char *text = arena_alloc(arena, n * DIGITS + 1);
    for (size_t i = 0; i < n; i++) {
        char one[ID_TEXT];
        memcpy(text + i * DIGITS, id_text(one, &all[i]), DIGITS);
    }
    return DB_TEXT(text);
}

static void read_person(struct page_person *out, struct db_rows *rows, struct arena *arena)
{
    *out = (struct page_person){.account = {.id.id = db_id(rows, 0),
                                            .person = db_blob(rows, 1, arena),
                                            .state = db_text(rows, 2, arena),
                                            .generation = (uint32_t)db_int(rows, 3),
                                            .accepted_at = db_int(rows, 4)},
                                .structure = db_text_maybe(rows, 13, arena)};
    if (db_is_null(rows, 5))
        return;
    out->membership = (struct membership_row){.space.id = db_id(rows, 5),
                                              .account = out->account.id,
                                              .structure.id = db_id(rows, 6),
                                              .profession = db_text(rows, 7, arena),
                                              .coordination = db_int(rows, 8) != 0,
                                              .represents = db_int(rows, 9) != 0,
                                              .since = db_int(rows, 10),
                                              .until = db_int(rows, 11),
                                              .suspended_at = db_int(rows, 12)};
}

enum status page_rows_people(struct page_person **out, size_t *count, struct db_conn *conn,
                             struct arena *arena, struct space_id space,
                             const struct account_id *ids, size_t n)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    if (n == 0)
        return STATUS_OK;
    DB_QUERY(&rows, conn, &page_rows_statements, PEOPLE, together(arena, ids, n), DB_ID(space.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        read_person(&(*out)[(*count)++], &rows, arena);
    }
    return db_end(&rows);
}

enum status page_rows_roles(struct role_row **out, size_t *count, struct db_conn *conn,
                            struct arena *arena, const struct seance_id *ids, size_t n)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    if (n == 0)
        return STATUS_OK;
    DB_QUERY(&rows, conn, &page_rows_statements, ROLES, together(arena, ids, n));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct role_row){.seance.id = db_id(&rows, 0),
                                               .role = db_text(&rows, 1, arena),
                                               .account.id = db_id(&rows, 2),
                                               .state = db_text(&rows, 3, arena),
                                               .given_by.id = db_id(&rows, 4),
                                               .at = db_int(&rows, 5)};
    }
    return db_end(&rows);
}

enum status page_rows_answers(struct positioning_row **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, struct space_id space,
                              const struct seance_id *ids, size_t n, struct account_id account)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    if (n == 0)
        return STATUS_OK;
    DB_QUERY(&rows, conn, &page_rows_statements, ANSWERS, together(arena, ids, n), DB_ID(space.id),
             DB_ID(account.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct positioning_row){.seance.id = db_id(&rows, 0),
                                                      .account.id = db_id(&rows, 1),
                                                      .answer = db_text(&rows, 2, arena),
                                                      .venue = db_int(&rows, 3) != 0,
                                                      .answered_at = db_int(&rows, 4)};
    }
    return db_end(&rows);
}

enum status page_rows_numbers(struct page_number **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, const struct seance_id *ids, size_t n)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    if (n == 0)
        return STATUS_OK;
    DB_QUERY(&rows, conn, &page_rows_statements, NUMBERS, together(arena, ids, n));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] =
            (struct page_number){.seance.id = db_id(&rows, 0), .number = db_int(&rows, 1)};
    }
    return db_end(&rows);
}

enum status page_rows_seances(struct page_seance **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, struct space_id space, const struct id *ids,
                              size_t n)
{
    struct db_rows rows;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    if (n == 0)
        return STATUS_OK;
    DB_QUERY(&rows, conn, &page_rows_statements, SEANCES, together(arena, ids, n), DB_ID(space.id));
    while (db_next(&rows)) {
        *out = arena_grow(arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = (struct page_seance){.asked = db_id(&rows, 0),
                                                  .id.id = db_id(&rows, 1),
                                                  .kind = db_text(&rows, 2, arena),
                                                  .starts = db_text(&rows, 3, arena)};
    }
    return db_end(&rows);
}
