/* Every row about one account. */
#ifndef STORE_OWN_ROWS_H
#define STORE_OWN_ROWS_H

#include "store/db.h"

/* Every row of a space that is about one account, by what it is of: for their own copy of it. Seals
 * and ids of logins are left out: they open things. */

struct own_cell {
    const char *name;
    enum db_type type; /* INT, TEXT or BLOB; NULL if the row says nothing */
    int64_t number;
    const char *text;
    struct bytes blob;
};

struct own_row {
    struct own_cell *cells;
    size_t count;
};

/** own_rows_kinds(): how many kinds there are; own_rows_kind(kind): "memberships", "roles", …. */
size_t own_rows_kinds(void);
const char *own_rows_kind(size_t kind);

/** own_rows_read(out, count, conn, arena, kind, space, account): the rows of one kind, oldest
 * first. */
CHECKED enum status own_rows_read(struct own_row **out, size_t *count, struct db_conn *conn,
                                  struct arena *arena, size_t kind, struct space_id space,
                                  struct account_id account);

#endif
