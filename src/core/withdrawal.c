#include "core/withdrawal.h"

#include "base/clock.h"
#include "core/journal.h"
#include "core/rotation.h"
#include "core/state.h"
#include "core/trust.h"
#include "core/vaults.h"
#include "crypto/admission_claim.h"

#include <string.h>

struct withdrawing {
    struct act *act;
    struct account_id account;
    struct vault_key shared; /* of the generation that ends; none if the one who acts holds none */
};

static enum status present(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct membership_row membership;
    if (!act_may(act, RESOURCE_PERSON, ACTION_WITHDRAW, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status = person_rows_membership(&membership, conn, act->arena, act->space, account);
    return status == STATUS_OK && membership.until != 0 ? STATUS_NOT_FOUND : status;
}

enum status withdrawal_view(struct act *act, json_t **out, struct account_id account)
{
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = present(act, conn, account);
    if (status == STATUS_OK)
        *out = act_json(act->arena, json_pack("{s:o}", "person", act_person(act, conn, account)));
    db_done(conn);
    return status;
}

/* Whoever withdraws another's access stays; only oneself can be the last. */
static enum status somebody_stays(struct withdrawing *withdrawing, struct db_conn *conn)
{
    struct act *act = withdrawing->act;
    struct membership_row *members;
    size_t count;
    if (!id_equal(&withdrawing->account.id, &act->who.id))
        return STATUS_OK;
    enum status status = person_rows_members(&members, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct account_row account;
        struct certificate certificate;
        if (!members[i].coordination || id_equal(&members[i].account.id, &act->who.id))
            continue;
        status = person_rows_account(&account, conn, act->arena, members[i].account);
        if (status == STATUS_OK)
            status = trust_member(&certificate, act, conn, &members[i], &account);
        if (status == STATUS_OK)
            return STATUS_OK;
        if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
            status = STATUS_OK; /* they could coordinate nothing */
    }
    return status == STATUS_OK ? act_fault(act, STATUS_CONFLICT, "last_coordinator") : status;
}

/* Before one's own envelopes may go.  Without that key invitations under way must be made anew; no
 * reason to leave somebody their access. */
static enum status open_shared(struct withdrawing *withdrawing, struct db_conn *conn)
{
    struct vault_row vault;
    enum status status = vaults_open(&withdrawing->shared, &vault, withdrawing->act, conn,
                                     (struct seance_id){0}, VAULT_SHARED);
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

static enum status leave(struct withdrawing *withdrawing, struct db_conn *conn)
{
    const struct act *act = withdrawing->act;
    const struct account_id account = withdrawing->account;
    struct membership_row *elsewhere;
    size_t count;
    enum status status = person_rows_end_membership(conn, act->space, account, clock_now());
    if (status == STATUS_OK)
        status = person_rows_memberships(&elsewhere, &count, conn, act->arena, account);
    if (status == STATUS_OK && count == 0)
        status = person_rows_set_state(conn, account, "left");
    if (status == STATUS_OK)
        status = person_rows_drop_logins(conn, account, NULL);
    if (status == STATUS_OK)
        status = person_rows_drop_invitations(conn, account);
    if (status == STATUS_OK) /* or their old keys could be admitted again by it */
        status = person_rows_forget_claims(conn, act->space, account);
    return status;
}

/* In a séance that is prepared or later, the role row tells who did what. */
static enum status give_back(struct withdrawing *withdrawing, struct db_conn *conn,
                             struct seance_id seance)
{
    struct act *act = withdrawing->act;
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status != STATUS_OK || standing.stage > STAGE_SUBMITTED)
        return status;
    for (size_t i = 0; i < standing.role_count && status == STATUS_OK; i++) {
        struct role_row row = standing.roles[i];
        if (!id_equal(&row.account.id, &withdrawing->account.id) ||
            strcmp(row.state, "declined") == 0)
            continue;
        status = state_note(act, conn, STATE_SEANCE, &seance.id);
        if (status == STATUS_OK)
            status = rotation_give_back(conn, act, &standing, &row);
        if (status == STATUS_OK)
            status = journal_add(conn, act, "decline_role", "seance", &seance.id,
                                 BYTES_OF(row.account.id.bytes));
    }
    return status;
}

static enum status give_back_all(struct withdrawing *withdrawing, struct db_conn *conn)
{
    struct seance_row *seances;
    size_t count;
    enum status status =
        seance_rows_list(&seances, &count, conn, withdrawing->act->arena, withdrawing->act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = give_back(withdrawing, conn, seances[i].id);
    return status;
}

static enum status take_envelopes(struct withdrawing *withdrawing, struct db_conn *conn)
{
    struct act *act = withdrawing->act;
    struct vault_row *vaults;
    size_t count;
    enum status status =
        vault_rows_held(&vaults, &count, conn, act->arena, act->space, withdrawing->account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = vaults_ungrant(act, conn, &vaults[i], withdrawing->account);
    }
    return status;
}

/* Claims of invitations under way open by the present key only: whoever left knows the old one, and
 * could forge some.  One that does not open today would not have admitted anybody either. */
static enum status reseal_claims(struct withdrawing *withdrawing, struct db_conn *conn,
                                 const struct vault_key *key)
{
    struct act *act = withdrawing->act;
    struct invitation_row *rows;
    size_t count;
    if (withdrawing->shared.secret == NULL)
        return STATUS_OK;
    enum status status = person_rows_claims(&rows, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct admission_claim claim;
        struct bytes sealed;
        status = admission_claim_open(&claim, rows[i].claim, act->space, rows[i].account,
                                      &withdrawing->shared);
        if (status == STATUS_TAMPERED) {
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_OK)
            status = admission_claim_seal(&sealed, act->arena, &claim, act->space, key);
        if (status == STATUS_OK)
            status = state_note(act, conn, STATE_PERSON, &rows[i].account.id);
        if (status == STATUS_OK)
            status = person_rows_set_claim(conn, rows[i].id, sealed);
        if (status == STATUS_OK)
            status =
                journal_add(conn, act, "reseal", "person", &rows[i].account.id, (struct bytes){0});
        admission_claim_wipe(&claim);
    }
    return status;
}

static enum status rotate(struct withdrawing *withdrawing, struct db_conn *conn)
{
    struct act *act = withdrawing->act;
    struct vault_row *vaults;
    size_t count;
    enum status status = vault_rows_open(&vaults, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct vault_key key;
        status = vaults_rotate(&key, &vaults[i], act, conn);
        if (status == STATUS_OK && strcmp(vaults[i].purpose, VAULT_SHARED) == 0)
            status = reseal_claims(withdrawing, conn, &key);
        vault_key_free(&key);
    }
    return status;
}

static enum status withdraw(struct db_conn *conn, void *context)
{
    struct withdrawing *withdrawing = context;
    struct act *act = withdrawing->act;
    enum status status = present(act, conn, withdrawing->account);
    if (status == STATUS_OK)
        status = somebody_stays(withdrawing, conn);
    if (status == STATUS_OK)
        status = open_shared(withdrawing, conn);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &withdrawing->account.id);
    if (status == STATUS_OK)
        status = leave(withdrawing, conn);
    if (status == STATUS_OK) /* after the other rows: its entry answers for all of them */
        status = trust_revoke(act, conn, withdrawing->account);
    if (status == STATUS_OK)
        status = give_back_all(withdrawing, conn);
    if (status == STATUS_OK)
        status = take_envelopes(withdrawing, conn);
    if (status == STATUS_OK)
        status = rotate(withdrawing, conn);
    return status;
}

enum status withdrawal_withdraw(struct act *act, struct account_id account)
{
    struct withdrawing withdrawing = {.act = act, .account = account};
    enum status status = db_write(act->core->db, withdraw, &withdrawing);
    vault_key_free(&withdrawing.shared);
    return status;
}
