/* Second factors, those being added, logins that wait for one. */
#ifndef STORE_SECOND_FACTOR_ROWS_H
#define STORE_SECOND_FACTOR_ROWS_H

#include "base/id.h"
#include "store/db.h"

/* Second factors, those being added, and logins that wait for one. */

struct factor_row {
    struct id id;
    struct account_id account;
    uint32_t generation;
    struct bytes sealed;
    int64_t created_at;
};

/** second_factor_rows_list(out, count, conn, arena, account): in the order they were added. */
CHECKED enum status second_factor_rows_list(struct factor_row **out, size_t *count,
                                            struct db_conn *conn, struct arena *arena,
                                            struct account_id account);
CHECKED enum status second_factor_rows_insert(struct db_conn *conn, const struct factor_row *row);
/** second_factor_rows_set(conn, row): its seal.  STATUS_CONFLICT if it is not there any more. */
CHECKED enum status second_factor_rows_set(struct db_conn *conn, const struct factor_row *row);
CHECKED enum status second_factor_rows_drop(struct db_conn *conn, struct account_id account,
                                            const struct id *id);
/** second_factor_rows_drop_all(conn, account): factors, and logins that wait for one. */
CHECKED enum status second_factor_rows_drop_all(struct db_conn *conn, struct account_id account);

struct enrolment_row {
    uint8_t login[32];
    struct bytes sealed;
    int64_t created_at;
};

/** second_factor_rows_enrolment(out, conn, arena, login): STATUS_NOT_FOUND if none. */
CHECKED enum status second_factor_rows_enrolment(struct enrolment_row *out, struct db_conn *conn,
                                                 struct arena *arena, const uint8_t login[32]);
/** second_factor_rows_enrol(conn, row): in place of the one before, if any. */
CHECKED enum status second_factor_rows_enrol(struct db_conn *conn, const struct enrolment_row *row);
CHECKED enum status second_factor_rows_enrolled(struct db_conn *conn, const uint8_t login[32]);

struct pending_row {
    uint8_t id[32];
    struct space_id space;
    struct account_id account;
    uint32_t generation;
    struct bytes keys;
    int64_t tries;
    int64_t created_at;
    int64_t expires_at;
    uint8_t seal[32]; /* the server's; zero: none */
};

CHECKED enum status second_factor_rows_pending(struct pending_row *out, struct db_conn *conn,
                                               struct arena *arena, const uint8_t id[32]);
CHECKED enum status second_factor_rows_wait(struct db_conn *conn, const struct pending_row *row);
/** second_factor_rows_missed(conn, row): its number of tries, and the seal. */
CHECKED enum status second_factor_rows_missed(struct db_conn *conn, const struct pending_row *row);
CHECKED enum status second_factor_rows_waited(struct db_conn *conn, const uint8_t id[32]);
/** second_factor_rows_wait_no_more(conn, account): all of one account. */
CHECKED enum status second_factor_rows_wait_no_more(struct db_conn *conn,
                                                    struct account_id account);
/** second_factor_rows_expire(conn, now, begun): waits past their end, enrolments begun before
 * ${begun}. */
CHECKED enum status second_factor_rows_expire(struct db_conn *conn, int64_t now, int64_t begun);

#endif
