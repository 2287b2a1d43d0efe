/* Structures and their sheets. */
#ifndef STORE_STRUCTURE_ROWS_H
#define STORE_STRUCTURE_ROWS_H

#include "store/db.h"

struct structure_row {
    struct structure_id id;
    struct space_id space;
    const char *name;
    const char *short_name;
    const char *kind;
    const char *sheet; /* JSON */
    int64_t version;
    int64_t created_at, updated_at, confirmed_at;
};

/** structure_rows_get(out, conn, arena, space, id): STATUS_NOT_FOUND also for another space's. */
CHECKED enum status structure_rows_get(struct structure_row *out, struct db_conn *conn,
                                       struct arena *arena, struct space_id space,
                                       struct structure_id id);

/** structure_rows_list(...): in no order; French names are sorted with collate_key(). */
CHECKED enum status structure_rows_list(struct structure_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        struct space_id space);

/** structure_rows_insert(conn, row): STATUS_CONFLICT for a known id, or a name taken. */
CHECKED enum status structure_rows_insert(struct db_conn *conn, const struct structure_row *row);

/** structure_rows_rename(conn, row, was): name, short name, kind, version and updated_at;
 * STATUS_CONFLICT unless its version was ${was}. */
CHECKED enum status structure_rows_rename(struct db_conn *conn, const struct structure_row *row,
                                          int64_t was);
/** structure_rows_edit(conn, row, was): sheet, version, updated_at and confirmed_at of ${row};
 * STATUS_CONFLICT unless its version was ${was}. */
CHECKED enum status structure_rows_edit(struct db_conn *conn, const struct structure_row *row,
                                        int64_t was);

/** structure_rows_confirm(conn, space, id, at): STATUS_NOT_FOUND without it. */
CHECKED enum status structure_rows_confirm(struct db_conn *conn, struct space_id space,
                                           struct structure_id id, int64_t at);

/** structure_rows_people(...): the present members of one, in no order. */
CHECKED enum status structure_rows_people(struct account_id **out, size_t *count,
                                          struct db_conn *conn, struct arena *arena,
                                          struct space_id space, struct structure_id id);

struct structure_size {
    struct structure_id id;
    int64_t people;
};

/** structure_rows_sizes(...): present members of those that have any, by id. */
CHECKED enum status structure_rows_sizes(struct structure_size **out, size_t *count,
                                         struct db_conn *conn, struct arena *arena,
                                         struct space_id space);

#endif
