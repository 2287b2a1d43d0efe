#include "keys/quorum_vaults.h"

#include "journal/ledger.h"
#include "keys/recovery.h"
#include "keys/vaults.h"

static enum status open_one(struct quorum_count *out, struct act *act, struct db_conn *conn,
                            const struct account_keys *recovery, const struct vault_row *vault,
                            uint32_t generation, quorum_vaults_use *use, void *context)
{
    struct vault_key key;
    enum status status = recovery_open(&key, act, conn, vault->id, generation, recovery);
    if (status == STATUS_NOT_FOUND) {
        out->missing++;
        return STATUS_OK;
    }
    if (status == STATUS_TAMPERED) {
        out->broken++;
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = use(act, conn, vault, generation, &key, context);
    vault_key_free(&key);
    const bool edited = status == STATUS_TAMPERED && ledger_is_proven(act->core);
    out->opened += status == STATUS_OK;
    out->broken += edited;
    return edited ? STATUS_OK : status;
}

enum status quorum_vaults_each(struct quorum_count *out, struct act *act, struct db_conn *conn,
                               const struct account_keys *recovery, quorum_vaults_use *use,
                               void *context)
{
    struct vault_row *vaults;
    size_t count;
    *out = (struct quorum_count){0};
    enum status status = vault_rows_space(&vaults, &count, conn, act->arena, act->space);
    out->vaults = (unsigned)count;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        uint32_t most;
        status = vaults_generations(&most, act->core, conn, &vaults[i]);
        for (uint32_t generation = 1; generation <= most && status == STATUS_OK; generation++)
            status = open_one(out, act, conn, recovery, &vaults[i], generation, use, context);
    }
    return status;
}
