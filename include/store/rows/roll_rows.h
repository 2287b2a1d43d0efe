/* The members of a space with their accounts' keys, in one set. */
#ifndef STORE_ROLL_ROWS_H
#define STORE_ROLL_ROWS_H

#include "store/rows/person_rows.h"

struct roll_row {
    struct membership_row membership;
    struct account_row account; /* id, state, public keys, nothing else; the state is NULL if its
                                 * row was put away */
};

/** roll_rows_list(...): those whose access is open, by account. */
CHECKED enum status roll_rows_list(struct roll_row **out, size_t *count, struct db_conn *conn,
                                   struct arena *arena, struct space_id space);

#endif
