#include "core/members/renewal.h"

#include "journal/journal.h"
#include "journal/ledger_keep.h"
#include "members/invitation.h"
#include "members/parting.h"
#include "seances/calendar.h"
#include "store/rows/document_rows.h"
#include "texts/situation.h"
#include "texts/synthesis.h"
#include "trust/person.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

/* Whose keys, and how far it has come. */
struct renewing {
    struct act *act;
    struct account_id account;
    struct id form;
    char *token;
    bool certified; /* by keys that end now */
    bool settled;   /* they have new keys, which this space has not seen yet */
};

static enum status begin(struct renewing *renewing, struct db_conn *conn)
{
    struct act *act = renewing->act;
    struct membership_row member;
    struct account_row account;
    struct certificate certificate;
    if (!act_may(act, RESOURCE_PERSON, ACTION_RENEW, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status =
        person_rows_membership(&member, conn, act->arena, act->space, renewing->account);
    if (status == STATUS_OK && !person_rows_present(&member))
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = person_rows_account(&account, conn, act->arena, renewing->account);
    if (status != STATUS_OK)
        return status;
    if (id_equal(&renewing->account.id, &act->who.id))
        return act_fault(act, STATUS_CONFLICT, "not_oneself");
    if (account.generation == 0)
        return act_fault(act, STATUS_CONFLICT, "not_admitted");
    status = trust_now(&certificate, act, conn, renewing->account);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    const bool open = strcmp(account.state, "active") == 0;
    renewing->certified = status == STATUS_OK;
    if (renewing->certified && !open)
        return act_fault(act, STATUS_CONFLICT, "renewing_elsewhere");
    status = STATUS_OK;
    if (!renewing->certified && open)
        status = invitation_outdated(&renewing->settled, act, conn, &account);
    return status;
}

/* A vault whose present key they alone hold, and whether its text is a draft. */
static enum status is_theirs_alone(bool *out, bool *draft, const struct renewing *renewing,
                                   struct db_conn *conn, const struct vault_row *vault)
{
    struct account_id *readers;
    struct document_row document;
    struct act *act = renewing->act;
    size_t count;
    *out = *draft = false;
    enum status status =
        vault_rows_readers(&readers, &count, conn, act->arena, vault->id, vault->generation);
    *out = status == STATUS_OK && count == 1 && id_equal(&readers[0].id, &renewing->account.id);
    if (!*out || id_is_none(&vault->seance.id))
        return status;
    status =
        document_rows_get(&document, conn, act->arena, act->space, vault->seance, vault->purpose);
    *draft = status == STATUS_OK &&
             (strcmp(document.state, "draft") == 0 || strcmp(document.state, "sent_back") == 0);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status put_lost(json_t *list, struct act *act, struct db_conn *conn,
                            const struct vault_row *vault)
{
    struct seance_row seance;
    json_t *brief = json_object();
    json_array_append_new(list, json_pack("{s:s, s:o}", "of", vault->purpose, "seance", brief));
    enum status status = seance_rows_get(&seance, conn, act->arena, act->space, vault->seance);
    return status == STATUS_OK ? calendar_brief(brief, act, conn, &seance) : status;
}

static enum status put_texts(json_t *model, const struct renewing *renewing, struct db_conn *conn)
{
    struct act *act = renewing->act;
    struct vault_row *held;
    size_t count, waits = 0, sealed = 0;
    json_t *lost = json_object_get(model, "lost");
    enum status status =
        vault_rows_held(&held, &count, conn, act->arena, act->space, renewing->account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool one, draft;
        status = is_theirs_alone(&one, &draft, renewing, conn, &held[i]);
        if (status == STATUS_OK && draft)
            status = put_lost(lost, act, conn, &held[i]);
        waits += !draft;
        sealed += one && !draft;
    }
    json_object_set_new(model, "waits", json_integer((json_int_t)waits));
    json_object_set_new(model, "sealed", json_integer((json_int_t)sealed));
    return status;
}

enum status renewal_view(struct act *act, json_t **out, struct account_id account)
{
    struct renewing renewing = {.act = act, .account = account};
    json_t *model = NULL;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = begin(&renewing, conn);
    if (status == STATUS_OK) {
        model = act_json(act->arena,
                         json_pack("{s:o, s:b, s:[]}", "person", person_json(act, conn, account),
                                   "again", !renewing.certified, "lost"));
        status = put_texts(model, &renewing, conn);
    }
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

/* Nobody could open them any more, and their author could not begin anew. */
static enum status discard(const struct renewing *renewing, struct db_conn *conn,
                           const struct vault_row *vault)
{
    struct act *act = renewing->act;
    enum status status = strcmp(vault->purpose, VAULT_SITUATION) == 0
                             ? situation_role_given_back(conn, act, vault->seance, true)
                             : synthesis_role_taken_over(conn, act, vault->seance);
    return status == STATUS_OK ? journal_add(conn, act, "discard", vault->purpose,
                                             &vault->seance.id, (struct bytes){0})
                               : status;
}

/* Who else holds its key, and whether its text is a draft, is nobody's edit to say. */
static enum status note(struct act *act, struct db_conn *conn, const struct vault_row *vault)
{
    if (id_is_none(&vault->seance.id))
        return STATUS_OK;
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    return status == STATUS_OK ? state_note(act, conn, STATE_SEANCE, &vault->seance.id) : status;
}

static enum status discard_lost(const struct renewing *renewing, struct db_conn *conn)
{
    struct act *act = renewing->act;
    struct vault_row *held;
    size_t count;
    enum status status =
        vault_rows_held(&held, &count, conn, act->arena, act->space, renewing->account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool one, draft = false;
        status = note(act, conn, &held[i]);
        if (status == STATUS_OK)
            status = is_theirs_alone(&one, &draft, renewing, conn, &held[i]);
        if (status == STATUS_OK && draft)
            status = discard(renewing, conn, &held[i]);
    }
    return status;
}

/* What the old keys open and sign ends here; the person's own entry comes last of their rows. */
static enum status end_keys(const struct renewing *renewing, struct db_conn *conn,
                            struct parting *parting)
{
    struct act *act = renewing->act;
    const struct account_id account = renewing->account;
    enum status status = parting_doors(act, conn, account);
    if (status == STATUS_OK)
        status = person_rows_set_state(conn, account, "invited");
    if (status == STATUS_OK && renewing->certified)
        status = trust_end(act, conn, account, "renew");
    if (status == STATUS_OK && renewing->certified)
        status = discard_lost(renewing, conn);
    if (status == STATUS_OK && renewing->certified)
        status = parting_take(parting, conn, account);
    return status == STATUS_OK && renewing->certified ? parting_turn(parting, conn) : status;
}

static enum status renew(struct db_conn *conn, void *context)
{
    struct renewing *renewing = context;
    struct act *act = renewing->act;
    const struct account_id account = renewing->account;
    struct parting parting = {0};
    bool made = false;
    enum status status = begin(renewing, conn);
    if (status == STATUS_OK) /* it gives a way in: never over rows that somebody edited */
        status = state_note(act, conn, STATE_PERSON, &account.id);
    if (status == STATUS_OK)
        status = invitation_made(&made, act, conn, account, renewing->form);
    if (status == STATUS_OK && !made && !renewing->settled) {
        status = parting_open(&parting, act, conn);
        if (status == STATUS_OK)
            status = end_keys(renewing, conn, &parting);
        parting_close(&parting);
    }
    return status == STATUS_OK
               ? invitation_issue(act, conn, account, renewing->form, false, renewing->token)
               : status;
}

enum status renewal_renew(struct act *act, struct account_id account, const json_t *fields,
                          char token[TOKEN_TEXT])
{
    struct renewing renewing = {
        .act = act, .account = account, .form = invitation_of_form(fields), .token = token};
    token[0] = '\0';
    enum status status = ledger_keep_after(act->core, db_write(act->core->db, renew, &renewing));
    if (status != STATUS_OK)
        secret_wipe(token, TOKEN_TEXT);
    return status;
}
