#include "keys/absence.h"

#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "keys/vaults.h"
#include "trust/roll.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

/* What makes a signature of the charter worth nothing is about who made it. */
static enum status signer(struct act *act, struct db_conn *conn,
                          const struct charter_signature_row *row)
{
    struct certificate certificate;
    enum status status = state_note(act, conn, STATE_PERSON, &row->account.id);
    if (status == STATUS_OK)
        status = trust_at(&certificate, act, conn, row->account, row->signed_at);
    if (status == STATUS_TAMPERED)
        state_met(act, STATE_PERSON, &row->account.id);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* All of them: one version may bind where another does not. */
static enum status signatures(struct act *act, struct db_conn *conn,
                              const struct charter_roll *roll, const char *kind,
                              const struct id *subject)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < roll->bond_count; i++) {
        const struct charter_bond *bond = &roll->bonds[i];
        if (bond->worth != CHARTER_VERIFIED && strcmp(bond->row.kind, kind) == 0 &&
            id_equal(&bond->row.subject, subject))
            status = signer(act, conn, &bond->row);
    }
    return status;
}

static enum status structure(struct act *act, struct db_conn *conn, const struct charter_roll *roll,
                             struct account_id account)
{
    struct membership_row membership;
    enum status status = person_rows_membership(&membership, conn, act->arena, act->space, account);
    if (status != STATUS_OK || id_is_none(&membership.structure.id))
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    status = state_note(act, conn, STATE_STRUCTURE, &membership.structure.id);
    return status == STATUS_OK ? signatures(act, conn, roll, "structure", &membership.structure.id)
                               : status;
}

/* Whose access ended here while their rows were edited: these stay an edit for ever, and the entry
 * that says so is proven. */
static enum status is_out(bool *out, struct act *act, struct db_conn *conn,
                          struct account_id account)
{
    struct journal_row entry;
    *out = false;
    enum status status = ledger_newest(&entry, act->core, conn, act->arena, &account.id);
    if (status == STATUS_OK)
        *out = row_seal_given_up(&entry) && id_equal(&entry.space.id, &act->space.id) &&
               (strcmp(entry.action, "withdraw") == 0 || strcmp(entry.action, "suspend") == 0);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status absence_note(struct act *act, struct db_conn *conn, const struct charter_roll *roll,
                         struct account_id account)
{
    struct certificate certificate;
    bool out;
    enum status status = is_out(&out, act, conn, account);
    if (status == STATUS_OK && out)
        return state_current(act, conn);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &account.id);
    if (status == STATUS_OK)
        status = trust_now(&certificate, act, conn, account);
    if (status == STATUS_TAMPERED) /* or who issued it, or ended it */
        state_met(act, STATE_PERSON, &account.id);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = signatures(act, conn, roll, "person", &account.id);
    return status == STATUS_OK ? structure(act, conn, roll, account) : status;
}

enum status absence_close(struct act *act, struct db_conn *conn, const struct vault_row *vault,
                          const struct account_id *gone, size_t count)
{
    struct charter_roll roll;
    if (count == 0)
        return STATUS_OK;
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = roll_charter(&roll, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = absence_note(act, conn, &roll, gone[i]);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = vaults_ungrant(act, conn, vault, gone[i]);
    return status;
}
