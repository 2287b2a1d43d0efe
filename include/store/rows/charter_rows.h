/* Charter versions and their signatures. */
#ifndef STORE_CHARTER_ROWS_H
#define STORE_CHARTER_ROWS_H

#include "store/db.h"

struct charter_row {
    struct charter_id id;
    struct space_id space;
    int64_t number;
    const char *text; /* NULL where a list leaves it out */
    uint8_t sha256[32];
    const char *note;
    int64_t published_at;
    struct account_id published_by;
    uint8_t signature[64];
};

/** charter_rows_versions(...): newest first, without their texts. */
CHECKED enum status charter_rows_versions(struct charter_row **out, size_t *count,
                                          struct db_conn *conn, struct arena *arena,
                                          struct space_id space);

/** charter_rows_newest(out, conn, arena, space): with its text; STATUS_NOT_FOUND before the first.
 */
CHECKED enum status charter_rows_newest(struct charter_row *out, struct db_conn *conn,
                                        struct arena *arena, struct space_id space);

/** charter_rows_insert(conn, row): STATUS_CONFLICT for a known id or number. */
CHECKED enum status charter_rows_insert(struct db_conn *conn, const struct charter_row *row);

struct charter_signature_row {
    struct charter_id charter;
    struct space_id space;
    struct id subject; /* a structure's id or an account's */
    const char *kind;  /* structure, person */
    struct account_id account;
    uint8_t box_public[32];
    uint8_t sign_public[32];
    bool keys_current; /* read only: these are the account's public keys today */
    int64_t signed_at;
    uint8_t signature[64];
};

/** charter_rows_signature(out, conn, arena, space, charter, kind, subject): or STATUS_NOT_FOUND. */
CHECKED enum status charter_rows_signature(struct charter_signature_row *out, struct db_conn *conn,
                                           struct arena *arena, struct space_id space,
                                           struct charter_id charter, const char *kind,
                                           struct id subject);

/** charter_rows_signatures(...): all of one version, in no order. */
CHECKED enum status charter_rows_signatures(struct charter_signature_row **out, size_t *count,
                                            struct db_conn *conn, struct arena *arena,
                                            struct space_id space, struct charter_id charter);

/** charter_rows_sign(conn, row): in the place of one that was there before. */
CHECKED enum status charter_rows_sign(struct db_conn *conn,
                                      const struct charter_signature_row *row);

#endif
