#include "members/invitation.h"

#include "base/clock.h"
#include "doors/door_seal.h"
#include "journal/journal.h"
#include "keys/turning.h"
#include "keys/vaults.h"
#include "members/parting.h"
#include "store/rows/access_rows.h"
#include "trust/person.h"
#include "trust/state.h"

#include <string.h>

enum { DAY = 24 * 60 * 60 };

static void fill(struct invitation_row *row, const struct login_token *token, int days)
{
    struct digest id;
    login_token_digest(&id, token, "invitation");
    memcpy(row->id, id.bytes, sizeof row->id);
    row->created_at = clock_now();
    row->expires_at = row->created_at + (int64_t)days * DAY;
}

void invitation_new(struct invitation_row *row, struct login_token *token, int days)
{
    login_token_new(token);
    fill(row, token, days);
}

struct id invitation_of_form(const json_t *fields)
{
    struct id form;
    act_id(&form, fields, "key");
    return form;
}

/* Only who acts can make it again: it is made of a signature of theirs that is shown to nobody. */
static void token_of_form(struct login_token *out, const struct act *act, struct account_id account,
                          const struct id *form)
{
    struct record *record = record_new(act->arena, "cocon/invitation-link");
    record_id(record, &act->space.id);
    record_id(record, &account.id);
    record_id(record, form);
    login_token_of(out, record, act->keys);
}

/* Whether the form's link is there: OK, NOT_FOUND, or CONFLICT once somebody came in by it. */
static enum status look_up_link(const struct invitation_row *row, struct act *act,
                                struct db_conn *conn)
{
    struct invitation_row before;
    enum status status = person_rows_invitation(&before, conn, act->arena, row->id);
    if (status == STATUS_OK && before.used_at != 0)
        return act_fault(act, STATUS_CONFLICT, "conflict_replayed");
    if (status == STATUS_OK && clock_now() >= before.expires_at)
        return STATUS_NOT_FOUND;
    return status;
}

enum status invitation_made(bool *made, struct act *act, struct db_conn *conn,
                            struct account_id account, struct id form)
{
    struct login_token token;
    struct invitation_row row = {0};
    *made = false;
    if (id_is_none(&form))
        return STATUS_OK;
    token_of_form(&token, act, account, &form);
    fill(&row, &token, INVITATION_DAYS);
    login_token_free(&token);
    enum status status = look_up_link(&row, act, conn);
    *made = status == STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status invitation_outdated(bool *out, struct act *act, struct db_conn *conn,
                                const struct account_row *account)
{
    struct invitation_row row;
    enum status status =
        person_rows_used_invitation(&row, conn, act->arena, act->space, account->id);
    *out = status == STATUS_OK && !id_is_none(&row.invited_by.id) &&
           row.used_at < account->accepted_at;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Whom one invites as what, sealed for the coordinator who will admit them. */
static enum status claim(struct invitation_row *row, struct act *act, struct db_conn *conn,
                         const struct login_token *token)
{
    struct vault_row vault;
    struct vault_key key = {0};
    struct membership_row membership;
    struct admission_claim claim = {.account = row->account, .inviter = act->who};
    enum status status =
        person_rows_membership(&membership, conn, act->arena, act->space, row->account);
    if (status == STATUS_OK)
        status = vaults_open(&key, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    if (status == STATUS_NOT_FOUND)
        return act_fault(act, STATUS_DENIED, "no_shared_key");
    if (status == STATUS_OK) /* who reads a claim could prove keys of their own by it */
        status = turning_renew(act, conn, &vault, &key);
    if (status != STATUS_OK) {
        vault_key_free(&key);
        return status;
    }
    claim.structure = membership.structure;
    claim.coordination = membership.coordination;
    claim.represents = membership.represents;
    claim.at = row->created_at;
    admission_claim_key(&claim.proof_key, token);
    admission_claim_sign(&claim, act->space, act->keys);
    status = admission_claim_seal(&row->claim, act->arena, &claim, act->space, &key);
    admission_claim_wipe(&claim);
    vault_key_free(&key);
    return status;
}

static enum status put(struct invitation_row *row, struct act *act, struct db_conn *conn,
                       const struct login_token *token)
{
    enum status status = person_rows_drop_invitations_of(conn, row->space, row->account);
    if (status == STATUS_OK)
        status = claim(row, act, conn, token);
    door_seal_invitation(row, act->core, act->arena);
    if (status == STATUS_OK)
        status = person_rows_insert_invitation(conn, row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "invite", "person", &row->account.id, (struct bytes){0});
    return status;
}

enum status invitation_issue(struct act *act, struct db_conn *conn, struct account_id account,
                             struct id form, bool changed, char text[TOKEN_TEXT])
{
    struct login_token token;
    struct invitation_row row = {
        .space = act->space, .account = account, .invited_as = account, .invited_by = act->who};
    if (id_is_none(&form))
        login_token_new(&token);
    else
        token_of_form(&token, act, account, &form);
    fill(&row, &token, INVITATION_DAYS);
    enum status status = look_up_link(&row, act, conn);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && changed))
        status = put(&row, act, conn, &token);
    if (status == STATUS_OK)
        login_token_text(text, &token);
    login_token_free(&token);
    return status;
}

enum status invitation_represents(struct act *act, struct db_conn *conn,
                                  const struct membership_row *row)
{
    struct account_id other;
    if (!row->represents || id_is_none(&row->structure.id))
        return STATUS_OK;
    enum status status =
        access_rows_representative(&other, conn, act->space, row->structure, row->account);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (db_turn(conn) != 0) { /* no row that was edited keeps another from it */
        status = state_note(act, conn, STATE_PERSON, &other.id);
        if (status != STATUS_OK)
            return status;
    }
    status = act_fault_field(act, "represents", "represented");
    const char *name = act_text(act_json(act->arena, person_json(act, conn, other)), "name");
    json_object_set_new(json_object_get(act->fault_fields, "represents"), "name",
                        json_string(name != NULL ? name : "?"));
    return status;
}
