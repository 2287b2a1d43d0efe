/* Vaults and who holds their keys. */
#ifndef CORE_VAULTS_H
#define CORE_VAULTS_H

#include "act.h"
#include "crypto/envelope.h"
#include "store/rows/vault_rows.h"

/* Vaults and who holds their keys.  Everything here runs inside the caller's read or write. */

/** vaults_open(key, vault, act, conn, seance, purpose): one's own envelope of the present
 * generation. STATUS_NOT_FOUND if there is no such vault or one holds no envelope; STATUS_TAMPERED
 * (logged) if the envelope does not verify or the generation is not the last one journalled.  Free
 * ${key} with vault_key_free(). */
CHECKED enum status vaults_open(struct vault_key *key, struct vault_row *vault, struct act *act,
                                struct db_conn *conn, struct seance_id seance, const char *purpose);

/** vaults_open_generation(key, act, conn, vault, generation): as vaults_open(), of one generation:
 * an older one for what was written before the last rotation. */
CHECKED enum status vaults_open_generation(struct vault_key *key, struct act *act,
                                           struct db_conn *conn, struct vault_id vault,
                                           uint32_t generation);

/** vaults_verify(act, conn, vault, generation, reader): that an envelope was granted by somebody
 * entitled to grant at that time, to the reader's certified keys, without opening it.
 * STATUS_TAMPERED if not, STATUS_NOT_FOUND if there is none or the reader has no certificate. */
CHECKED enum status vaults_verify(struct act *act, struct db_conn *conn,
                                  const struct vault_row *vault, uint32_t generation,
                                  struct account_id reader);

/** vaults_generations(out, core, conn, vault): how many keys it has had: what the row says, and no
 * more than the journal tells of. */
CHECKED enum status vaults_generations(uint32_t *out, struct core *core, struct db_conn *conn,
                                       const struct vault_row *vault);

/** vaults_is_present(core, conn, vault): whether the row's generation is the last one journalled:
 * STATUS_TAMPERED (logged) if not. */
CHECKED enum status vaults_is_present(struct core *core, struct db_conn *conn,
                                      const struct vault_row *vault);

/** vaults_is_due(out, core, conn, vault): whether somebody may know the present key and not what
 * comes: since it was made an envelope of the vault was taken from somebody, an access of the space
 * ended, or the trustees' sheets were renewed.  By what the journal tells, whatever the rows say.
 */
CHECKED enum status vaults_is_due(bool *out, struct core *core, struct db_conn *conn,
                                  const struct vault_row *vault);

/** vaults_create(key, vault, act, conn, seance, purpose): a new vault with an envelope for oneself,
 * and one for the recovery key. */
CHECKED enum status vaults_create(struct vault_key *key, struct vault_row *vault, struct act *act,
                                  struct db_conn *conn, struct seance_id seance,
                                  const char *purpose);

/** vaults_grant(act, conn, vault, key, readers, count, granted): an envelope for each of them who
 * has keys and holds none yet, each journalled; ${granted} (may be NULL) counts them.  ${key} is
 * of the present generation; those of the older ones that oneself holds are handed on too. */
CHECKED enum status vaults_grant(struct act *act, struct db_conn *conn,
                                 const struct vault_row *vault, const struct vault_key *key,
                                 const struct account_id *readers, size_t count, size_t *granted);

/** vaults_receive(act, conn, vault, generation, key): an envelope for oneself, if one holds none of
 * this generation; journalled. */
CHECKED enum status vaults_receive(struct act *act, struct db_conn *conn,
                                   const struct vault_row *vault, uint32_t generation,
                                   const struct vault_key *key);

/** vaults_may_rotate(out, act, conn, vault): false if something about who holds its present key, or
 * about who granted it to them, was edited: nobody is left out of the next key by an edit. */
CHECKED enum status vaults_may_rotate(bool *out, struct act *act, struct db_conn *conn,
                                      const struct vault_row *vault);

/** vaults_rotate(key, vault, act, conn): the next generation: a new key, sealed for whoever holds a
 * verified envelope of the present one, and for the recovery key.  The older envelopes stay, so
 * that what was written before can be read.  One need not hold the old key.  Journalled.
 * STATUS_TAMPERED, and nothing was done, where vaults_may_rotate() says no.  Free ${key} with
 * vault_key_free(). */
CHECKED enum status vaults_rotate(struct vault_key *key, struct vault_row *vault, struct act *act,
                                  struct db_conn *conn);

/** vaults_close(act, conn, vault, keeper): every envelope but those of ${keeper} goes, each
 * journalled.  vaults_drop(act, conn, vault): all of them, and the vault that no document needs any
 * more; STATUS_TAMPERED, and nothing goes, if its rows were edited. */
CHECKED enum status vaults_close(struct act *act, struct db_conn *conn,
                                 const struct vault_row *vault, struct account_id keeper);
CHECKED enum status vaults_drop(struct act *act, struct db_conn *conn,
                                const struct vault_row *vault);

/** vaults_ungrant(act, conn, vault, reader): the envelopes of one, journalled.  Where rows of the
 * vault were edited it stays as it is, to be whole again once they are back: before the next text
 * turning_renew() takes what was to be taken. */
CHECKED enum status vaults_ungrant(struct act *act, struct db_conn *conn,
                                   const struct vault_row *vault, struct account_id reader);

/** vaults_holders(holders, waiting, act, conn, vault, readers, count): new JSON arrays of persons:
 * who holds an envelope, and who of ${readers} does not yet. */
CHECKED enum status vaults_holders(json_t **holders, json_t **waiting, struct act *act,
                                   struct db_conn *conn, const struct vault_row *vault,
                                   const struct account_id *readers, size_t count);

#endif
