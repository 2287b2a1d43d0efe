#include "core/synthesis.h"

#include "base/clock.h"
#include "core/journal.h"
#include "core/publication.h"

#include <string.h>

#define KIND "synthesis"
#define WORD "synthesis_word"
#define COMMENT "comment"

/* One change, its inputs and what it finds; runs on the writer's thread. */
struct change {
    struct act *act;
    struct seance_id seance;
    const json_t *values;
    const char *text;
    struct id key;
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
    if (!act_may(act, RESOURCE_SYNTHESIS, action, change->standing.relations,
                 change->standing.stage))
        return drafts_refused(act, &change->standing, RESOURCE_SYNTHESIS);
    return drafts_open(&change->draft, act, conn, change->seance, KIND);
}

/* begin(), for what needs a text that one can open. */
static enum status begin_open(struct change *change, struct db_conn *conn, enum action action)
{
    enum status status = begin(change, conn, action);
    if (status == STATUS_OK && (change->draft.locked || !change->draft.exists))
        status = act_fault(change->act, STATUS_DENIED, "locked");
    return status;
}

static enum status note(struct change *change, struct db_conn *conn, const char *action)
{
    return journal_add(conn, change->act, action, KIND, &change->seance.id,
                       BYTES_OF(change->draft.head.head.hash));
}

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
    if (status == STATUS_OK && change->standing.stage == STAGE_DRAFTED)
        status =
            document_rows_keep(conn, change->draft.document.id, change->draft.head.head.version);
    if (status == STATUS_OK && change->draft.head.head.version != (uint32_t)change->version)
        status = note(change, conn, "save");
    return status;
}

enum status synthesis_save(struct act *act, struct seance_id seance, const json_t *values,
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
        status = move(change, conn, LIFE_SUBMIT_SYNTHESIS, GUARD_SYNTHESIS, "submitted", "submit");
    if (status == STATUS_OK)
        status = drafts_grant(change->act, conn, &change->draft, &change->standing, STAGE_DRAFTED,
                              RESOURCE_SYNTHESIS);
    return status;
}

enum status synthesis_submit(struct act *act, struct seance_id seance, const json_t *values,
                             int64_t version)
{
    struct change change = {.act = act, .seance = seance, .values = values, .version = version};
    return run(&change, submit);
}

static enum status send_back(struct db_conn *conn, void *context)
{
    struct change *change = context;
    enum status status = begin_open(change, conn, ACTION_SEND_BACK);
    if (status == STATUS_OK)
        status = documents_note(change->act, conn, change->seance, WORD, &change->draft.vault,
                                &change->draft.key, change->text, (struct id){0});
    if (status == STATUS_OK) /* the same text submitted again is the same version */
        status = document_rows_unsign(conn, change->draft.document.id);
    if (status == STATUS_OK)
        status = move(change, conn, LIFE_SEND_BACK_SYNTHESIS, 0, "sent_back", "send_back");
    if (status == STATUS_OK) /* the secretary's draft again */
        status = vaults_close(change->act, conn, &change->draft.vault,
                              standing_role(&change->standing, "secretary"));
    return status;
}

enum status synthesis_send_back(struct act *act, struct seance_id seance, const char *word)
{
    struct change change = {.act = act, .seance = seance, .text = word};
    if (word == NULL)
        return act_fault_field(act, "word", "required");
    return run(&change, send_back);
}

static enum status comment(struct db_conn *conn, void *context)
{
    struct change *change = context;
    enum status status = begin_open(change, conn, ACTION_COMMENT);
    if (status == STATUS_OK)
        status = documents_note(change->act, conn, change->seance, COMMENT, &change->draft.vault,
                                &change->draft.key, change->text, change->key);
    if (status == STATUS_OK)
        status = note(change, conn, "comment");
    return status;
}

enum status synthesis_comment(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct change change = {.act = act, .seance = seance, .text = act_text(fields, "text")};
    act_new_id(&change.key, fields);
    if (change.text == NULL)
        return act_fault_field(act, "text", "required");
    return run(&change, comment);
}

static enum status sign(struct db_conn *conn, void *context)
{
    struct change *change = context;
    bool both = false;
    enum status status = begin_open(change, conn, ACTION_SIGN);
    if (status == STATUS_OK && change->version != (int64_t)change->draft.head.head.version)
        status = act_fault(change->act, STATUS_CONFLICT, "conflict_stale");
    if (status == STATUS_OK)
        status = publication_sign(&both, change->act, conn, &change->standing, &change->draft);
    if (status == STATUS_OK)
        status = note(change, conn, "sign");
    if (status == STATUS_OK && both)
        status = publication_seal(change->act, conn, change->seance, &change->draft);
    if (status == STATUS_OK && both)
        status = move(change, conn, LIFE_PUBLISH, GUARD_SIGNED, "published", "publish");
    return status;
}

enum status synthesis_sign(struct act *act, struct seance_id seance, int64_t version)
{
    struct change change = {.act = act, .seance = seance, .version = version};
    return run(&change, sign);
}

static enum status grant(struct db_conn *conn, void *context)
{
    struct change *change = context;
    enum status status = begin_open(change, conn, ACTION_GRANT);
    if (status == STATUS_OK) /* once published the shared vault serves everyone else */
        status = drafts_grant(change->act, conn, &change->draft, &change->standing, STAGE_DRAFTED,
                              RESOURCE_SYNTHESIS);
    return status;
}

enum status synthesis_grant(struct act *act, struct seance_id seance)
{
    struct change change = {.act = act, .seance = seance};
    return run(&change, grant);
}

/* What only those who worked on it see: comments, and why it came back. */
static enum status notes_of(json_t *model, struct act *act, struct db_conn *conn,
                            const struct draft *draft)
{
    json_t *comments;
    json_t *words;
    enum status status = documents_notes(&comments, act, conn, draft->document.seance, COMMENT,
                                         &draft->vault, &draft->key);
    if (json_object_set_new(model, "comments", comments) != 0 || status != STATUS_OK)
        return status != STATUS_OK ? status : STATUS_FAILED;
    status = documents_notes(&words, act, conn, draft->document.seance, WORD, &draft->vault,
                             &draft->key);
    size_t count = json_array_size(words);
    if (count > 0 && strcmp(draft->document.state, "published") != 0 &&
        json_object_set(model, "word", json_array_get(words, count - 1)) != 0)
        status = STATUS_FAILED;
    json_decref(words);
    return status;
}

static json_t *rights(const struct act *act, const struct standing *standing)
{
    const uint32_t relations = standing->relations;
    const enum stage stage = standing->stage;
    return json_pack("{s:b, s:b, s:b, s:b, s:b}", "i_save",
                     act_may(act, RESOURCE_SYNTHESIS, ACTION_SAVE, relations, stage), "i_submit",
                     act_may(act, RESOURCE_SYNTHESIS, ACTION_SUBMIT, relations, stage), "i_comment",
                     act_may(act, RESOURCE_SYNTHESIS, ACTION_COMMENT, relations, stage),
                     "i_send_back",
                     act_may(act, RESOURCE_SYNTHESIS, ACTION_SEND_BACK, relations, stage), "i_sign",
                     act_may(act, RESOURCE_SYNTHESIS, ACTION_SIGN, relations, stage));
}

static int set_head(json_t *model, struct act *act, struct db_conn *conn,
                    const struct document_opened *head)
{
    if (head->values == NULL)
        return 0;
    return json_object_set(model, "values", head->values) |
           json_object_set_new(model, "author", act_person(act, conn, head->head.author)) |
           json_object_set_new(model, "at", json_integer((json_int_t)head->head.at));
}

/* Whoever took part reads the vault of the séance; after publication anyone else the shared one. */
static enum status view(json_t **out, struct act *act, struct db_conn *conn,
                        struct standing *standing, struct draft *draft,
                        struct document_opened *published)
{
    json_t *readers = NULL;
    json_t *waiting = NULL;
    json_t *signatures = NULL;
    if (!act_may(act, RESOURCE_SYNTHESIS, ACTION_READ, standing->relations, standing->stage))
        return STATUS_NOT_FOUND;
    enum status status = drafts_open(draft, act, conn, standing->seance.id, KIND);
    if (status == STATUS_OK && standing->stage >= STAGE_PUBLISHED)
        status = publication_open(published, act, conn, standing->seance.id);
    if (status != STATUS_OK)
        return status;
    const struct document_opened *head = published->values != NULL ? published : &draft->head;
    const bool mine = draft->exists && !draft->locked;
    if (mine && standing->stage < STAGE_PUBLISHED)
        status = drafts_readers(&readers, &waiting, act, conn, draft, standing, RESOURCE_SYNTHESIS);
    if (status == STATUS_OK && draft->exists)
        status = publication_signatures(&signatures, act, conn, standing, draft, head);
    if (status != STATUS_OK)
        return status;
    json_t *model = act_json(act->arena, rights(act, standing));
    *out = model;
    int failed =
        json_object_set_new(model, "stage", json_string(standing->seance.stage)) |
        json_object_set_new(model, "state",
                            json_string(draft->exists ? draft->document.state : "none")) |
        json_object_set_new(model, "version", json_integer((json_int_t)draft->head.head.version)) |
        json_object_set_new(model, "locked", json_boolean(draft->exists && head->values == NULL)) |
        json_object_set_new(model, "i_grant",
                            json_boolean(mine && json_array_size(waiting) > 0 &&
                                         act_may(act, RESOURCE_SYNTHESIS, ACTION_GRANT,
                                                 standing->relations, standing->stage))) |
        set_head(model, act, conn, head);
    if (signatures != NULL)
        failed |= json_object_set(model, "signatures", signatures);
    if (readers != NULL)
        failed |=
            json_object_set(model, "readers", readers) | json_object_set(model, "waiting", waiting);
    if (standing->stage == STAGE_DRAFTED)
        failed |=
            json_object_set_new(model, "review_until_at",
                                json_integer((json_int_t)(standing->seance.submitted_at +
                                                          act->pack->review_days * 24 * 60 * 60)));
    if (failed)
        return STATUS_FAILED;
    return mine ? notes_of(model, act, conn, draft) : STATUS_OK;
}

enum status synthesis_view(struct act *act, json_t **out, struct seance_id seance)
{
    struct standing standing;
    struct draft draft = {0};
    struct document_opened published = {0};
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status == STATUS_OK)
        status = view(out, act, conn, &standing, &draft, &published);
    db_done(conn);
    drafts_close(&draft);
    const struct document_opened *read = published.values != NULL ? &published : &draft.head;
    if (status == STATUS_OK && read->values != NULL)
        status = journal_read(act, KIND, &seance.id, BYTES_OF(read->head.hash));
    if (status != STATUS_OK)
        *out = NULL;
    return status;
}

enum status synthesis_role_taken_over(struct db_conn *conn, struct act *act,
                                      struct seance_id seance)
{
    return drafts_discard(act, conn, seance, KIND, COMMENT);
}
