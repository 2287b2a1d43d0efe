#include "texts/drafts.h"

#include "journal/row_fold.h"
#include "keys/absence.h"
#include "trust/state.h"

#include <string.h>

enum status drafts_open(struct draft *out, struct act *act, struct db_conn *conn,
                        struct seance_id seance, const char *kind)
{
    *out = (struct draft){0};
    enum status status =
        document_rows_get(&out->document, conn, act->arena, act->space, seance, kind);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status != STATUS_OK)
        return status;
    out->exists = true;
    status = vaults_open(&out->key, &out->vault, act, conn, seance, kind);
    if (status == STATUS_NOT_FOUND) {
        out->locked = true;
        return STATUS_OK;
    }
    if (status == STATUS_OK)
        status = documents_open(&out->head, act, conn, &out->document, &out->vault, &out->key);
    if (status == STATUS_DENIED) { /* of a generation that was not handed to them */
        out->locked = true;
        return STATUS_OK;
    }
    return status;
}

void drafts_close(struct draft *draft)
{
    vault_key_free(&draft->key);
}

const char *drafts_state(const struct draft *draft, int64_t destroyed_at)
{
    if (draft->exists)
        return draft->document.state;
    return destroyed_at != 0 ? "expired" : "none";
}

enum status drafts_save(struct draft *draft, struct act *act, struct db_conn *conn,
                        struct seance_id seance, const char *kind, const json_t *values,
                        int64_t version)
{
    struct version_row next;
    enum status status = STATUS_OK;
    if (draft->locked)
        return act_fault(act, STATUS_DENIED, "locked");
    if (version != (int64_t)draft->head.head.version)
        return act_fault(act, STATUS_CONFLICT, "conflict_stale");
    if (draft->exists && json_equal(values, draft->head.values))
        return STATUS_OK;
    if (!draft->exists) {
        status = vaults_create(&draft->key, &draft->vault, act, conn, seance, kind);
        if (status == STATUS_OK)
            status = documents_create(&draft->document, act, conn, seance, draft->vault.id, kind,
                                      (struct id){0});
    }
    if (status == STATUS_OK)
        status = documents_append(&next, act, conn, &draft->document, &draft->vault, &draft->key,
                                  draft->exists ? &draft->head.head : NULL, values, NULL, false);
    if (status == STATUS_OK)
        status = document_rows_empty(conn, draft->document.id,
                                     row_fold_settled(act->core, conn, &draft->document.id.id),
                                     next.version);
    if (status == STATUS_OK) {
        draft->exists = true;
        draft->head.head = next;
    }
    return status;
}

enum status drafts_readers(json_t **readers, json_t **waiting, struct act *act,
                           struct db_conn *conn, const struct draft *draft,
                           const struct standing *standing, enum resource resource)
{
    struct account_id *entitled;
    size_t count;
    enum status status =
        standing_readers(&entitled, &count, act, conn, standing, standing->stage, resource);
    if (status != STATUS_OK)
        return status;
    status = vaults_holders(readers, waiting, act, conn, &draft->vault, entitled, count);
    act_json(act->arena, *readers);
    act_json(act->arena, *waiting);
    return status;
}

enum status drafts_grant(struct act *act, struct db_conn *conn, const struct draft *draft,
                         const struct standing *standing, enum stage stage, enum resource resource)
{
    struct account_id *entitled;
    size_t count;
    if (draft->locked || !draft->exists)
        return act_fault(act, STATUS_DENIED, "locked");
    enum status status = standing_readers(&entitled, &count, act, conn, standing, stage, resource);
    if (status == STATUS_OK)
        status = vaults_grant(act, conn, &draft->vault, &draft->key, entitled, count, NULL);
    return status;
}

enum status drafts_close_out(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                             const struct standing *standing, enum stage stage,
                             enum resource resource)
{
    struct account_id *entitled;
    struct account_id *holders;
    size_t entitled_count;
    size_t holder_count;
    enum status status =
        standing_readers(&entitled, &entitled_count, act, conn, standing, stage, resource);
    if (status == STATUS_OK)
        status = vault_rows_readers(&holders, &holder_count, conn, act->arena, vault->id,
                                    vault->generation);
    size_t gone = 0;
    for (size_t i = 0; status == STATUS_OK && i < holder_count; i++)
        if (!ID_AMONG(entitled, entitled_count, id, &holders[i].id))
            holders[gone++] = holders[i];
    return status == STATUS_OK ? absence_close(act, conn, vault, holders, gone) : status;
}

/* The vault of each is the one that its row names, whatever other rows say which it is. */
static enum status note_all(struct act *act, struct db_conn *conn, struct seance_id seance,
                            const char *kind)
{
    struct document_row *all;
    size_t count;
    enum status status =
        document_rows_list(&all, &count, conn, act->arena, act->space, seance, kind);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = state_note(act, conn, STATE_VAULT, &all[i].vault.id);
    return status;
}

static enum status drop_all(struct act *act, struct db_conn *conn, struct seance_id seance,
                            const char *kind)
{
    struct document_row *all;
    size_t count;
    enum status status =
        document_rows_list(&all, &count, conn, act->arena, act->space, seance, kind);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = document_rows_drop(conn, all[i].id);
    return status;
}

enum status drafts_noted(struct act *act, struct db_conn *conn, struct seance_id seance,
                         const char *kind, const char *notes)
{
    struct vault_row vault;
    enum status status = state_note(act, conn, STATE_SEANCE, &seance.id);
    if (status == STATUS_OK)
        status = note_all(act, conn, seance, notes);
    if (status == STATUS_OK)
        status = note_all(act, conn, seance, kind);
    if (status == STATUS_OK)
        status = vault_rows_get(&vault, conn, act->arena, act->space, seance, kind);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_VAULT, &vault.id.id);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status drafts_discard(struct act *act, struct db_conn *conn, struct seance_id seance,
                           const char *kind, const char *notes)
{
    struct vault_row vault;
    enum status status = drafts_noted(act, conn, seance, kind, notes);
    if (status == STATUS_OK)
        status = drop_all(act, conn, seance, notes);
    if (status == STATUS_OK)
        status = drop_all(act, conn, seance, kind);
    if (status == STATUS_OK)
        status = vault_rows_get(&vault, conn, act->arena, act->space, seance, kind);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = vaults_drop(act, conn, &vault);
    return status;
}

enum status drafts_refused(const struct act *act, const struct standing *standing,
                           enum resource resource)
{
    return act_may(act, resource, ACTION_READ, standing->relations, standing->stage)
               ? STATUS_DENIED
               : STATUS_NOT_FOUND;
}
