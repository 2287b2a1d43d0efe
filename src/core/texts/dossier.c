#include "texts/dossier.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "journal/row_fold.h"

const struct dossier_kind dossier_situation = {
    .name = VAULT_SITUATION,
    .word = "word",
    .author = TASK_WRITE,
    .resource = RESOURCE_SITUATION,
    .submit = LIFE_SUBMIT_SITUATION,
    .send_back = LIFE_SEND_BACK_SITUATION,
    .guard = GUARD_SITUATION,
    .submitted = STAGE_SUBMITTED,
};

const struct dossier_kind dossier_synthesis = {
    .name = VAULT_SYNTHESIS,
    .word = "synthesis_word",
    .author = TASK_CONCLUDE,
    .resource = RESOURCE_SYNTHESIS,
    .submit = LIFE_SUBMIT_SYNTHESIS,
    .send_back = LIFE_SEND_BACK_SYNTHESIS,
    .guard = GUARD_SYNTHESIS,
    .submitted = STAGE_DRAFTED,
};

enum status dossier_run(struct dossier *dossier, enum status (*closure)(struct db_conn *, void *))
{
    enum status status = db_write(dossier->act->core->db, closure, dossier);
    drafts_close(&dossier->draft);
    return status;
}

enum status dossier_begin(struct dossier *dossier, struct db_conn *conn, enum action action)
{
    struct act *act = dossier->act;
    const enum resource resource = dossier->kind->resource;
    const struct standing *standing = &dossier->standing;
    enum status status = standing_change(&dossier->standing, act, conn, dossier->seance);
    if (status != STATUS_OK)
        return status;
    if (!act_may(act, resource, action, standing->relations, standing->stage))
        return drafts_refused(act, standing, resource);
    return drafts_open(&dossier->draft, act, conn, dossier->seance, dossier->kind->name);
}

enum status dossier_begin_open(struct dossier *dossier, struct db_conn *conn, enum action action)
{
    enum status status = dossier_begin(dossier, conn, action);
    if (status == STATUS_OK && (dossier->draft.locked || !dossier->draft.exists))
        status = act_fault(dossier->act, STATUS_DENIED, "locked");
    return status;
}

enum status dossier_is_head(const struct dossier *dossier)
{
    if (dossier->version != (int64_t)dossier->draft.head.head.version)
        return act_fault(dossier->act, STATUS_CONFLICT, "conflict_stale");
    return STATUS_OK;
}

enum status dossier_note(struct dossier *dossier, struct db_conn *conn, const char *action)
{
    return journal_add(conn, dossier->act, action, dossier->kind->name, &dossier->seance.id,
                       BYTES_OF(dossier->draft.head.head.hash));
}

enum status dossier_move(struct dossier *dossier, struct db_conn *conn, enum life_event event,
                         unsigned guards, const char *state, const char *action)
{
    const struct life_step *step;
    enum status status = standing_step(&step, dossier->act, &dossier->standing, event, guards);
    if (status == STATUS_OK)
        status = seance_rows_move(conn, dossier->seance, access_stage_name(step->from),
                                  access_stage_name(step->to), clock_now());
    if (status == STATUS_OK)
        status = document_rows_set_state(conn, dossier->draft.document.id, state);
    if (status == STATUS_OK)
        status = dossier_note(dossier, conn, action);
    return status;
}

enum status dossier_grant(struct dossier *dossier, struct db_conn *conn, enum stage stage)
{
    return drafts_grant(dossier->act, conn, &dossier->draft, &dossier->standing, stage,
                        dossier->kind->resource);
}

enum status dossier_examine(struct dossier *dossier, const struct form *form)
{
    return guard_values(&dossier->guard, &dossier->values, dossier->act, form);
}

enum status dossier_pass(struct dossier *dossier, struct db_conn *conn)
{
    enum status status = guard_judge(dossier->act, &dossier->guard);
    if (status == STATUS_OK)
        status = guard_tell(conn, dossier->act, &dossier->guard, dossier->kind->name,
                            &dossier->seance.id);
    return status;
}

enum status dossier_write(struct dossier *dossier, struct db_conn *conn, const char *kind,
                          const char *field)
{
    json_t *note = act_json(dossier->act->arena, json_object());
    enum status status = dossier_pass(dossier, conn);
    if (json_object_set(note, "text", json_object_get(dossier->values, field)) != 0)
        return STATUS_FAILED;
    json_object_set(note, GUARD_MEMBER, json_object_get(dossier->values, GUARD_MEMBER));
    if (status == STATUS_OK)
        status = documents_note(dossier->act, conn, dossier->seance, kind, &dossier->draft.vault,
                                &dossier->draft.key, note, dossier->key);
    return status;
}

static enum status examine_text(struct dossier *dossier)
{
    const struct pack *pack = dossier->act->pack;
    bool situation = dossier->kind->resource == RESOURCE_SITUATION;
    return dossier_examine(dossier, situation ? pack->situation : pack->synthesis);
}

/* The version over the one that it was typed on; kept if others are to rely on it. */
static enum status save_version(struct dossier *dossier, struct db_conn *conn, bool kept)
{
    struct draft *draft = &dossier->draft;
    enum status status = drafts_save(draft, dossier->act, conn, dossier->seance,
                                     dossier->kind->name, dossier->values, dossier->version);
    if (status == STATUS_OK && kept)
        status = document_rows_keep(conn, draft->document.id, draft->head.head.version);
    return status;
}

static enum status save(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    enum status status = dossier_begin(dossier, conn, ACTION_SAVE);
    bool relied_on = dossier->standing.stage == dossier->kind->submitted;
    const bool begins = status == STATUS_OK && !dossier->draft.exists;
    if (status == STATUS_OK)
        status = save_version(dossier, conn, relied_on);
    if (status == STATUS_OK && begins) /* who writes it together begins together */
        status = dossier_grant(dossier, conn, dossier->standing.stage);
    if (status == STATUS_OK && relied_on)
        status = dossier_pass(dossier, conn);
    if (status == STATUS_OK && dossier->draft.head.head.version != (uint32_t)dossier->version)
        status = dossier_note(dossier, conn, "save");
    return status;
}

enum status dossier_save(struct dossier *dossier, int64_t *now_at)
{
    enum status status = examine_text(dossier);
    if (status == STATUS_OK)
        status = dossier_run(dossier, save);
    *now_at = status == STATUS_OK ? (int64_t)dossier->draft.head.head.version : 0;
    return status;
}

static enum status submit(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    const struct dossier_kind *kind = dossier->kind;
    enum status status = dossier_begin(dossier, conn, ACTION_SUBMIT);
    if (status == STATUS_OK)
        status = save_version(dossier, conn, true);
    if (status == STATUS_OK)
        status = dossier_pass(dossier, conn);
    if (status == STATUS_OK)
        status = dossier_move(dossier, conn, kind->submit, kind->guard, "submitted", "submit");
    if (status == STATUS_OK)
        status = dossier_grant(dossier, conn, kind->submitted);
    return status;
}

enum status dossier_submit(struct dossier *dossier)
{
    enum status status = examine_text(dossier);
    return status == STATUS_OK ? dossier_run(dossier, submit) : status;
}

/* Whoever began it, while they still write it. */
static struct account_id author(const struct dossier *dossier)
{
    const struct standing *standing = &dossier->standing;
    const uint32_t writing = dossier->kind->author == TASK_WRITE ? standing->shape->writers
                                                                 : standing->shape->concluders;
    const struct account_id first = dossier->draft.document.author;
    return standing_holds(standing, first, writing) ? first : standing_holder(standing, writing, 0);
}

static enum status send_back(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    struct draft *draft = &dossier->draft;
    const struct dossier_kind *kind = dossier->kind;
    enum status status = dossier_begin_open(dossier, conn, ACTION_SEND_BACK);
    if (status == STATUS_OK)
        status = dossier_write(dossier, conn, kind->word, "word");
    if (status == STATUS_OK) /* the same text submitted again is the same version */
        status = document_rows_unsign(conn, draft->document.id);
    row_fold_forget(dossier->act->core, &draft->document.id.id);
    if (status == STATUS_OK) /* nobody who reads a later version is to open this one */
        status = document_rows_release(conn, draft->document.id);
    if (status == STATUS_OK)
        status = dossier_move(dossier, conn, kind->send_back, 0, "sent_back", "send_back");
    if (status == STATUS_OK) /* what is written from here on is its author's draft again */
        status = vaults_close(dossier->act, conn, &draft->vault, author(dossier));
    return status;
}

enum status dossier_send_back(struct dossier *dossier)
{
    struct act *act = dossier->act;
    if (act_text(dossier->values, "word") == NULL)
        return act_fault_field(act, "word", "required");
    enum status status =
        dossier_examine(dossier, rules_form(act->core->rules, act->pack, "send_back"));
    return status == STATUS_OK ? dossier_run(dossier, send_back) : status;
}
