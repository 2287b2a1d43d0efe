#include "keys/recovery.h"

#include "anchors.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/rows/recovery_rows.h"
#include "trust/trust.h"

#include <string.h>

static const struct account_id NOBODY = {0};

static enum status seal(const struct act *act, struct db_conn *conn, const struct vault_row *vault,
                        uint32_t generation, const struct vault_key *key,
                        const struct account_public *recovery, struct account_id granter,
                        const struct account_keys *granter_keys)
{
    struct envelope envelope;
    const struct envelope_granter as = {granter, granter_keys, clock_now(),
                                        !id_is_none(&granter.id) &&
                                            (act->standing & RELATION_COORDINATION) != 0};
    enum status status =
        envelope_seal(&envelope, key, vault->id, generation, NOBODY, recovery, &as);
    if (status != STATUS_OK)
        return status;
    struct envelope_row row = {.vault = vault->id,
                               .space = act->space,
                               .generation = generation,
                               .granter = granter,
                               .at = as.at};
    memcpy(row.box, envelope.box, sizeof row.box);
    memcpy(row.signature, envelope.signature.bytes, sizeof row.signature);
    return recovery_rows_insert(conn, &row);
}

enum status recovery_seal(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                          uint32_t generation, const struct vault_key *key)
{
    struct account_public recovery;
    enum status status = anchors_recovery(act->core->anchors, &recovery, act->space);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = seal(act, conn, vault, generation, key, &recovery, act->who, act->keys);
    return status;
}

/* A person entitled at that time, or the recovery key that was replaced then. */
static enum status granter_of(struct account_public *out, struct act *act, struct db_conn *conn,
                              const struct envelope_row *row, const struct envelope *envelope)
{
    if (!id_is_none(&row->granter.id))
        return trust_as(out, act, conn, row->granter, row->at, envelope_by_coordination(envelope));
    enum status status = anchors_recovery_at(act->core->anchors, out, act->space, row->at - 1);
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

enum status recovery_open(struct vault_key *key, struct act *act, struct db_conn *conn,
                          struct vault_id vault, uint32_t generation,
                          const struct account_keys *recovery)
{
    struct envelope_row row;
    struct account_public granter;
    char text[ID_TEXT];
    *key = (struct vault_key){0};
    enum status status = recovery_rows_get(&row, conn, vault, generation);
    if (status == STATUS_NOT_FOUND)
        return status;
    struct envelope envelope = {
        .vault = vault, .generation = generation, .granter = row.granter, .at = row.at};
    memcpy(envelope.box, row.box, sizeof envelope.box);
    memcpy(envelope.signature.bytes, row.signature, sizeof envelope.signature.bytes);
    if (status == STATUS_OK)
        status = granter_of(&granter, act, conn, &row, &envelope);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_TAMPERED;
    if (status == STATUS_OK)
        status = envelope_open(key, &envelope, recovery, &granter);
    if (status != STATUS_OK)
        log_error("vault %s: its recovery envelope does not open: %s", id_text(text, &vault.id),
                  status_name(status));
    return status;
}

enum status recovery_hand_on(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                             uint32_t generation, const struct vault_key *key,
                             const struct account_keys *from, const struct account_public *to)
{
    enum status status = recovery_rows_drop(conn, vault->id, generation);
    if (status == STATUS_OK)
        status = seal(act, conn, vault, generation, key, to, NOBODY, from);
    return status;
}
