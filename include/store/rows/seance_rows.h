/* Séances, positionings, roles, attendance. */
#ifndef STORE_SEANCE_ROWS_H
#define STORE_SEANCE_ROWS_H

#include "store/db.h"

struct seance_row {
    struct seance_id id;
    struct space_id space;
    struct cycle_id cycle;
    const char *kind;   /* of the pack */
    const char *stage;  /* as in policy/access.h */
    const char *starts; /* civil */
    int64_t duration;   /* minutes */
    const char *venue;
    struct structure_id host; /* or none */
    const char *reason;
    struct seance_id replaced_by;
    int64_t created_at, held_at, submitted_at, published_at; /* 0: not yet */
    int64_t situation_destroyed_at, synthesis_destroyed_at;
};

/** seance_rows_get(out, conn, arena, space, id): STATUS_NOT_FOUND also for another space's. */
CHECKED enum status seance_rows_get(struct seance_row *out, struct db_conn *conn,
                                    struct arena *arena, struct space_id space,
                                    struct seance_id id);

/** seance_rows_list(out, count, conn, arena, space): by start; an array in ${arena}. */
CHECKED enum status seance_rows_list(struct seance_row **out, size_t *count, struct db_conn *conn,
                                     struct arena *arena, struct space_id space);

/** seance_rows_alive(out, count, conn, arena, space): those neither published, expired nor
 * cancelled, by start. */
CHECKED enum status seance_rows_alive(struct seance_row **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, struct space_id space);

/** seance_rows_published(out, count, conn, arena, space, since, most): the newest ${most} published
 * since then, newest first. */
CHECKED enum status seance_rows_published(struct seance_row **out, size_t *count,
                                          struct db_conn *conn, struct arena *arena,
                                          struct space_id space, int64_t since, size_t most);

CHECKED enum status seance_rows_insert(struct db_conn *conn, const struct seance_row *row);

/** seance_rows_move(conn, id, from, to, at): set the stage and its time (held_at, submitted_at,
 * published_at as ${to} says); STATUS_CONFLICT if it was not at ${from}. */
CHECKED enum status seance_rows_move(struct db_conn *conn, struct seance_id id, const char *from,
                                     const char *to, int64_t at);

/** seance_rows_destroyed(conn, id, kind, at): its "situation" or "synthesis" is no more. */
CHECKED enum status seance_rows_destroyed(struct db_conn *conn, struct seance_id id,
                                          const char *kind, int64_t at);

/** seance_rows_cancel(conn, id, reason, replaced_by): the words of a cancellation. */
CHECKED enum status seance_rows_cancel(struct db_conn *conn, struct seance_id id,
                                       const char *reason, struct seance_id replaced_by);

/** seance_rows_latest(...): the ${most} that start last, the last first. */
CHECKED enum status seance_rows_latest(struct seance_row **out, size_t *count, struct db_conn *conn,
                                       struct arena *arena, struct space_id space, size_t most);

/** seance_rows_cycle(..., first, most): of those of one cycle by start, ${most} from the ${first}th
 * on, counted from 0. */
CHECKED enum status seance_rows_cycle(struct seance_row **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, struct space_id space,
                                      struct cycle_id cycle, size_t first, size_t most);

/** seance_rows_between(...): those that start at ${from} or later and before ${until}, civil times
 * or their beginnings ("2022-03"), by start. */
CHECKED enum status seance_rows_between(struct seance_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        struct space_id space, const char *from, const char *until);

/** seance_rows_number(out, conn, row): its place among its cycle's of that kind, from 1 by start;
 * cancelled ones are not counted. */
CHECKED enum status seance_rows_number(int64_t *out, struct db_conn *conn,
                                       const struct seance_row *row);

struct role_row {
    struct seance_id seance;
    const char *role; /* of the pack */
    struct account_id account;
    const char *state; /* proposed, accepted, declined */
    struct account_id given_by;
    int64_t at;
};

/** seance_rows_roles(out, count, conn, arena, seance): by role and account. */
CHECKED enum status seance_rows_roles(struct role_row **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, struct seance_id seance);

/** seance_rows_set_role(conn, space, row): given, or given to that account again. */
CHECKED enum status seance_rows_set_role(struct db_conn *conn, struct space_id space,
                                         const struct role_row *row);

/** seance_rows_drop_role(conn, space, row): whoever had it or was asked has it no longer. */
CHECKED enum status seance_rows_drop_role(struct db_conn *conn, struct space_id space,
                                          const struct role_row *row);

/** seance_rows_serves(out, conn, seance, role, account): in how many other meetings of its cycle
 * that are not cancelled they were given that role and have not declined. */
CHECKED enum status seance_rows_serves(int64_t *out, struct db_conn *conn,
                                       const struct seance_row *seance, const char *role,
                                       struct account_id account);

/** seance_rows_answer_role(conn, space, row): the row's state and time; STATUS_CONFLICT unless the
 * role is that account's. */
CHECKED enum status seance_rows_answer_role(struct db_conn *conn, struct space_id space,
                                            const struct role_row *row);

/** How often somebody served in a role, in séances that were held. */
struct service_row {
    struct account_id account;
    const char *role;
    int64_t times;
    int64_t last_at;
};

/** seance_rows_service(...): whoever served in the space, a row a role, in no order. */
CHECKED enum status seance_rows_service(struct service_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        struct space_id space);

struct positioning_row {
    struct seance_id seance;
    struct account_id account;
    const char *answer;  /* coming, excused */
    const char **offers; /* roles of the pack */
    size_t offer_count;
    bool venue;
    int64_t answered_at;
};

/** seance_rows_positions(out, count, conn, arena, seance): all answers. */
CHECKED enum status seance_rows_positions(struct positioning_row **out, size_t *count,
                                          struct db_conn *conn, struct arena *arena,
                                          struct seance_id seance);

/** seance_rows_position(out, conn, arena, space, seance, account): one answer, or
 * STATUS_NOT_FOUND. */
CHECKED enum status seance_rows_position(struct positioning_row *out, struct db_conn *conn,
                                         struct arena *arena, struct space_id space,
                                         struct seance_id seance, struct account_id account);

/** seance_rows_set_position(conn, space, row): the first answer or a changed one, with its offers
 * and no others. */
CHECKED enum status seance_rows_set_position(struct db_conn *conn, struct space_id space,
                                             const struct positioning_row *row);

struct attendance_row {
    struct id id;
    struct space_id space; /* as read */
    struct seance_id seance;
    struct account_id account; /* none: a guest */
    struct bytes guest;        /* sealed */
    const char *status;        /* present, excused, absent, guest */
    struct account_id recorded_by;
    int64_t at;
};

/** seance_rows_attendance(out, count, conn, arena, seance): everyone recorded. */
CHECKED enum status seance_rows_attendance(struct attendance_row **out, size_t *count,
                                           struct db_conn *conn, struct arena *arena,
                                           struct seance_id seance);

/** seance_rows_clear_attendance(conn, space, seance): before it is recorded anew. */
CHECKED enum status seance_rows_clear_attendance(struct db_conn *conn, struct space_id space,
                                                 struct seance_id seance);
CHECKED enum status seance_rows_insert_attendance(struct db_conn *conn, struct space_id space,
                                                  const struct attendance_row *row);

#endif
