/* What a page shows of many things at once: one statement for all of them, however many. */
#ifndef STORE_PAGE_ROWS_H
#define STORE_PAGE_ROWS_H

#include "store/rows/person_rows.h"
#include "store/rows/seance_rows.h"

/* Each takes a set of ids; what is not there has no row. */

struct page_person {
    struct account_row account;       /* id, sealed person, state, generation, accepted_at */
    struct membership_row membership; /* as it lies there; of no space: there is none */
    const char *structure;            /* its short name; NULL: none */
};

/** page_rows_people(out, count, conn, arena, space, ids, n): in no order. */
CHECKED enum status page_rows_people(struct page_person **out, size_t *count, struct db_conn *conn,
                                     struct arena *arena, struct space_id space,
                                     const struct account_id *ids, size_t n);

/** page_rows_roles(out, count, conn, arena, ids, n): of those séances, each with its own together,
 * by role and account. */
CHECKED enum status page_rows_roles(struct role_row **out, size_t *count, struct db_conn *conn,
                                    struct arena *arena, const struct seance_id *ids, size_t n);

/** page_rows_answers(out, count, conn, arena, space, ids, n, account): what somebody said to those
 * séances, in no order, without offers. */
CHECKED enum status page_rows_answers(struct positioning_row **out, size_t *count,
                                      struct db_conn *conn, struct arena *arena,
                                      struct space_id space, const struct seance_id *ids, size_t n,
                                      struct account_id account);

struct page_number {
    struct seance_id seance;
    int64_t number;
};

/** page_rows_numbers(out, count, conn, arena, ids, n): seance_rows_number() of each, cancelled ones
 * too, in no order. */
CHECKED enum status page_rows_numbers(struct page_number **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, const struct seance_id *ids, size_t n);

struct page_seance {
    struct id asked; /* the id of it, or of a vault of it */
    struct seance_id id;
    const char *kind, *starts;
};

/** page_rows_seances(out, count, conn, arena, space, ids, n): the séances of a space that these ids
 * mean, their own or those of their vaults, in no order. */
CHECKED enum status page_rows_seances(struct page_seance **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, struct space_id space,
                                      const struct id *ids, size_t n);

#endif
