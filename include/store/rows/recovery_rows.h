/* Envelopes for the recovery key. */
#ifndef STORE_RECOVERY_ROWS_H
#define STORE_RECOVERY_ROWS_H

#include "store/rows/vault_rows.h"

/* Envelopes for the recovery key: as envelope_row, the reader being none.  The granter is none if
 * the recovery key before this one handed it on. */

CHECKED enum status recovery_rows_get(struct envelope_row *out, struct db_conn *conn,
                                      struct vault_id vault, uint32_t generation);
CHECKED enum status recovery_rows_insert(struct db_conn *conn, const struct envelope_row *row);
/** recovery_rows_drop(conn, vault, generation): before another takes its place.  Those of a vault
 * that is deleted go with it. */
CHECKED enum status recovery_rows_drop(struct db_conn *conn, struct vault_id vault,
                                       uint32_t generation);

#endif
