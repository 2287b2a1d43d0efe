#include "texts/situation.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "texts/dossier.h"
#include "texts/readers.h"
#include "trust/person.h"

#include <string.h>

enum status situation_save(struct act *act, struct seance_id seance, const json_t *values,
                           int64_t version, int64_t *now_at)
{
    struct dossier dossier = {.kind = &dossier_situation,
                              .act = act,
                              .seance = seance,
                              .values = values,
                              .version = version};
    return dossier_save(&dossier, now_at);
}

enum status situation_submit(struct act *act, struct seance_id seance, const json_t *values,
                             int64_t version)
{
    struct dossier dossier = {.kind = &dossier_situation,
                              .act = act,
                              .seance = seance,
                              .values = values,
                              .version = version};
    char now[8];
    struct tm today;
    clock_local(clock_now(), &today);
    if (strftime(now, sizeof now, "%Y-%m", &today) == 0)
        return STATUS_FAILED;
    const char *closed = act_text(values, "closed_on");
    if (closed == NULL && act->pack->closed_only)
        return act_fault_field(act, "closed_on", "not_closed");
    if (closed == NULL)
        return dossier_submit(&dossier);
    if (!clock_is_month(closed) || strcmp(closed, now) > 0)
        return act_fault_field(act, "closed_on", "month_in_future");
    return dossier_submit(&dossier);
}

static enum status approve(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    enum status status = dossier_begin_open(dossier, conn, ACTION_APPROVE);
    if (status == STATUS_OK)
        status = dossier_is_head(dossier);
    if (status == STATUS_OK)
        status = dossier_move(dossier, conn, LIFE_APPROVE, 0, "approved", "approve");
    if (status == STATUS_OK)
        status = dossier_grant(dossier, conn, STAGE_PREPARED);
    return status;
}

enum status situation_approve(struct act *act, struct seance_id seance, int64_t version)
{
    struct dossier dossier = {
        .kind = &dossier_situation, .act = act, .seance = seance, .version = version};
    return dossier_run(&dossier, approve);
}

enum status situation_send_back(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct dossier dossier = {
        .kind = &dossier_situation, .act = act, .seance = seance, .values = fields};
    return dossier_send_back(&dossier);
}

static enum status grant(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    enum status status = dossier_begin(dossier, conn, ACTION_GRANT);
    if (status == STATUS_OK)
        status = dossier_grant(dossier, conn, dossier->standing.stage);
    return status;
}

enum status situation_grant(struct act *act, struct seance_id seance)
{
    struct dossier dossier = {.kind = &dossier_situation, .act = act, .seance = seance};
    return dossier_run(&dossier, grant);
}

enum status situation_open_to_readers(struct db_conn *conn, struct act *act,
                                      struct seance_id seance)
{
    struct standing standing;
    struct vault_row vault;
    struct draft draft = {0};
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status == STATUS_OK)
        status = drafts_open(&draft, act, conn, seance, VAULT_SITUATION);
    if (status == STATUS_OK && draft.exists && !draft.locked)
        status = drafts_grant(act, conn, &draft, &standing, standing.stage, RESOURCE_SITUATION);
    if (status == STATUS_OK && draft.exists)
        status = vault_rows_get(&vault, conn, act->arena, act->space, seance, VAULT_SITUATION);
    if (status == STATUS_OK && draft.exists)
        status = drafts_close_out(act, conn, &vault, &standing, standing.stage, RESOURCE_SITUATION);
    drafts_close(&draft);
    return status;
}

enum status situation_noted(struct db_conn *conn, struct act *act, struct seance_id seance)
{
    return drafts_noted(act, conn, seance, VAULT_SITUATION, dossier_situation.word);
}

enum status situation_role_given_back(struct db_conn *conn, struct act *act,
                                      struct seance_id seance, bool writes)
{
    struct document_row document;
    struct vault_row vault;
    if (writes)
        return drafts_discard(act, conn, seance, VAULT_SITUATION, dossier_situation.word);
    enum status status =
        document_rows_get(&document, conn, act->arena, act->space, seance, VAULT_SITUATION);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK && strcmp(document.state, "submitted") == 0)
        status = document_rows_set_state(conn, document.id, "draft");
    if (status == STATUS_OK) /* whoever else gave their role back: what follows is a draft */
        status = vault_rows_get(&vault, conn, act->arena, act->space, seance, VAULT_SITUATION);
    if (status == STATUS_OK)
        status = vaults_close(act, conn, &vault, document.author);
    return status;
}

static enum status text_of(json_t *model, struct act *act, struct db_conn *conn,
                           const struct draft *draft)
{
    json_t *words;
    const struct version_row *head = &draft->head.head;
    if (json_object_set(model, "values", draft->head.values) != 0 ||
        json_object_set_new(model, "author", person_json(act, conn, head->author)) != 0 ||
        json_object_set_new(model, "at", json_integer((json_int_t)head->at)) != 0)
        return STATUS_FAILED;
    enum status status = documents_notes(&words, act, conn, draft->document.seance,
                                         dossier_situation.word, &draft->vault, &draft->key);
    size_t count = json_array_size(words);
    if (status == STATUS_OK && count > 0 && strcmp(draft->document.state, "approved") != 0 &&
        json_object_set(model, "word", json_array_get(words, count - 1)) != 0)
        status = STATUS_FAILED;
    json_decref(words);
    return status;
}

static enum status view(json_t **out, struct act *act, struct db_conn *conn,
                        struct standing *standing, struct draft *draft)
{
    const uint32_t relations = standing->relations;
    const enum stage stage = standing->stage;
    json_t *readers = NULL;
    json_t *waiting = NULL;
    if (!act_may(act, RESOURCE_SITUATION, ACTION_READ, relations, stage))
        return STATUS_NOT_FOUND;
    enum status status = drafts_open(draft, act, conn, standing->seance.id, VAULT_SITUATION);
    if (status != STATUS_OK)
        return status;
    bool grants = draft->exists && !draft->locked &&
                  act_may(act, RESOURCE_SITUATION, ACTION_GRANT, relations, stage);
    if (draft->exists && !draft->locked)
        status = drafts_readers(&readers, &waiting, act, conn, draft, standing, RESOURCE_SITUATION);
    if (status != STATUS_OK)
        return status;
    *out = act_json(
        act->arena,
        json_pack("{s:s, s:s, s:I, s:b, s:O*, s:O*, s:b, s:b, s:b, s:b, s:b}", "stage",
                  standing->seance.stage, "state",
                  drafts_state(draft, standing->seance.situation_destroyed_at), "version",
                  (json_int_t)draft->head.head.version, "locked", draft->locked, "readers", readers,
                  "waiting", waiting, "i_save",
                  act_may(act, RESOURCE_SITUATION, ACTION_SAVE, relations, stage), "i_submit",
                  act_may(act, RESOURCE_SITUATION, ACTION_SUBMIT, relations, stage), "i_approve",
                  act_may(act, RESOURCE_SITUATION, ACTION_APPROVE, relations, stage), "i_send_back",
                  act_may(act, RESOURCE_SITUATION, ACTION_SEND_BACK, relations, stage), "i_grant",
                  grants && json_array_size(waiting) > 0));
    status = readers_tell(*out, act, conn, standing, RESOURCE_SITUATION);
    if (status == STATUS_OK && draft->head.values != NULL)
        status = text_of(*out, act, conn, draft);
    return status;
}

enum status situation_view(struct act *act, json_t **out, struct seance_id seance)
{
    struct standing standing;
    struct draft draft = {0};
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status == STATUS_OK)
        status = view(out, act, conn, &standing, &draft);
    db_done(conn);
    drafts_close(&draft);
    if (status == STATUS_OK && draft.head.values != NULL)
        status = journal_read(act, VAULT_SITUATION, &seance.id, BYTES_OF(draft.head.head.hash));
    if (status != STATUS_OK)
        *out = NULL;
    return status;
}
