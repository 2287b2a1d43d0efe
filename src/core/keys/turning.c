#include "keys/turning.h"

#include "crypto/admission_claim.h"
#include "journal/journal.h"
#include "keys/absence.h"
#include "trust/charter_roll.h"
#include "trust/roll.h"
#include "trust/standing.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

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
        status = admission_claim_open(&claim, rows[i].claim, act->space, rows[i].invited_as, old);
        if (status == STATUS_TAMPERED) {
            status = STATUS_OK;
            continue;
        }
        if (status == STATUS_OK)
            status = admission_claim_seal(&sealed, act->arena, &claim, act->space, key);
        bool whole = false; /* a claim of edited rows admits nobody, and stays what it is */
        if (status == STATUS_OK)
            status = state_take(&whole, act, conn, STATE_PERSON, &rows[i].account.id);
        if (status == STATUS_OK && whole)
            status = person_rows_set_claim(conn, rows[i].id, sealed);
        if (status == STATUS_OK && whole)
            status =
                journal_add(conn, act, "reseal", "person", &rows[i].account.id, (struct bytes){0});
        admission_claim_wipe(&claim);
    }
    return status;
}

enum status turning_turn(struct vault_key *key, struct vault_row *vault, struct act *act,
                         struct db_conn *conn, const struct vault_key *old)
{
    enum status status = vaults_rotate(key, vault, act, conn);
    if (status == STATUS_OK && strcmp(vault->purpose, VAULT_SHARED) == 0)
        status = reseal_claims(act, conn, old, key);
    return status;
}

/* What decides who may hold a vault's key from now on. */
struct holding {
    struct charter_roll roll;
    struct standing standing; /* of a séance's vault */
    enum resource resource;   /* RESOURCE_COUNT: the space's shared writing */
};

static enum status look(struct holding *out, struct act *act, struct db_conn *conn,
                        const struct vault_row *vault)
{
    *out = (struct holding){.resource = RESOURCE_COUNT};
    enum status status = roll_charter(&out->roll, act, conn);
    if (strcmp(vault->purpose, VAULT_SHARED) == 0)
        return status;
    out->resource =
        strcmp(vault->purpose, VAULT_SITUATION) == 0 ? RESOURCE_SITUATION : RESOURCE_SYNTHESIS;
    return status == STATUS_OK ? standing_change(&out->standing, act, conn, vault->seance) : status;
}

/* Certified, bound by the charter, and entitled by the policy as things stand.  The space's shared
 * writing is handed on by coordination, signatory or not. */
static enum status may_hold(bool *out, struct act *act, struct db_conn *conn,
                            const struct holding *holding, struct account_id reader)
{
    struct membership_row membership;
    struct certificate certificate;
    *out = false;
    enum status status = person_rows_membership(&membership, conn, act->arena, act->space, reader);
    if (status == STATUS_OK)
        status = trust_now(&certificate, act, conn, reader);
    if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
        return STATUS_OK;
    if (status != STATUS_OK || !person_rows_present(&membership))
        return status;
    const bool bound = charter_roll_binds(&holding->roll, reader, certificate.structure);
    if (holding->resource == RESOURCE_COUNT) {
        *out = bound || certificate.coordination;
        return STATUS_OK;
    }
    uint32_t relations = standing_relations(&holding->standing, reader) | RELATION_MEMBER;
    relations |= bound ? RELATION_SIGNATORY : 0;
    relations |= certificate.coordination ? RELATION_COORDINATION : 0;
    *out = access_allows(act->pack->access, holding->resource, ACTION_READ, relations,
                         holding->standing.stage);
    return STATUS_OK;
}

/* Whoever is about to write was asked by the policy just now. */
static enum status drop_others(bool *dropped, struct act *act, struct db_conn *conn,
                               const struct vault_row *vault)
{
    struct holding holding;
    struct account_id *readers;
    size_t count;
    size_t gone = 0;
    *dropped = false;
    enum status status = look(&holding, act, conn, vault);
    if (status == STATUS_OK)
        status =
            vault_rows_readers(&readers, &count, conn, act->arena, vault->id, vault->generation);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        bool holds = id_equal(&readers[i].id, &act->who.id);
        if (!holds)
            status = may_hold(&holds, act, conn, &holding, readers[i]);
        if (status == STATUS_OK && !holds)
            readers[gone++] = readers[i];
    }
    *dropped = gone > 0;
    return status == STATUS_OK ? absence_close(act, conn, vault, readers, gone) : status;
}

enum status turning_renew(struct act *act, struct db_conn *conn, struct vault_row *vault,
                          struct vault_key *key)
{
    bool dropped;
    bool due = false;
    struct vault_key next;
    enum status status = drop_others(&dropped, act, conn, vault);
    if (status == STATUS_OK)
        status = vaults_is_due(&due, act->core, conn, vault);
    if (status != STATUS_OK || (!due && !dropped))
        return status;
    status = turning_turn(&next, vault, act, conn, key);
    if (status == STATUS_OK) {
        vault_key_free(key);
        *key = next;
    }
    return status;
}
