#include "core/situation.h"

#include "base/clock.h"
#include "core/drafts.h"
#include "core/journal.h"
#include "core/readers.h"

#include <string.h>

#define KIND "situation"
#define WORD "word"

/* One change, its inputs and what it finds; runs on the writer's thread. */
struct change {
    struct act *act;
    struct seance_id seance;
    const json_t *values;
    const char *word;
    int64_t version;
    struct standing standing;
    struct draft draft;
};

static enum status begin(struct change *change, struct db_conn *conn, enum action action)
{
    struct act *act = change->act;
    enum status status = standing_change(&change->standing, act, conn, change->seance);
    if (status != STATUS_OK)
        return status;
    if (!act_may(act, RESOURCE_SITUATION, action, change->standing.relations,
                 change->standing.stage))
        return drafts_refused(act, &change->standing, RESOURCE_SITUATION);
    return drafts_open(&change->draft, act, conn, change->seance, KIND);
}

static enum status note(struct change *change, struct db_conn *conn, const char *action)
{
    return journal_add(conn, change->act, action, KIND, &change->seance.id,
                       BYTES_OF(change->draft.head.head.hash));
}

/* Moves the séance, the document's state, and tells the journal. */
static enum status move(struct change *change, struct db_conn *conn, enum life_event event,
                        unsigned guards, const char *state, const char *action)
{
    const struct life_step *step;
    enum status status = standing_step(&step, change->act, &change->standing, event, guards);
    if (status == STATUS_OK)
        status = seance_rows_move(conn, change->seance, access_stage_name(step->from),
                                  access_stage_name(step->to), clock_now());
    if (status == STATUS_OK)
        status = document_rows_set_state(conn, change->draft.document.id, state);
    if (status == STATUS_OK)
        status = note(change, conn, action);
    return status;
}

static enum status run(struct change *change, enum status (*closure)(struct db_conn *, void *))
{
    enum status status = db_write(change->act->core->db, closure, change);
    drafts_close(&change->draft);
    return status;
}

static enum status save(struct db_conn *conn, void *context)
{
    struct change *change = context;
    enum status status = begin(change, conn, ACTION_SAVE);
    if (status == STATUS_OK)
        status = drafts_save(&change->draft, change->act, conn, change->seance, KIND,
                             change->values, change->version);
    if (status == STATUS_OK && change->draft.head.head.version != (uint32_t)change->version)
        status = note(change, conn, "save");
    return status;
}

enum status situation_save(struct act *act, struct seance_id seance, const json_t *values,
                           int64_t version, int64_t *now_at)
{
    struct change change = {.act = act, .seance = seance, .values = values, .version = version};
    enum status status = run(&change, save);
    *now_at = status == STATUS_OK ? (int64_t)change.draft.head.head.version : 0;
    return status;
}

static enum status submit(struct db_conn *conn, void *context)
{
    struct change *change = context;
    enum status status = begin(change, conn, ACTION_SUBMIT);
    if (status == STATUS_OK)
        status = drafts_save(&change->draft, change->act, conn, change->seance, KIND,
                             change->values, change->version);
    if (status == STATUS_OK)
        status =
            document_rows_keep(conn, change->draft.document.id, change->draft.head.head.version);
    if (status == STATUS_OK)
        status = move(change, conn, LIFE_SUBMIT_SITUATION, GUARD_SITUATION, "submitted", "submit");
    if (status == STATUS_OK)
        status = drafts_grant(change->act, conn, &change->draft, &change->standing, STAGE_SUBMITTED,
                              RESOURCE_SITUATION);
    return status;
}

enum status situation_submit(struct act *act, struct seance_id seance, const json_t *values,
                             int64_t version)
{
    struct change change = {.act = act, .seance = seance, .values = values, .version = version};
    char now[8];
    struct tm today;
    clock_local(clock_now(), &today);
    if (strftime(now, sizeof now, "%Y-%m", &today) == 0)
        return STATUS_FAILED;
    const char *closed = act_text(values, "closed_on");
    if (closed == NULL) /* the space is for past situations only */
        return act_fault_field(act, "closed_on", "not_closed");
    if (!clock_is_month(closed) || strcmp(closed, now) > 0)
        return act_fault_field(act, "closed_on", "month_in_future");
    return run(&change, submit);
}

static enum status is_head(const struct change *change)
{
    if (change->draft.locked || !change->draft.exists)
        return act_fault(change->act, STATUS_DENIED, "locked");
    if (change->version != (int64_t)change->draft.head.head.version)
        return act_fault(change->act, STATUS_CONFLICT, "conflict_stale");
    return STATUS_OK;
}

static enum status approve(struct db_conn *conn, void *context)
{
    struct change *change = context;
    enum status status = begin(change, conn, ACTION_APPROVE);
    if (status == STATUS_OK)
        status = is_head(change);
    if (status == STATUS_OK)
        status = move(change, conn, LIFE_APPROVE, 0, "approved", "approve");
    if (status == STATUS_OK)
        status = drafts_grant(change->act, conn, &change->draft, &change->standing, STAGE_PREPARED,
                              RESOURCE_SITUATION);
    return status;
}

enum status situation_approve(struct act *act, struct seance_id seance, int64_t version)
{
    struct change change = {.act = act, .seance = seance, .version = version};
    return run(&change, approve);
}

static enum status send_back(struct db_conn *conn, void *context)
{
    struct change *change = context;
    struct account_id narrator;
    enum status status = begin(change, conn, ACTION_SEND_BACK);
    if (status == STATUS_OK && change->draft.locked)
        status = act_fault(change->act, STATUS_DENIED, "locked");
    if (status == STATUS_OK)
        status = documents_note(change->act, conn, change->seance, WORD, &change->draft.vault,
                                &change->draft.key, change->word, (struct id){0});
    if (status == STATUS_OK)
        status = move(change, conn, LIFE_SEND_BACK_SITUATION, 0, "sent_back", "send_back");
    narrator = standing_role(&change->standing, "narrator");
    if (status == STATUS_OK) /* what is written from here on is the narrator's draft again */
        status = vaults_close(change->act, conn, &change->draft.vault, narrator);
    return status;
}

enum status situation_send_back(struct act *act, struct seance_id seance, const char *word)
{
    struct change change = {.act = act, .seance = seance, .word = word};
    if (word == NULL)
        return act_fault_field(act, "word", "required");
    return run(&change, send_back);
}

static enum status grant(struct db_conn *conn, void *context)
{
    struct change *change = context;
    enum status status = begin(change, conn, ACTION_GRANT);
    if (status == STATUS_OK)
        status = drafts_grant(change->act, conn, &change->draft, &change->standing,
                              change->standing.stage, RESOURCE_SITUATION);
    return status;
}

enum status situation_grant(struct act *act, struct seance_id seance)
{
    struct change change = {.act = act, .seance = seance};
    return run(&change, grant);
}

enum status situation_open_to_readers(struct db_conn *conn, struct act *act,
                                      struct seance_id seance)
{
    struct standing standing;
    struct vault_row vault;
    struct draft draft = {0};
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status == STATUS_OK)
        status = drafts_open(&draft, act, conn, seance, KIND);
    if (status == STATUS_OK && draft.exists && !draft.locked)
        status = drafts_grant(act, conn, &draft, &standing, standing.stage, RESOURCE_SITUATION);
    if (status == STATUS_OK && draft.exists)
        status = vault_rows_get(&vault, conn, act->arena, act->space, seance, KIND);
    if (status == STATUS_OK && draft.exists)
        status = drafts_close_out(act, conn, &vault, &standing, standing.stage, RESOURCE_SITUATION);
    drafts_close(&draft);
    return status;
}

enum status situation_role_given_back(struct db_conn *conn, struct act *act,
                                      struct seance_id seance, const char *role)
{
    struct document_row document;
    struct vault_row vault;
    if (strcmp(role, "narrator") == 0)
        return drafts_discard(act, conn, seance, KIND, WORD);
    enum status status = document_rows_get(&document, conn, act->arena, act->space, seance, KIND);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK && strcmp(document.state, "submitted") == 0)
        status = document_rows_set_state(conn, document.id, "draft");
    if (status == STATUS_OK) /* whoever else gave their role back: what follows is a draft */
        status = vault_rows_get(&vault, conn, act->arena, act->space, seance, KIND);
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
        json_object_set_new(model, "author", act_person(act, conn, head->author)) != 0 ||
        json_object_set_new(model, "at", json_integer((json_int_t)head->at)) != 0)
        return STATUS_FAILED;
    enum status status = documents_notes(&words, act, conn, draft->document.seance, WORD,
                                         &draft->vault, &draft->key);
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
    enum status status = drafts_open(draft, act, conn, standing->seance.id, KIND);
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
                  standing->seance.stage, "state", draft->exists ? draft->document.state : "none",
                  "version", (json_int_t)draft->head.head.version, "locked", draft->locked,
                  "readers", readers, "waiting", waiting, "i_save",
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
        status = journal_read(act, KIND, &seance.id, BYTES_OF(draft.head.head.hash));
    if (status != STATUS_OK)
        *out = NULL;
    return status;
}
