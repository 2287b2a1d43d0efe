/* Vaults and envelopes. */
#ifndef STORE_VAULT_ROWS_H
#define STORE_VAULT_ROWS_H

#include "store/db.h"

/* What a vault is for. */
#define VAULT_SHARED "shared"
#define VAULT_SITUATION "situation"
#define VAULT_SYNTHESIS "synthesis"

struct vault_row {
    struct vault_id id;
    struct space_id space;
    struct seance_id seance; /* none: the space's shared writing */
    const char *purpose;     /* shared, situation, synthesis */
    uint32_t generation;
    int64_t created_at;
};

struct envelope_row {
    struct vault_id vault;
    struct space_id space;
    uint32_t generation;
    struct account_id reader, granter;
    uint8_t box[81]; /* format, sealed key: struct envelope of the layer beside */
    uint8_t signature[64];
    int64_t at;
};

/** vault_rows_get(out, conn, arena, space, seance, purpose): ${seance} none for the shared one. */
CHECKED enum status vault_rows_get(struct vault_row *out, struct db_conn *conn, struct arena *arena,
                                   struct space_id space, struct seance_id seance,
                                   const char *purpose);
/** vault_rows_find(out, conn, arena, id): whosever it is. */
CHECKED enum status vault_rows_find(struct vault_row *out, struct db_conn *conn,
                                    struct arena *arena, struct vault_id id);
/** vault_rows_space(...): all of a space, oldest first. */
CHECKED enum status vault_rows_space(struct vault_row **out, size_t *count, struct db_conn *conn,
                                     struct arena *arena, struct space_id space);
/** vault_rows_held(...): those that somebody holds an envelope of, of any generation. */
CHECKED enum status vault_rows_held(struct vault_row **out, size_t *count, struct db_conn *conn,
                                    struct arena *arena, struct space_id space,
                                    struct account_id reader);
/** vault_rows_advance(conn, vault, was): to the next generation; STATUS_CONFLICT unless at ${was}.
 */
CHECKED enum status vault_rows_advance(struct db_conn *conn, struct vault_id vault, uint32_t was);
CHECKED enum status vault_rows_insert(struct db_conn *conn, const struct vault_row *row);

CHECKED enum status vault_rows_envelope(struct envelope_row *out, struct db_conn *conn,
                                        struct vault_id vault, uint32_t generation,
                                        struct account_id reader);
/** vault_rows_readers(out, count, conn, arena, vault, generation): who holds an envelope. */
CHECKED enum status vault_rows_readers(struct account_id **out, size_t *count, struct db_conn *conn,
                                       struct arena *arena, struct vault_id vault,
                                       uint32_t generation);
/** vault_rows_envelopes(...): every envelope of a vault, of any generation: generation and reader,
 * and nothing else of it. */
CHECKED enum status vault_rows_envelopes(struct envelope_row **out, size_t *count,
                                         struct db_conn *conn, struct arena *arena,
                                         struct vault_id vault);
CHECKED enum status vault_rows_insert_envelope(struct db_conn *conn,
                                               const struct envelope_row *row);

/** vault_rows_drop_reader(conn, vault, reader): the envelopes of one. */
CHECKED enum status vault_rows_drop_reader(struct db_conn *conn, struct vault_id vault,
                                           struct account_id reader);
/** vault_rows_drop_others(conn, vault, keeper): every envelope but that of ${keeper} (none: all).
 */
CHECKED enum status vault_rows_drop_others(struct db_conn *conn, struct vault_id vault,
                                           struct account_id keeper);
/** vault_rows_destroy(envelopes, conn, vault): the vault and every envelope of every generation, of
 * which there were ${envelopes}. */
CHECKED enum status vault_rows_destroy(int64_t *envelopes, struct db_conn *conn,
                                       struct vault_id vault);
/** vault_rows_drop(conn, vault): a vault that no document needs any more, and its envelopes. */
CHECKED enum status vault_rows_drop(struct db_conn *conn, struct vault_id vault);

#endif
