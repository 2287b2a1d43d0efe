#ifndef STORE_JOURNAL_ROWS_H
#define STORE_JOURNAL_ROWS_H

#include "store/db.h"

/* The journal as it lies in the database.  What an entry means, how its leaf is computed and which
 * inner nodes a new leaf completes is the business of the layer above. */

enum { JOURNAL_ROWS_HASH = 32 };

struct journal_row {
    uint64_t seq; /* leaf index, from 0 */
    int64_t at;
    struct space_id space;
    struct account_id actor; /* none: the operator */
    const char *action;
    const char *object_kind;
    struct id object;    /* may be none */
    struct bytes detail; /* may be empty */
    uint8_t leaf[JOURNAL_ROWS_HASH];
};

/** journal_rows_insert(conn, row): within a write.  STATUS_CONFLICT if the seq exists, or the space
 * or the actor does not. */
CHECKED enum status journal_rows_insert(struct db_conn *conn, const struct journal_row *row);

/** journal_rows_size(out, conn): the seq that the next entry takes. */
CHECKED enum status journal_rows_size(uint64_t *out, struct db_conn *conn);

/** journal_rows_last(out, conn, arena), journal_rows_get(out, conn, arena, seq): one entry, its
 * texts in ${arena}.  STATUS_NOT_FOUND without it, STATUS_TAMPERED if an id or the leaf is
 * malformed. */
CHECKED enum status journal_rows_last(struct journal_row *out, struct db_conn *conn,
                                      struct arena *arena);
CHECKED enum status journal_rows_get(struct journal_row *out, struct db_conn *conn,
                                     struct arena *arena, uint64_t seq);

/** journal_rows_of_object(out, count, conn, arena, object): every entry about ${object}, oldest
 * first, in ${arena}; none is OK with count 0. */
CHECKED enum status journal_rows_of_object(struct journal_row **out, size_t *count,
                                           struct db_conn *conn, struct arena *arena,
                                           struct id object);

/** journal_rows_has(out, conn, actor, action, kind, object): whether there is such an entry. */
CHECKED enum status journal_rows_has(bool *out, struct db_conn *conn, struct account_id actor,
                                     const char *action, const char *kind, struct id object);

/** journal_rows_node_insert(conn, level, position, hash): keep the hash of a complete subtree over
 * 2^level leaves, level 1 at least.  STATUS_CONFLICT if it is there: nodes never change. */
CHECKED enum status journal_rows_node_insert(struct db_conn *conn, unsigned level,
                                             uint64_t position,
                                             const uint8_t hash[JOURNAL_ROWS_HASH]);

/** journal_rows_node(out, conn, level, position): that hash; level 0 answers with the leaf.
 * STATUS_NOT_FOUND without it, STATUS_TAMPERED if it is malformed. */
CHECKED enum status journal_rows_node(uint8_t out[JOURNAL_ROWS_HASH], struct db_conn *conn,
                                      unsigned level, uint64_t position);

#endif
