/* Vaults get their next key. */
#ifndef CORE_TURNING_H
#define CORE_TURNING_H

#include "act.h"
#include "keys/vaults.h"

/* Vaults get their next key. */

/** turning_turn(key, vault, act, conn, old): inside a write: the next generation for those who hold
 * the present one, whose key is ${old} (none: not held).  ${vault} and ${key} are then that
 * generation; claims of invitations under way, sealed under the space's, are sealed anew. */
CHECKED enum status turning_turn(struct vault_key *key, struct vault_row *vault, struct act *act,
                                 struct db_conn *conn, const struct vault_key *old);

/** turning_renew(act, conn, vault, key): before anything new is sealed under a vault's present key.
 * If somebody holds it who may not read there as things stand, their envelopes go; if any did, or
 * the vault is due (vaults_is_due()), it turns for those who remain: ${vault} and ${key} are then
 * the next generation.  Whoever holds the key and writes may: no right to grant is asked, since
 * nobody gets a key who had none. */
CHECKED enum status turning_renew(struct act *act, struct db_conn *conn, struct vault_row *vault,
                                  struct vault_key *key);

#endif
