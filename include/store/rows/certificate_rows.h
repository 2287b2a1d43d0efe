/* Certificates. */
#ifndef STORE_CERTIFICATE_ROWS_H
#define STORE_CERTIFICATE_ROWS_H

#include "store/db.h"

struct certificate_row {
    struct space_id space;
    struct account_id account;
    int64_t number;
    uint8_t box_public[32];
    uint8_t sign_public[32];
    struct structure_id structure;
    bool coordination, represents;
    int64_t from, until, issued_at;
    struct account_id issuer; /* none: the recovery key */
    uint8_t signature[64];
};

/** certificate_rows_list(...): of one account in a space, newest first. */
CHECKED enum status certificate_rows_list(struct certificate_row **out, size_t *count,
                                          struct db_conn *conn, struct arena *arena,
                                          struct space_id space, struct account_id account);
/** certificate_rows_all(...): of everybody in a space: by account, each one's newest first. */
CHECKED enum status certificate_rows_all(struct certificate_row **out, size_t *count,
                                         struct db_conn *conn, struct arena *arena,
                                         struct space_id space);
/** certificate_rows_insert(conn, row): STATUS_CONFLICT for a known number. */
CHECKED enum status certificate_rows_insert(struct db_conn *conn,
                                            const struct certificate_row *row);

#endif
