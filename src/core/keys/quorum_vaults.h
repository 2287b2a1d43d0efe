/* Every vault key, opened by their key. */
#ifndef CORE_QUORUM_VAULTS_H
#define CORE_QUORUM_VAULTS_H

#include "act.h"
#include "crypto/envelope.h"
#include "keys/quorum.h"
#include "store/rows/vault_rows.h"

/** What is done with an opened vault key. */
typedef enum status quorum_vaults_use(struct act *act, struct db_conn *conn,
                                      const struct vault_row *vault, uint32_t generation,
                                      const struct vault_key *key, void *context);

/** quorum_vaults_each(out, act, conn, recovery, use, context): inside a write: every generation
 * of every vault of the act's space that the journal tells of, opened by the recovery key; those
 * that do not open, or whose row is hidden, are counted, and the rest goes on. */
CHECKED enum status quorum_vaults_each(struct quorum_count *out, struct act *act,
                                       struct db_conn *conn, const struct account_keys *recovery,
                                       quorum_vaults_use *use, void *context);

#endif
