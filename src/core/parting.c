#include "parting.h"

#include "core/charter_roll.h"
#include "core/journal.h"
#include "core/state.h"
#include "core/trust.h"
#include "crypto/admission_claim.h"

#include <string.h>

enum status parting_open(struct parting *parting, struct act *act, struct db_conn *conn)
{
    struct vault_row vault;
    *parting = (struct parting){.act = act};
    enum status status =
        vaults_open(&parting->shared, &vault, act, conn, (struct seance_id){0}, VAULT_SHARED);
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

void parting_close(struct parting *parting)
{
    vault_key_free(&parting->shared);
}

enum status parting_settle(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct account_row row;
    struct membership_row *rows;
    size_t present;
    size_t suspended;
    enum status status = person_rows_account(&row, conn, act->arena, account);
    if (status == STATUS_OK)
        status = person_rows_memberships(&rows, &present, conn, act->arena, account);
    if (status == STATUS_OK)
        status = person_rows_suspensions(&rows, &suspended, conn, act->arena, account);
    if (status != STATUS_OK)
        return status;
    const char *state = present > 0 ? "active" : suspended > 0 ? "suspended" : "left";
    if (present > 0 && strcmp(row.state, "suspended") != 0)
        return STATUS_OK; /* an invited account stays invited */
    return person_rows_set_state(conn, account, state);
}

enum status parting_doors(struct act *act, struct db_conn *conn, struct account_id account)
{
    enum status status = parting_settle(act, conn, account);
    if (status == STATUS_OK)
        status = person_rows_drop_logins(conn, account, NULL);
    if (status == STATUS_OK)
        status = person_rows_drop_invitations(conn, account);
    if (status == STATUS_OK) /* or their old keys could be admitted again by it */
        status = person_rows_forget_claims(conn, act->space, account);
    return status;
}

/* Whether ${keeper} holds the present key and nobody else does. */
static enum status alone(bool *out, const struct parting *parting, struct db_conn *conn,
                         const struct vault_row *vault)
{
    struct account_id *readers;
    size_t count;
    *out = false;
    if (id_is_none(&parting->keeper.id))
        return STATUS_OK;
    enum status status = vault_rows_readers(&readers, &count, conn, parting->act->arena, vault->id,
                                            vault->generation);
    *out = status == STATUS_OK && count == 1 && id_equal(&readers[0].id, &parting->keeper.id);
    return status;
}

enum status parting_take(struct parting *parting, struct db_conn *conn, struct account_id account)
{
    struct act *act = parting->act;
    struct vault_row *vaults;
    size_t count;
    enum status status = vault_rows_held(&vaults, &count, conn, act->arena, act->space, account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        bool keeps;
        status = alone(&keeps, parting, conn, &vaults[i]);
        if (status == STATUS_OK && !keeps)
            status = vaults_ungrant(act, conn, &vaults[i], account);
    }
    return status;
}

/* Claims of invitations under way open by the present key only: whoever left knows the old one, and
 * could forge some.  One that does not open today would not have admitted anybody either. */
static enum status reseal_claims(struct act *act, struct db_conn *conn, const struct vault_key *old,
                                 const struct vault_key *key)
{
    struct invitation_row *rows;
    size_t count;
    if (old->secret == NULL)
        return STATUS_OK;
    enum status status = person_rows_claims(&rows, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct admission_claim claim;
        struct bytes sealed;
        status = admission_claim_open(&claim, rows[i].claim, act->space, rows[i].account, old);
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

static enum status turn(struct vault_key *key, struct vault_row *vault, struct act *act,
                        struct db_conn *conn, const struct vault_key *old)
{
    enum status status = vaults_rotate(key, vault, act, conn);
    if (status == STATUS_OK && strcmp(vault->purpose, VAULT_SHARED) == 0)
        status = reseal_claims(act, conn, old, key);
    return status;
}

enum status parting_turn(struct parting *parting, struct db_conn *conn)
{
    struct act *act = parting->act;
    struct vault_row *vaults;
    size_t count;
    enum status status = vault_rows_open(&vaults, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct vault_key key = {0};
        bool keeps;
        status = alone(&keeps, parting, conn, &vaults[i]);
        if (status == STATUS_OK && !keeps)
            status = turn(&key, &vaults[i], act, conn, &parting->shared);
        vault_key_free(&key);
    }
    return status;
}

/* Certified, and bound by the charter: what every text asks.  The space's shared writing is handed
 * on by coordination, signatory or not. */
static enum status may_hold(bool *out, struct act *act, struct db_conn *conn,
                            const struct charter_roll *roll, const struct vault_row *vault,
                            struct account_id reader)
{
    struct membership_row membership;
    struct certificate certificate;
    *out = false;
    enum status status = person_rows_membership(&membership, conn, act->arena, act->space, reader);
    if (status == STATUS_OK)
        status = trust_now(&certificate, act, conn, reader);
    if (status == STATUS_OK)
        *out = person_rows_present(&membership) &&
               (charter_roll_binds(roll, reader, certificate.structure) ||
                (certificate.coordination && strcmp(vault->purpose, VAULT_SHARED) == 0));
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

enum status parting_renew(struct act *act, struct db_conn *conn, struct vault_row *vault,
                          struct vault_key *key)
{
    struct charter_roll roll;
    struct account_id *readers;
    size_t count;
    bool turns = false;
    struct vault_key next;
    enum status status = charter_roll_load(&roll, act, conn);
    if (status == STATUS_OK)
        status =
            vault_rows_readers(&readers, &count, conn, act->arena, vault->id, vault->generation);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        bool holds;
        status = may_hold(&holds, act, conn, &roll, vault, readers[i]);
        if (status == STATUS_OK && !holds) {
            status = vaults_ungrant(act, conn, vault, readers[i]);
            turns = true;
        }
    }
    if (status != STATUS_OK || !turns)
        return status;
    status = turn(&next, vault, act, conn, key);
    if (status == STATUS_OK) {
        vault_key_free(key);
        *key = next;
    }
    return status;
}
