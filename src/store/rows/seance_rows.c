#include "store/rows/seance_rows.h"

#include <string.h>

enum {
    GET,
    LIST,
    ALIVE,
    PUBLISHED,
    LATEST,
    CYCLE,
    BETWEEN,
    NUMBER,
    INSERT,
    MOVE,
    CANCEL,
    DESTROYED,
    ROLES,
    SET_ROLE,
    DROP_ROLE,
    SERVES,
    ANSWER_ROLE,
    SERVICE,
    POSITIONS,
    POSITION,
    SET_POSITION,
    OFFERS,
    CLEAR_OFFERS,
    ADD_OFFER,
    ATTENDANCE,
    CLEAR_ATTENDANCE,
    INSERT_ATTENDANCE,
    COUNT
};

#define NEW                                                                                        \
    "id, space, cycle, kind, stage, starts, duration, venue, host, reason, replaced_by,"           \
    " created_at, held_at, submitted_at, published_at"
#define SEANCE NEW ", situation_destroyed_at, synthesis_destroyed_at"
#define POSITIONING "seance, account, answer, venue, answered_at"

static const char *const SQL[COUNT] = {
    [GET] = "SELECT " SEANCE " FROM seance WHERE space = $1 AND id = $2",
    [LIST] = "SELECT " SEANCE " FROM seance WHERE space = $1 ORDER BY starts, id",
    [ALIVE] = "SELECT " SEANCE " FROM seance WHERE space = $1"
              " AND stage NOT IN ('published', 'expired', 'cancelled') ORDER BY starts, id",
    [PUBLISHED] = "SELECT " SEANCE " FROM seance WHERE space = $1 AND published_at IS NOT NULL"
                  " AND published_at >= $2 ORDER BY published_at DESC, id LIMIT $3",
    [LATEST] = "SELECT " SEANCE " FROM seance WHERE space = $1 ORDER BY starts DESC, id DESC"
               " LIMIT $2",
    [CYCLE] = "SELECT " SEANCE " FROM seance WHERE space = $1 AND cycle = $2 ORDER BY starts, id"
              " LIMIT $3 OFFSET $4",
    [BETWEEN] = "SELECT " SEANCE " FROM seance WHERE space = $1 AND starts >= $2 AND starts < $3"
                " ORDER BY starts, id",
    [NUMBER] = "SELECT COUNT(*) FROM seance WHERE space = $1 AND cycle = $2 AND kind = $3"
               " AND stage <> 'cancelled' AND (starts < $4 OR (starts = $4 AND id <= $5))",
    [INSERT] = "INSERT INTO seance (" NEW ")"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    /* a synthesis sent back makes the séance "held" again, when it was held stays */
    [MOVE] = "UPDATE seance SET stage = $1,"
             " held_at = CASE WHEN $1 = 'held' THEN COALESCE(held_at, $2) ELSE held_at END,"
             " submitted_at = CASE WHEN $1 = 'drafted' THEN $2 ELSE submitted_at END,"
             " published_at = CASE WHEN $1 = 'published' THEN $2 ELSE published_at END"
             " WHERE id = $3 AND stage = $4",
    [CANCEL] = "UPDATE seance SET reason = $1, replaced_by = $2 WHERE id = $3",
    [DESTROYED] =
        "UPDATE seance SET situation_destroyed_at ="
        " CASE WHEN $2 = 'situation' THEN $3 ELSE situation_destroyed_at END,"
        " synthesis_destroyed_at ="
        " CASE WHEN $2 = 'synthesis' THEN $3 ELSE synthesis_destroyed_at END WHERE id = $1",
    [ROLES] = "SELECT seance, role, account, state, given_by, at FROM role WHERE seance = $1"
              " ORDER BY role, account",
    [SET_ROLE] = "INSERT INTO role (space, seance, role, account, state, given_by, at)"
                 " VALUES ($1, $2, $3, $4, $5, $6, $7)"
                 " ON CONFLICT (seance, role, account) DO UPDATE SET state = excluded.state,"
                 " given_by = excluded.given_by, at = excluded.at",
    [DROP_ROLE] = "DELETE FROM role WHERE space = $1 AND seance = $2 AND role = $3"
                  " AND account = $4",
    [SERVES] = "SELECT COUNT(*) FROM role r JOIN seance s ON s.id = r.seance"
               " WHERE r.account = $1 AND r.role = $2 AND r.state <> 'declined'"
               " AND s.space = $3 AND s.cycle = $4 AND s.id <> $5 AND s.stage <> 'cancelled'",
    [ANSWER_ROLE] = "UPDATE role SET state = $1, at = $2"
                    " WHERE space = $3 AND seance = $4 AND role = $5 AND account = $6",
    [SERVICE] = "SELECT r.account, r.role, COUNT(*), MAX(s.held_at) FROM role r"
                " JOIN seance s ON s.id = r.seance WHERE r.space = $1 AND s.space = $1"
                " AND r.state = 'accepted'"
                " AND s.stage IN ('held', 'drafted', 'published', 'expired')"
                " GROUP BY r.account, r.role",
    [POSITIONS] = "SELECT " POSITIONING " FROM positioning WHERE seance = $1 ORDER BY account",
    [POSITION] = "SELECT " POSITIONING " FROM positioning"
                 " WHERE space = $1 AND seance = $2 AND account = $3",
    [SET_POSITION] = "INSERT INTO positioning (space, " POSITIONING ")"
                     " VALUES ($1, $2, $3, $4, $5, $6)"
                     " ON CONFLICT (seance, account) DO UPDATE SET answer = excluded.answer,"
                     " venue = excluded.venue, answered_at = excluded.answered_at",
    [OFFERS] = "SELECT account, role FROM offer WHERE seance = $1 ORDER BY account, role",
    [CLEAR_OFFERS] = "DELETE FROM offer WHERE seance = $1 AND account = $2",
    [ADD_OFFER] = "INSERT INTO offer (space, seance, account, role) VALUES ($1, $2, $3, $4)",
    [ATTENDANCE] = "SELECT id, seance, account, guest, status, recorded_by, at, space"
                   " FROM attendance WHERE seance = $1 ORDER BY id",
    [CLEAR_ATTENDANCE] = "DELETE FROM attendance WHERE space = $1 AND seance = $2",
    [INSERT_ATTENDANCE] =
        "INSERT INTO attendance (space, id, seance, account, guest, status, recorded_by, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
};

DB_MODULE(seance_rows, SQL);

static struct db_value time_or_null(int64_t at)
{
    return at == 0 ? DB_NULL : DB_INT(at);
}

static void read_seance(struct seance_row *out, struct db_rows *rows, struct arena *arena)
{
    out->id.id = db_id(rows, 0);
    out->space.id = db_id(rows, 1);
    out->cycle.id = db_id(rows, 2);
    out->kind = db_text(rows, 3, arena);
    out->stage = db_text(rows, 4, arena);
    out->starts = db_text(rows, 5, arena);
    out->duration = db_int(rows, 6);
    out->venue = db_text(rows, 7, arena);
    out->host.id = db_id(rows, 8);
    out->reason = db_text_maybe(rows, 9, arena);
    out->replaced_by.id = db_id(rows, 10);
    out->created_at = db_int(rows, 11);
    out->held_at = db_int(rows, 12);
    out->submitted_at = db_int(rows, 13);
    out->published_at = db_int(rows, 14);
    out->situation_destroyed_at = db_int(rows, 15);
    out->synthesis_destroyed_at = db_int(rows, 16);
}

enum status seance_rows_get(struct seance_row *out, struct db_conn *conn, struct arena *arena,
                            struct space_id space, struct seance_id id)
{
    *out = (struct seance_row){0};
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, GET, DB_ID(space.id), DB_ID(id.id));
    bool found = db_next(&rows);
    if (found)
        read_seance(out, &rows, arena);
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status != STATUS_OK)
        *out = (struct seance_row){0};
    return status;
}

static enum status read_seances(struct seance_row **out, size_t *count, struct db_rows *rows,
                                struct arena *arena)
{
    struct seance_row *list = NULL;
    size_t n = 0, room = 0;
    while (db_next(rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        read_seance(&list[n++], rows, arena);
    }
    enum status status = db_end(rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status seance_rows_list(struct seance_row **out, size_t *count, struct db_conn *conn,
                             struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, LIST, DB_ID(space.id));
    return read_seances(out, count, &rows, arena);
}

enum status seance_rows_alive(struct seance_row **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, struct space_id space)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, ALIVE, DB_ID(space.id));
    return read_seances(out, count, &rows, arena);
}

enum status seance_rows_published(struct seance_row **out, size_t *count, struct db_conn *conn,
                                  struct arena *arena, struct space_id space, int64_t since,
                                  size_t most)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, PUBLISHED, DB_ID(space.id), DB_INT(since),
             DB_INT(most));
    return read_seances(out, count, &rows, arena);
}

enum status seance_rows_latest(struct seance_row **out, size_t *count, struct db_conn *conn,
                               struct arena *arena, struct space_id space, size_t most)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, LATEST, DB_ID(space.id), DB_INT(most));
    return read_seances(out, count, &rows, arena);
}

enum status seance_rows_cycle(struct seance_row **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, struct space_id space, struct cycle_id cycle,
                              size_t first, size_t most)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, CYCLE, DB_ID(space.id), DB_ID(cycle.id),
             DB_INT(most), DB_INT(first));
    return read_seances(out, count, &rows, arena);
}

enum status seance_rows_between(struct seance_row **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, struct space_id space, const char *from,
                                const char *until)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, BETWEEN, DB_ID(space.id), DB_TEXT(from),
             DB_TEXT(until));
    return read_seances(out, count, &rows, arena);
}

enum status seance_rows_number(int64_t *out, struct db_conn *conn, const struct seance_row *row)
{
    *out = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, NUMBER, DB_ID(row->space.id),
             DB_ID(row->cycle.id), DB_TEXT(row->kind), DB_TEXT(row->starts), DB_ID(row->id.id));
    int64_t number = db_next(&rows) ? db_int(&rows, 0) : 0;
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? number : 0;
    return status;
}

enum status seance_rows_insert(struct db_conn *conn, const struct seance_row *row)
{
    return DB_RUN(conn, &seance_rows_statements, INSERT, DB_ID(row->id.id), DB_ID(row->space.id),
                  DB_ID(row->cycle.id), DB_TEXT(row->kind), DB_TEXT(row->stage),
                  DB_TEXT(row->starts), DB_INT(row->duration), DB_TEXT(row->venue),
                  DB_ID(row->host.id), DB_TEXT(row->reason), DB_ID(row->replaced_by.id),
                  DB_INT(row->created_at), time_or_null(row->held_at),
                  time_or_null(row->submitted_at), time_or_null(row->published_at));
}

static enum status changed_one(struct db_conn *conn, enum status status)
{
    return status == STATUS_OK && db_changes(conn) != 1 ? STATUS_CONFLICT : status;
}

enum status seance_rows_move(struct db_conn *conn, struct seance_id id, const char *from,
                             const char *to, int64_t at)
{
    return changed_one(conn, DB_RUN(conn, &seance_rows_statements, MOVE, DB_TEXT(to), DB_INT(at),
                                    DB_ID(id.id), DB_TEXT(from)));
}

enum status seance_rows_destroyed(struct db_conn *conn, struct seance_id id, const char *kind,
                                  int64_t at)
{
    return changed_one(conn, DB_RUN(conn, &seance_rows_statements, DESTROYED, DB_ID(id.id),
                                    DB_TEXT(kind), DB_INT(at)));
}

enum status seance_rows_cancel(struct db_conn *conn, struct seance_id id, const char *reason,
                               struct seance_id replaced_by)
{
    return changed_one(conn, DB_RUN(conn, &seance_rows_statements, CANCEL, DB_TEXT(reason),
                                    DB_ID(replaced_by.id), DB_ID(id.id)));
}

enum status seance_rows_roles(struct role_row **out, size_t *count, struct db_conn *conn,
                              struct arena *arena, struct seance_id seance)
{
    struct role_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, ROLES, DB_ID(seance.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        list[n].seance.id = db_id(&rows, 0);
        list[n].role = db_text(&rows, 1, arena);
        list[n].account.id = db_id(&rows, 2);
        list[n].state = db_text(&rows, 3, arena);
        list[n].given_by.id = db_id(&rows, 4);
        list[n++].at = db_int(&rows, 5);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status seance_rows_set_role(struct db_conn *conn, struct space_id space,
                                 const struct role_row *row)
{
    return DB_RUN(conn, &seance_rows_statements, SET_ROLE, DB_ID(space.id), DB_ID(row->seance.id),
                  DB_TEXT(row->role), DB_ID(row->account.id), DB_TEXT(row->state),
                  DB_ID(row->given_by.id), DB_INT(row->at));
}

enum status seance_rows_drop_role(struct db_conn *conn, struct space_id space,
                                  const struct role_row *row)
{
    return changed_one(conn,
                       DB_RUN(conn, &seance_rows_statements, DROP_ROLE, DB_ID(space.id),
                              DB_ID(row->seance.id), DB_TEXT(row->role), DB_ID(row->account.id)));
}

enum status seance_rows_serves(int64_t *out, struct db_conn *conn, const struct seance_row *seance,
                               const char *role, struct account_id account)
{
    *out = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, SERVES, DB_ID(account.id), DB_TEXT(role),
             DB_ID(seance->space.id), DB_ID(seance->cycle.id), DB_ID(seance->id.id));
    const int64_t count = db_next(&rows) ? db_int(&rows, 0) : 0;
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? count : 0;
    return status;
}

enum status seance_rows_answer_role(struct db_conn *conn, struct space_id space,
                                    const struct role_row *row)
{
    return changed_one(conn, DB_RUN(conn, &seance_rows_statements, ANSWER_ROLE, DB_TEXT(row->state),
                                    DB_INT(row->at), DB_ID(space.id), DB_ID(row->seance.id),
                                    DB_TEXT(row->role), DB_ID(row->account.id)));
}

enum status seance_rows_service(struct service_row **out, size_t *count, struct db_conn *conn,
                                struct arena *arena, struct space_id space)
{
    struct service_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, SERVICE, DB_ID(space.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        list[n].account.id = db_id(&rows, 0);
        list[n].role = db_text(&rows, 1, arena);
        list[n].times = db_int(&rows, 2);
        list[n++].last_at = db_int(&rows, 3);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

static void read_position(struct positioning_row *out, struct db_rows *rows, struct arena *arena)
{
    out->seance.id = db_id(rows, 0);
    out->account.id = db_id(rows, 1);
    out->answer = db_text(rows, 2, arena);
    out->venue = db_int(rows, 3) != 0;
    out->answered_at = db_int(rows, 4);
}

/* Both are by account, so each offer belongs to the answer at hand or to a later one. */
static enum status read_offers(struct positioning_row *list, size_t count, struct db_conn *conn,
                               struct arena *arena, struct seance_id seance)
{
    size_t at = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, OFFERS, DB_ID(seance.id));
    while (db_next(&rows)) {
        const struct id account = db_id(&rows, 0);
        while (at < count &&
               memcmp(list[at].account.id.bytes, account.bytes, sizeof account.bytes) < 0) {
            at++;
            room = 0;
        }
        if (at == count || !id_equal(&list[at].account.id, &account))
            continue;
        struct positioning_row *row = &list[at];
        row->offers = arena_grow(arena, row->offers, row->offer_count, &room, sizeof *row->offers);
        row->offers[row->offer_count++] = db_text(&rows, 1, arena);
    }
    return db_end(&rows);
}

enum status seance_rows_positions(struct positioning_row **out, size_t *count, struct db_conn *conn,
                                  struct arena *arena, struct seance_id seance)
{
    struct positioning_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, POSITIONS, DB_ID(seance.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        read_position(&list[n++], &rows, arena);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK)
        status = read_offers(list, n, conn, arena, seance);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status seance_rows_position(struct positioning_row *out, struct db_conn *conn,
                                 struct arena *arena, struct space_id space,
                                 struct seance_id seance, struct account_id account)
{
    *out = (struct positioning_row){0};
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, POSITION, DB_ID(space.id), DB_ID(seance.id),
             DB_ID(account.id));
    bool found = db_next(&rows);
    if (found)
        read_position(out, &rows, arena);
    enum status status = db_end(&rows);
    if (status == STATUS_OK && !found)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = read_offers(out, 1, conn, arena, seance);
    if (status != STATUS_OK)
        *out = (struct positioning_row){0};
    return status;
}

enum status seance_rows_set_position(struct db_conn *conn, struct space_id space,
                                     const struct positioning_row *row)
{
    enum status status = DB_RUN(conn, &seance_rows_statements, SET_POSITION, DB_ID(space.id),
                                DB_ID(row->seance.id), DB_ID(row->account.id), DB_TEXT(row->answer),
                                DB_INT(row->venue), DB_INT(row->answered_at));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &seance_rows_statements, CLEAR_OFFERS, DB_ID(row->seance.id),
                        DB_ID(row->account.id));
    for (size_t i = 0; status == STATUS_OK && i < row->offer_count; i++)
        status = DB_RUN(conn, &seance_rows_statements, ADD_OFFER, DB_ID(space.id),
                        DB_ID(row->seance.id), DB_ID(row->account.id), DB_TEXT(row->offers[i]));
    return status;
}

enum status seance_rows_attendance(struct attendance_row **out, size_t *count, struct db_conn *conn,
                                   struct arena *arena, struct seance_id seance)
{
    struct attendance_row *list = NULL;
    size_t n = 0, room = 0;
    struct db_rows rows;
    DB_QUERY(&rows, conn, &seance_rows_statements, ATTENDANCE, DB_ID(seance.id));
    while (db_next(&rows)) {
        list = arena_grow(arena, list, n, &room, sizeof *list);
        list[n].id = db_id(&rows, 0);
        list[n].seance.id = db_id(&rows, 1);
        list[n].account.id = db_id(&rows, 2);
        list[n].guest = db_blob(&rows, 3, arena);
        list[n].status = db_text(&rows, 4, arena);
        list[n].recorded_by.id = db_id(&rows, 5);
        list[n].at = db_int(&rows, 6);
        list[n++].space.id = db_id(&rows, 7);
    }
    enum status status = db_end(&rows);
    *out = status == STATUS_OK ? list : NULL;
    *count = status == STATUS_OK ? n : 0;
    return status;
}

enum status seance_rows_clear_attendance(struct db_conn *conn, struct space_id space,
                                         struct seance_id seance)
{
    return DB_RUN(conn, &seance_rows_statements, CLEAR_ATTENDANCE, DB_ID(space.id),
                  DB_ID(seance.id));
}

enum status seance_rows_insert_attendance(struct db_conn *conn, struct space_id space,
                                          const struct attendance_row *row)
{
    return DB_RUN(conn, &seance_rows_statements, INSERT_ATTENDANCE, DB_ID(space.id), DB_ID(row->id),
                  DB_ID(row->seance.id), DB_ID(row->account.id), DB_BLOB(row->guest),
                  DB_TEXT(row->status), DB_ID(row->recorded_by.id), DB_INT(row->at));
}
