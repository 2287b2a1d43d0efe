/* Journal entries, inner nodes and heads. */
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
    uint32_t capacity;                        /* what the actor was to the space */
    uint8_t signature[2 * JOURNAL_ROWS_HASH]; /* the actor's; zero: nobody's keys were there */
    uint8_t seal[JOURNAL_ROWS_HASH];          /* the server's, over this and the entry before */
    bool malformed;                           /* only scans and choices answer with such a row */
};

/** journal_rows_insert(conn, row): within a write.  STATUS_CONFLICT if the seq exists, or the space
 * or the actor does not. */
CHECKED enum status journal_rows_insert(struct db_conn *conn, const struct journal_row *row);

/** journal_rows_size(out, conn): the seq that the next entry takes. */
CHECKED enum status journal_rows_size(uint64_t *out, struct db_conn *conn);

/** journal_rows_outside(out, conn, most): entries whose seq is negative, or ${most} and more. */
CHECKED enum status journal_rows_outside(uint64_t *out, struct db_conn *conn, uint64_t most);

/** journal_rows_last(out, conn, arena), journal_rows_get(out, conn, arena, seq): one entry, its
 * texts in ${arena}.  STATUS_NOT_FOUND without it, STATUS_TAMPERED if an id or the leaf is
 * malformed. */
CHECKED enum status journal_rows_last(struct journal_row *out, struct db_conn *conn,
                                      struct arena *arena);
CHECKED enum status journal_rows_get(struct journal_row *out, struct db_conn *conn,
                                     struct arena *arena, uint64_t seq);

/** journal_rows_misses(count, conn, object): second factors missed since the last signing in. */
CHECKED enum status journal_rows_misses(int64_t *count, struct db_conn *conn,
                                        const struct id *object);

/** journal_rows_stated(out, conn, arena, object): the newest entry about ${object} that tells of
 * more than a reading or a leaving; as journal_rows_get(). */
CHECKED enum status journal_rows_stated(struct journal_row *out, struct db_conn *conn,
                                        struct arena *arena, const struct id *object);

/** journal_rows_newest(out, conn, arena, object, kind, action): the newest of this act on it;
 * ${kind} may be NULL. */
CHECKED enum status journal_rows_newest(struct journal_row *out, struct db_conn *conn,
                                        struct arena *arena, const struct id *object,
                                        const char *kind, const char *action);

/** Which entries a page shows; what is none or NULL does not choose. */
struct journal_choice {
    struct space_id space;
    struct account_id actor;
    struct seance_id seance; /* what happened to it, its texts and their vaults */
    const char *action;
    int64_t from, until; /* entries with from <= at < until; 0: no end */
    uint64_t before;     /* entries older than this seq; 0: from the newest */
};

/** journal_rows_choose(out, count, conn, arena, choice, limit): newest first; malformed entries
 * are among them, marked. */
CHECKED enum status journal_rows_choose(struct journal_row **out, size_t *count,
                                        struct db_conn *conn, struct arena *arena,
                                        const struct journal_choice *choice, unsigned limit);

/** journal_rows_scan(out, count, conn, arena, from, limit): entries of seq ${from} and more, in
 * order, the malformed ones marked: for whoever checks them all. */
CHECKED enum status journal_rows_scan(struct journal_row **out, size_t *count, struct db_conn *conn,
                                      struct arena *arena, int64_t from, unsigned limit);

/** journal_rows_seal(out, conn, seq): the seal of one entry, zero if it has none.  STATUS_NOT_FOUND
 * without the entry. */
CHECKED enum status journal_rows_seal(uint8_t out[JOURNAL_ROWS_HASH], struct db_conn *conn,
                                      uint64_t seq);

/** journal_rows_set_seal(conn, seq, seal): for entries of before there were seals. */
CHECKED enum status journal_rows_set_seal(struct db_conn *conn, uint64_t seq,
                                          const uint8_t seal[JOURNAL_ROWS_HASH]);

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

/** A kept node, as a scan finds it. */
struct journal_node_row {
    int64_t level, position;
    uint8_t hash[JOURNAL_ROWS_HASH]; /* zero if malformed */
};

/** journal_rows_nodes(out, count, conn, arena, level, from, limit): nodes of one level from
 * position ${from} on, in order. */
CHECKED enum status journal_rows_nodes(struct journal_node_row **out, size_t *count,
                                       struct db_conn *conn, struct arena *arena, unsigned level,
                                       uint64_t from, unsigned limit);

/** journal_rows_stray(out, conn, levels): nodes on no level from 1 to ${levels}. */
CHECKED enum status journal_rows_stray(uint64_t *out, struct db_conn *conn, unsigned levels);

/** What the server said of the journal at a moment. */
struct journal_head_row {
    uint64_t size;
    uint8_t root[JOURNAL_ROWS_HASH];
    uint8_t signature[2 * JOURNAL_ROWS_HASH];
    int64_t at;
    bool chained;                        /* older ones tell of none before */
    uint8_t previous[JOURNAL_ROWS_HASH]; /* digest of the head before; zero: the first */
    bool malformed;                      /* only journal_rows_heads() answers with such a row */
};

/** journal_rows_head_insert(conn, row): STATUS_CONFLICT if there is one of that size. */
CHECKED enum status journal_rows_head_insert(struct db_conn *conn,
                                             const struct journal_head_row *row);

/** journal_rows_head_last(out, conn): the largest.  STATUS_NOT_FOUND without any. */
CHECKED enum status journal_rows_head_last(struct journal_head_row *out, struct db_conn *conn);

/** journal_rows_heads(out, count, conn, arena, above, limit): heads of more than ${above} entries,
 * by size. */
CHECKED enum status journal_rows_heads(struct journal_head_row **out, size_t *count,
                                       struct db_conn *conn, struct arena *arena, int64_t above,
                                       unsigned limit);

#endif
