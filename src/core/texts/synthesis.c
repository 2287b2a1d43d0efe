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

/* What a view is made from, and goes into. */
struct viewing {
    json_t *model;
    struct act *act;
    struct db_conn *conn;
    const struct standing *standing;
    struct draft *draft;
    const struct document_opened *head;
};

static bool may(const struct viewing *viewing, enum action action)
{
    const struct standing *standing = viewing->standing;
    return act_may(viewing->act, RESOURCE_SYNTHESIS, action, standing->relations, standing->stage);
}

static enum status put_state(struct viewing *viewing)
{
    const struct standing *standing = viewing->standing;
    const struct draft *draft = viewing->draft;
    json_t *state =
        act_json(viewing->act->arena,
                 json_pack("{s:b, s:b, s:b, s:b, s:b, s:b, s:s, s:s, s:i, s:b}", "i_save",
                           may(viewing, ACTION_SAVE), "i_submit", may(viewing, ACTION_SUBMIT),
                           "i_comment", may(viewing, ACTION_COMMENT), "i_send_back",
                           may(viewing, ACTION_SEND_BACK), "i_sign", may(viewing, ACTION_SIGN),
                           "i_grant", false, "stage", standing->seance.stage, "state",
                           drafts_state(draft, standing->seance.synthesis_destroyed_at), "version",
                           (int)draft->head.head.version, "locked",
                           draft->exists && viewing->head->values == NULL));
    return json_object_update(viewing->model, state) == 0 ? STATUS_OK : STATUS_FAILED;
}

static enum status put_readers(struct viewing *viewing)
{
    json_t *readers;
    json_t *waiting;
    enum status status = drafts_readers(&readers, &waiting, viewing->act, viewing->conn,
                                        viewing->draft, viewing->standing, RESOURCE_SYNTHESIS);
    if (status != STATUS_OK)
        return status;
    json_object_set(viewing->model, "readers", readers);
    json_object_set(viewing->model, "waiting", waiting);
    json_object_set_new(viewing->model, "i_grant",
                        json_boolean(json_array_size(waiting) > 0 && may(viewing, ACTION_GRANT)));
    return STATUS_OK;
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

static enum status put_signatures(struct viewing *viewing)
{
    json_t *signatures;
    enum status status = publication_signatures(&signatures, viewing->act, viewing->conn,
                                                viewing->standing, viewing->draft, viewing->head);
    if (status != STATUS_OK)
        return status;
    json_object_set(viewing->model, "signatures", signatures);
    json_object_set_new(viewing->model, "unsigned", unsigned_roles(viewing->standing, signatures));
    return STATUS_OK;
}

/* The copy for everyone was sealed by whoever signed last: who wrote the text is told by the text
 * that they signed. */
static enum status put_text(struct viewing *viewing)
{
    struct version_row written;
    struct act *act = viewing->act;
    enum status status =
        document_rows_head(&written, viewing->conn, act->arena, viewing->draft->document.id);
    if (status != STATUS_OK)
        return status;
    json_object_set(viewing->model, "values", viewing->head->values);
    json_object_set_new(viewing->model, "author", person_json(act, viewing->conn, written.author));
    json_object_set_new(viewing->model, "at", json_integer((json_int_t)written.at));
    return STATUS_OK;
}

/* Until when comments are taken; to whoever may read it, who is still asked before it is signed. */
static enum status put_review(struct viewing *viewing)
{
    struct review review;
    struct act *act = viewing->act;
    enum status status =
        review_of(&review, act, viewing->conn, viewing->standing, viewing->draft->document.id);
    if (status != STATUS_OK)
        return status;
    json_t *agreed = json_array();
    json_t *awaited = json_array();
    for (size_t i = 0; i < review.asked_count; i++)
        json_array_append_new(review.agreed[i] ? agreed : awaited,
                              person_json(act, viewing->conn, review.asked[i]));
    json_object_set_new(viewing->model, "review_until_at",
                        json_integer((json_int_t)review.until_at));
    json_object_set_new(viewing->model, "review",
                        json_pack("{s:b, s:b, s:b, s:b, s:b, s:o, s:o}", "open", review.open,
                                  "signing", review.signing, "early", act->pack->sign_early,
                                  "i_agree", review.i_may_agree, "i_agreed", review.i_agreed,
                                  "agreed", agreed, "awaited", awaited));
    if (!review.open)
        json_object_set_new(viewing->model, "i_comment", json_false());
    if (!review.signing)
        json_object_set_new(viewing->model, "i_sign", json_false());
    return STATUS_OK;
}

static enum status tell_readers(struct viewing *viewing)
{
    return readers_tell(viewing->model, viewing->act, viewing->conn, viewing->standing,
                        RESOURCE_SYNTHESIS);
}

/* What only those who worked on it see: comments, and why it came back. */
static enum status put_notes(struct viewing *viewing)
{
    json_t *comments;
    json_t *words;
    struct act *act = viewing->act;
    const struct draft *draft = viewing->draft;
    enum status status = documents_notes(&comments, act, viewing->conn, draft->document.seance,
                                         COMMENT, &draft->vault, &draft->key);
    if (json_object_set_new(viewing->model, "comments", comments) != 0 || status != STATUS_OK)
        return status != STATUS_OK ? status : STATUS_FAILED;
    status = documents_notes(&words, act, viewing->conn, draft->document.seance,
                             dossier_synthesis.word, &draft->vault, &draft->key);
    size_t count = json_array_size(words);
    if (count > 0 && strcmp(draft->document.state, "published") != 0 &&
        json_object_set(viewing->model, "word", json_array_get(words, count - 1)) != 0)
        status = STATUS_FAILED;
    json_decref(words);
    return status;
}

/* Each part, and when it is shown. */
static enum status put_parts(struct viewing *viewing)
{
    const struct draft *draft = viewing->draft;
    const enum stage stage = viewing->standing->stage;
    const bool mine = draft->exists && !draft->locked;
    const struct {
        bool shown;
        enum status (*put)(struct viewing *);
    } parts[] = {
        {true, put_state},
        {mine && stage < STAGE_PUBLISHED, put_readers},
        {draft->exists, put_signatures},
        {viewing->head->values != NULL, put_text},
        {draft->exists && stage == STAGE_DRAFTED, put_review},
        {true, tell_readers},
        {mine, put_notes},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof parts / sizeof *parts; i++)
        if (parts[i].shown)
            status = parts[i].put(viewing);
    return status;
}

/* Whoever took part reads the vault of the séance; after publication anyone else the shared one. */
static enum status view(json_t **out, struct act *act, struct db_conn *conn,
                        struct standing *standing, struct draft *draft,
                        struct document_opened *published)
{
    if (!act_may(act, RESOURCE_SYNTHESIS, ACTION_READ, standing->relations, standing->stage))
        return STATUS_NOT_FOUND;
    enum status status = drafts_open(draft, act, conn, standing->seance.id, VAULT_SYNTHESIS);
    if (status == STATUS_OK && standing->stage >= STAGE_PUBLISHED)
        status = publication_open(published, act, conn, standing->seance.id);
    if (status != STATUS_OK)
        return status;
    *out = act_json(act->arena, json_object());
    struct viewing viewing = {
        *out, act, conn, standing, draft, published->values != NULL ? published : &draft->head};
    return put_parts(&viewing);
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
