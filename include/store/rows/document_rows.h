/* Documents, versions, signatures. */
#ifndef STORE_DOCUMENT_ROWS_H
#define STORE_DOCUMENT_ROWS_H

#include "store/db.h"

struct document_row {
    struct document_id id;
    struct space_id space;
    struct seance_id seance;
    struct vault_id vault;
    const char *kind;  /* situation, synthesis, published, comment, word */
    const char *state; /* draft, submitted, sent_back, approved, published */
    struct account_id author;
    int64_t created_at;
    uint8_t secret[32]; /* of its own key */
};

struct version_row {
    struct document_id document;
    struct space_id space;
    uint32_t version;
    uint32_t generation;
    struct account_id author;
    struct bytes cipher; /* empty: a superseded draft */
    uint8_t previous[32];
    uint8_t hash[32];
    uint8_t signature[64];
    bool kept;
    int64_t at;
};

struct document_signature_row {
    struct document_id document;
    struct space_id space;
    uint32_t version;
    const char *role;
    struct account_id account;
    uint8_t content_digest[32];
    uint8_t signature[64];
    int64_t at;
};

/** document_rows_get(out, conn, arena, space, seance, kind): for kinds of which there is one. */
CHECKED enum status document_rows_get(struct document_row *out, struct db_conn *conn,
                                      struct arena *arena, struct space_id space,
                                      struct seance_id seance, const char *kind);
/** document_rows_list(...): all of a kind, oldest first (comments, words). */
CHECKED enum status document_rows_list(struct document_row **out, size_t *count,
                                       struct db_conn *conn, struct arena *arena,
                                       struct space_id space, struct seance_id seance,
                                       const char *kind);
CHECKED enum status document_rows_insert(struct db_conn *conn, const struct document_row *row);
CHECKED enum status document_rows_set_state(struct db_conn *conn, struct document_id id,
                                            const char *state);

/** document_rows_head(out, conn, arena, id): the newest version. */
CHECKED enum status document_rows_head(struct version_row *out, struct db_conn *conn,
                                       struct arena *arena, struct document_id id);
/** document_rows_append(conn, row): STATUS_CONFLICT if that version is there already. */
CHECKED enum status document_rows_append(struct db_conn *conn, const struct version_row *row);
/** document_rows_keep(conn, id, version): never empty this one. */
CHECKED enum status document_rows_keep(struct db_conn *conn, struct document_id id,
                                       uint32_t version);
/** document_rows_release(conn, id): no version of it is kept any more. */
CHECKED enum status document_rows_release(struct db_conn *conn, struct document_id id);
/** document_rows_empty(conn, id, after, before): drop the ciphertext of versions between the two
 * that are not kept: superseded drafts do not pile up. */
CHECKED enum status document_rows_empty(struct db_conn *conn, struct document_id id, int64_t after,
                                        uint32_t before);

/** document_rows_drop(conn, id): the document, its versions and its signatures. */
CHECKED enum status document_rows_drop(struct db_conn *conn, struct document_id id);

CHECKED enum status document_rows_sign(struct db_conn *conn,
                                       const struct document_signature_row *row);
/** document_rows_unsign(conn, id): every signature of every version goes. */
CHECKED enum status document_rows_unsign(struct db_conn *conn, struct document_id id);
/** document_rows_signatures(...): of one version, in the order of signing. */
CHECKED enum status document_rows_signatures(struct document_signature_row **out, size_t *count,
                                             struct db_conn *conn, struct arena *arena,
                                             struct document_id id, uint32_t version);

#endif
