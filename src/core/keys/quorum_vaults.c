#include "keys/quorum_vaults.h"

#include "base/log.h"
#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "keys/recovery.h"
#include "keys/vaults.h"
#include "trust/state.h"

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

/* Of the act's space and not dropped, by its newest entry; ${whole}: and its rows are those. */
static enum status is_one(bool *out, bool *whole, struct act *act, struct db_conn *conn,
                          const struct id *id)
{
    struct journal_row entry;
    struct bytes *rows;
    size_t count = 0;
    *out = *whole = false;
    enum status status = ledger_newest(&entry, act->core, conn, act->arena, id);
    if (status != STATUS_OK || !id_equal(&entry.space.id, &act->space.id))
        return status;
    status = state_take(whole, act, conn, STATE_VAULT, id);
    if (status == STATUS_OK)
        status = state_rows_read(&rows, &count, conn, act->arena, STATE_VAULT, id);
    *out = status == STATUS_OK && (count > 0 || (!*whole && !row_seal_given_up(&entry)));
    return status;
}

static enum status hidden(struct quorum_count *out, struct act *act, struct db_conn *conn,
                          const struct id *id)
{
    struct ledger_facts told;
    char text[ID_TEXT];
    enum status status = ledger_facts(&told, act->core, conn, id);
    out->broken += told.turns + 1;
    log_error("vault %s: its row is gone, or cannot be read", id_text(text, id));
    return status;
}

static enum status each(struct quorum_count *out, struct act *act, struct db_conn *conn,
                        const struct account_keys *recovery, const struct id *id,
                        quorum_vaults_use *use, void *context)
{
    struct vault_row vault;
    uint32_t most = 0;
    enum status status = vault_rows_find(&vault, conn, act->arena, (struct vault_id){*id});
    if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
        return hidden(out, act, conn, id);
    if (status == STATUS_OK)
        status = vaults_generations(&most, act->core, conn, &vault);
    for (uint32_t generation = 1; generation <= most && status == STATUS_OK; generation++)
        status = open_one(out, act, conn, recovery, &vault, generation, use, context);
    return status;
}

enum status quorum_vaults_each(struct quorum_count *out, struct act *act, struct db_conn *conn,
                               const struct account_keys *recovery, quorum_vaults_use *use,
                               void *context)
{
    struct id *ids;
    size_t count;
    *out = (struct quorum_count){0};
    enum status status = ledger_all(&ids, &count, act->core, conn, act->arena, STATE_VAULT);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool one, whole;
        status = is_one(&one, &whole, act, conn, &ids[i]);
        if (status != STATUS_OK || !one)
            continue;
        out->vaults++;
        out->edited += !whole;
        status = each(out, act, conn, recovery, &ids[i], use, context);
    }
    return status;
}
