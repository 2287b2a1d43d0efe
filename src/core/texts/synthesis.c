#include "texts/synthesis.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "texts/dossier.h"
#include "texts/publication.h"
#include "texts/readers.h"
#include "texts/review.h"
#include "trust/person.h"

#include <string.h>

#define COMMENT "comment"

enum status synthesis_save(struct act *act, struct seance_id seance, const json_t *values,
                           int64_t version, int64_t *now_at)
{
    struct dossier dossier = {.kind = &dossier_synthesis,
                              .act = act,
                              .seance = seance,
                              .values = values,
                              .version = version};
    return dossier_save(&dossier, now_at);
}

enum status synthesis_submit(struct act *act, struct seance_id seance, const json_t *values,
                             int64_t version)
{
    struct dossier dossier = {.kind = &dossier_synthesis,
                              .act = act,
                              .seance = seance,
                              .values = values,
                              .version = version};
    return dossier_submit(&dossier);
}

enum status synthesis_send_back(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct dossier dossier = {
        .kind = &dossier_synthesis, .act = act, .seance = seance, .values = fields};
    return dossier_send_back(&dossier);
}

/* Comments are taken for so many days, and no longer. */
static enum status begin_review(struct dossier *dossier, struct db_conn *conn)
{
    enum status status = dossier_begin_open(dossier, conn, ACTION_COMMENT);
    if (status == STATUS_OK && clock_now() > review_until(dossier->act, &dossier->standing))
        status = act_fault(dossier->act, STATUS_CONFLICT, "review_closed");
    return status;
}

static enum status comment(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    enum status status = begin_review(dossier, conn);
    if (status == STATUS_OK)
        status = dossier_write(dossier, conn, COMMENT, "text");
    if (status == STATUS_OK)
        status = dossier_note(dossier, conn, "comment");
    return status;
}

enum status synthesis_comment(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct dossier dossier = {
        .kind = &dossier_synthesis, .act = act, .seance = seance, .values = fields};
    act_new_id(&dossier.key, fields);
    if (act_text(fields, "text") == NULL)
        return act_fault_field(act, "text", "required");
    enum status status =
        dossier_examine(&dossier, rules_form(act->core->rules, act->pack, "comment"));
    return status == STATUS_OK ? dossier_run(&dossier, comment) : status;
}

static enum status correct(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    json_t *note = act_json(dossier->act->arena, json_object());
    enum status status = dossier_begin_open(dossier, conn, ACTION_COMMENT);
    if (status == STATUS_OK)
        status = dossier_pass(dossier, conn);
    json_object_set(note, "text", json_object_get(dossier->values, "text"));
    json_object_set(note, GUARD_MEMBER, json_object_get(dossier->values, GUARD_MEMBER));
    if (status == STATUS_OK)
        status =
            documents_correct(dossier->act, conn, dossier->seance, COMMENT, &dossier->draft.vault,
                              &dossier->draft.key, note, dossier->key, dossier->version);
    return status == STATUS_OK ? dossier_note(dossier, conn, "edit_comment") : status;
}

enum status synthesis_correct(struct act *act, struct seance_id seance, const json_t *fields,
                              int64_t version)
{
    struct dossier dossier = {.kind = &dossier_synthesis,
                              .act = act,
                              .seance = seance,
                              .values = fields,
                              .version = version};
    act_id(&dossier.key, fields, "comment");
    if (act_text(fields, "text") == NULL)
        return act_fault_field(act, "text", "required");
    enum status status =
        dossier_examine(&dossier, rules_form(act->core->rules, act->pack, "comment_edit"));
    return status == STATUS_OK ? dossier_run(&dossier, correct) : status;
}

static enum status find_review(struct review *review, const struct dossier *dossier,
                               struct db_conn *conn)
{
    return review_of(review, dossier->act, conn, &dossier->standing, dossier->draft.document.id);
}

static enum status agree(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    struct review review;
    enum status status = begin_review(dossier, conn);
    if (status == STATUS_OK)
        status = dossier_is_head(dossier);
    if (status == STATUS_OK)
        status = find_review(&review, dossier, conn);
    if (status == STATUS_OK && !review.i_may_agree && !review.i_agreed)
        status = act_fault(dossier->act, STATUS_DENIED, "signs_instead");
    if (status == STATUS_OK)
        status = publication_agree(dossier->act, conn, &dossier->draft);
    return status == STATUS_OK ? dossier_note(dossier, conn, "agree") : status;
}

enum status synthesis_agree(struct act *act, struct seance_id seance, int64_t version)
{
    struct dossier dossier = {
        .kind = &dossier_synthesis, .act = act, .seance = seance, .version = version};
    return dossier_run(&dossier, agree);
}

static enum status sign(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    struct review review;
    bool all = false;
    enum status status = dossier_begin_open(dossier, conn, ACTION_SIGN);
    if (status == STATUS_OK)
        status = dossier_is_head(dossier);
    if (status == STATUS_OK)
        status = find_review(&review, dossier, conn);
    if (status == STATUS_OK && !review.signing)
        status = act_fault(dossier->act, STATUS_CONFLICT, "review_running");
    if (status == STATUS_OK)
        status = publication_sign(&all, dossier->act, conn, &dossier->standing, &dossier->draft);
    if (status == STATUS_OK)
        status = dossier_note(dossier, conn, "sign");
    if (status == STATUS_OK && all)
        status = publication_seal(dossier->act, conn, dossier->seance, &dossier->draft);
    if (status == STATUS_OK && all)
        status = dossier_move(dossier, conn, LIFE_PUBLISH, GUARD_SIGNED, "published", "publish");
    return status;
}

enum status synthesis_sign(struct act *act, struct seance_id seance, int64_t version)
{
    struct dossier dossier = {
        .kind = &dossier_synthesis, .act = act, .seance = seance, .version = version};
    return dossier_run(&dossier, sign);
}

static enum status grant(struct db_conn *conn, void *context)
{
    struct dossier *dossier = context;
    enum status status = dossier_begin_open(dossier, conn, ACTION_GRANT);
    if (status == STATUS_OK) /* once published the shared vault serves everyone else */
        status = dossier_grant(dossier, conn, STAGE_DRAFTED);
    return status;
}

enum status synthesis_grant(struct act *act, struct seance_id seance)
{
    struct dossier dossier = {.kind = &dossier_synthesis, .act = act, .seance = seance};
    return dossier_run(&dossier, grant);
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
    status = documents_notes(&words, act, conn, draft->document.seance, dossier_synthesis.word,
                             &draft->vault, &draft->key);
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

/* The copy for everyone was sealed by whoever signed last: who wrote the text is told by the text
 * that they signed. */
static enum status set_head(json_t *model, struct act *act, struct db_conn *conn,
                            const struct draft *draft, const struct document_opened *head)
{
    struct version_row written;
    if (head->values == NULL)
        return STATUS_OK;
    enum status status = document_rows_head(&written, conn, act->arena, draft->document.id);
    if (status != STATUS_OK)
        return status;
    return json_object_set(model, "values", head->values) |
                   json_object_set_new(model, "author", person_json(act, conn, written.author)) |
                   json_object_set_new(model, "at", json_integer((json_int_t)written.at))
               ? STATUS_FAILED
               : STATUS_OK;
}

/* Until when comments are taken; to whoever may read it, who is still asked before it is signed. */
static enum status put_review(json_t *model, struct act *act, struct db_conn *conn,
                              const struct standing *standing, const struct draft *draft)
{
    struct review review;
    json_t *agreed = json_array();
    json_t *awaited = json_array();
    enum status status = review_of(&review, act, conn, standing, draft->document.id);
    for (size_t i = 0; status == STATUS_OK && i < review.asked_count; i++)
        if (json_array_append_new(review.agreed[i] ? agreed : awaited,
                                  person_json(act, conn, review.asked[i])) != 0)
            status = STATUS_FAILED;
    json_t *told =
        json_pack("{s:b, s:b, s:b, s:b, s:b, s:o, s:o}", "open", review.open, "signing",
                  review.signing, "early", act->pack->sign_early, "i_agree", review.i_may_agree,
                  "i_agreed", review.i_agreed, "agreed", agreed, "awaited", awaited);
    if (status != STATUS_OK) {
        json_decref(told);
        return status;
    }
    int failed =
        json_object_set_new(model, "review_until_at", json_integer((json_int_t)review.until_at)) |
        json_object_set_new(model, "review", told);
    if (!review.open)
        failed |= json_object_set_new(model, "i_comment", json_false());
    if (!review.signing)
        failed |= json_object_set_new(model, "i_sign", json_false());
    return failed ? STATUS_FAILED : STATUS_OK;
}

/* The roles of those who sign and have not. */
static json_t *unsigned_roles(const struct standing *standing, const json_t *signatures)
{
    json_t *roles = json_array();
    for (size_t i = 0; i < standing->role_count; i++) {
        char text[ID_TEXT];
        size_t index;
        json_t *signature;
        const struct role_row *row = &standing->roles[i];
        bool found = !standing_holds(standing, row->account,
                                     shape_relation(standing->shape, row->role) &
                                         publication_signing(standing));
        id_text(text, &row->account.id);
        json_array_foreach(signatures, index, signature)
        {
            const char *id = act_text(json_object_get(signature, "person"), "id");
            found |= id != NULL && strcmp(id, text) == 0;
        }
        if (!found)
            json_array_append_new(roles, json_string(row->role));
    }
    return roles;
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
    enum status status = drafts_open(draft, act, conn, standing->seance.id, VAULT_SYNTHESIS);
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
        json_object_set_new(
            model, "state",
            json_string(drafts_state(draft, standing->seance.synthesis_destroyed_at))) |
        json_object_set_new(model, "version", json_integer((json_int_t)draft->head.head.version)) |
        json_object_set_new(model, "locked", json_boolean(draft->exists && head->values == NULL)) |
        json_object_set_new(model, "i_grant",
                            json_boolean(mine && json_array_size(waiting) > 0 &&
                                         act_may(act, RESOURCE_SYNTHESIS, ACTION_GRANT,
                                                 standing->relations, standing->stage)));
    if (signatures != NULL)
        failed |= json_object_set(model, "signatures", signatures) |
                  json_object_set_new(model, "unsigned", unsigned_roles(standing, signatures));
    if (readers != NULL)
        failed |=
            json_object_set(model, "readers", readers) | json_object_set(model, "waiting", waiting);
    if (failed)
        return STATUS_FAILED;
    status = set_head(model, act, conn, draft, head);
    if (status == STATUS_OK && draft->exists && standing->stage == STAGE_DRAFTED)
        status = put_review(model, act, conn, standing, draft);
    if (status == STATUS_OK)
        status = readers_tell(model, act, conn, standing, RESOURCE_SYNTHESIS);
    return status == STATUS_OK && mine ? notes_of(model, act, conn, draft) : status;
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
        status = journal_read(act, VAULT_SYNTHESIS, &seance.id, BYTES_OF(read->head.hash));
    if (status != STATUS_OK)
        *out = NULL;
    return status;
}

enum status synthesis_role_taken_over(struct db_conn *conn, struct act *act,
                                      struct seance_id seance)
{
    struct document_row *comments; /* of a synthesis that was sent back */
    size_t count;
    enum status status =
        document_rows_list(&comments, &count, conn, act->arena, act->space, seance, COMMENT);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = document_rows_drop(conn, comments[i].id);
    return status == STATUS_OK
               ? drafts_discard(act, conn, seance, VAULT_SYNTHESIS, dossier_synthesis.word)
               : status;
}
