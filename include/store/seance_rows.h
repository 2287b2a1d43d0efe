#ifndef STORE_SEANCE_ROWS_H
#define STORE_SEANCE_ROWS_H

#include "store/db.h"

struct seance_row {
    struct seance_id id;
    struct space_id space;
    struct cycle_id cycle;
    const char *kind;   /* concertation, half-way, bilan */
    const char *stage;  /* as in policy/access.h */
    const char *starts; /* civil */
    int64_t duration;   /* minutes */
    const char *venue;
    struct structure_id host; /* or none */
    const char *reason;
    struct seance_id replaced_by;
    int64_t created_at, held_at, submitted_at, published_at; /* 0: not yet */
};

/** seance_rows_get(out, conn, arena, space, id): STATUS_NOT_FOUND also for another space's. */
CHECKED enum status seance_rows_get(struct seance_row *out, struct db_conn *conn,
                                    struct arena *arena, struct space_id space,
                                    struct seance_id id);

/** seance_rows_list(out, count, conn, arena, space): by start; an array in ${arena}. */
CHECKED enum status seance_rows_list(struct seance_row **out, size_t *count, struct db_conn *conn,
                                     struct arena *arena, struct space_id space);

CHECKED enum status seance_rows_insert(struct db_conn *conn, const struct seance_row *row);

/** seance_rows_move(conn, id, from, to, at): set the stage and its time (held_at, submitted_at,
 * published_at as ${to} says); STATUS_CONFLICT if it was not at ${from}. */
CHECKED enum status seance_rows_move(struct db_conn *conn, struct seance_id id, const char *from,
                                     const char *to, int64_t at);

/** seance_rows_cancel(conn, id, reason, replaced_by): the words of a cancellation. */
CHECKED enum status seance_rows_cancel(struct db_conn *conn, struct seance_id id,
                                       const char *reason, struct seance_id replaced_by);

struct role_row {
    struct seance_id seance;
    const char *role; /* animator, secretary, narrator */
    struct account_id account;
    const char *state; /* proposed, accepted, declined */
    struct account_id given_by;
    int64_t at;
};

/** seance_rows_roles(out, count, conn, arena, seance): 0 to 3 rows. */
CHECKED enum status seance_rows_roles(struct role_row **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, struct seance_id seance);

struct positioning_row {
    struct seance_id seance;
    struct account_id account;
    const char *answer; /* coming, excused */
    bool animator, secretary, narrator, venue;
    int64_t answered_at;
};

/** seance_rows_positions(out, count, conn, arena, seance): all answers. */
CHECKED enum status seance_rows_positions(struct positioning_row **out, size_t *count,
                                          struct db_conn *conn, struct arena *arena,
                                          struct seance_id seance);

struct attendance_row {
    struct id id;
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

#endif
