/* Each vault key sealed for the recovery key too. */
#ifndef CORE_RECOVERY_H
#define CORE_RECOVERY_H

#include "act.h"
#include "crypto/envelope.h"
#include "store/rows/vault_rows.h"

/* Every vault key is sealed for the space's recovery key too, in the act that makes it, so that the
 * trustees can open it when nobody else does.  Everything here runs inside the caller's read or
 * write. */

/** recovery_seal(act, conn, vault, generation, key): its envelope; nothing if the space has no
 * recovery key.  The caller journals the vault afterwards. */
CHECKED enum status recovery_seal(struct act *act, struct db_conn *conn,
                                  const struct vault_row *vault, uint32_t generation,
                                  const struct vault_key *key);

/** recovery_open(key, act, conn, vault, generation, recovery): the vault key, by the private half.
 * STATUS_NOT_FOUND without an envelope, STATUS_TAMPERED (logged) if it was not granted by somebody
 * entitled, or does not open.  Free ${key} with vault_key_free(). */
CHECKED enum status recovery_open(struct vault_key *key, struct act *act, struct db_conn *conn,
                                  struct vault_id vault, uint32_t generation,
                                  const struct account_keys *recovery);

/** recovery_hand_on(act, conn, vault, generation, key, from, to): the envelope for the recovery key
 * that follows, signed by the one before it, in the place of its own. */
CHECKED enum status recovery_hand_on(struct act *act, struct db_conn *conn,
                                     const struct vault_row *vault, uint32_t generation,
                                     const struct vault_key *key, const struct account_keys *from,
                                     const struct account_public *to);

#endif
