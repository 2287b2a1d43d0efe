#include "members/parting.h"

#include "base/log.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "keys/absence.h"
#include "keys/turning.h"
#include "seances/rotation.h"
#include "store/rows/access_rows.h"
#include "store/rows/second_factor_rows.h"
#include "texts/situation.h"
#include "trust/charter_roll.h"
#include "trust/roll.h"
#include "trust/standing.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

/* What the act refuses it says by a fault.  A conflict without one is a row that stands where the
 * act's own has to, or that is not where it should be: somebody put it there, or away. */
static enum status attempt(struct act *act,
                           enum status (*work)(struct db_conn *conn, void *context), void *context)
{
    enum status status = db_write(act->core->db, work, context);
    if (status != STATUS_CONFLICT || act->fault != NULL)
        return status;
    log_error("an access does not end as its rows stand: somebody edited them");
    act->tampered = true;
    return STATUS_TAMPERED;
}

enum status parting_write(struct act *act, bool *only_access,
                          enum status (*work)(struct db_conn *conn, void *context), void *context)
{
    *only_access = false;
    enum status status = attempt(act, work, context);
    if (status != STATUS_TAMPERED || !ledger_is_proven(act->core))
        return status;
    log_error("an access ends while rows of others are edited: roles and keys wait");
    act->tampered = true;
    *only_access = true;
    return attempt(act, work, context);
}

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
    int64_t suspended;
    enum status status = person_rows_account(&row, conn, act->arena, account);
    if (status == STATUS_NOT_FOUND) /* put away by somebody: what ends, ends by its entry */
        return STATUS_OK;
    if (status == STATUS_OK)
        status = person_rows_memberships(&rows, &present, conn, act->arena, account);
    if (status == STATUS_OK)
        status = access_rows_suspensions(&suspended, conn, account);
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
    if (status == STATUS_OK) /* and what is half a login */
        status = second_factor_rows_wait_no_more(conn, account);
    if (status == STATUS_OK)
        status = person_rows_drop_invitations(conn, account);
    if (status == STATUS_OK) /* or their old keys could be admitted again by it */
        status = person_rows_forget_claims(conn, act->space, account);
    return status;
}

/* In a séance that is prepared, the role row tells who did what. */
static enum status give_back(struct act *act, struct db_conn *conn, struct account_id account,
                             struct seance_id seance)
{
    struct standing standing;
    bool whole;
    enum status status = standing_seance(&standing, act, conn, seance);
    if (status != STATUS_OK || standing.stage > STAGE_SUBMITTED)
        return status;
    for (size_t i = 0; i < standing.role_count && status == STATUS_OK; i++) {
        struct role_row row = standing.roles[i];
        if (!id_equal(&row.account.id, &account.id) || strcmp(row.state, "declined") == 0)
            continue;
        status = state_take(&whole, act, conn, STATE_SEANCE, &seance.id);
        if (status == STATUS_OK && whole)
            status = situation_noted(conn, act, seance);
        if (status == STATUS_TAMPERED && ledger_is_proven(act->core))
            return STATUS_OK;
        if (status == STATUS_OK && !whole) /* it is lost, once the rows are back: rotation_lost() */
            return STATUS_OK;
        if (status == STATUS_OK)
            status = rotation_give_back(conn, act, &standing, &row);
        if (status == STATUS_OK)
            status = journal_add(conn, act, "decline_role", "seance", &seance.id,
                                 BYTES_OF(row.account.id.bytes));
    }
    return status;
}

enum status parting_roles(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct seance_row *seances;
    size_t count;
    enum status status = seance_rows_list(&seances, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = give_back(act, conn, account, seances[i].id);
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

/* No text comes into it any more, as its séance's last entry says: one whose rows were edited may
 * only look so. */
static enum status is_over(bool *out, struct act *act, struct db_conn *conn,
                           const struct vault_row *vault)
{
    struct seance_row seance;
    bool whole;
    *out = false;
    if (id_is_none(&vault->seance.id))
        return STATUS_OK;
    enum status status = seance_rows_get(&seance, conn, act->arena, act->space, vault->seance);
    if (status == STATUS_OK)
        status = state_take(&whole, act, conn, STATE_SEANCE, &vault->seance.id);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    const enum stage stage = access_stage(seance.stage);
    *out =
        whole && (stage == STAGE_PUBLISHED || stage == STAGE_EXPIRED || stage == STAGE_CANCELLED);
    return STATUS_OK;
}

/* Those of ${only} (NULL: all) that text may still come into. */
static enum status turn_all(struct parting *parting, struct db_conn *conn, const struct id *only,
                            size_t only_count)
{
    struct act *act = parting->act;
    struct vault_row *vaults;
    size_t count;
    enum status status = vault_rows_space(&vaults, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct vault_key key = {0};
        bool over;
        status = is_over(&over, act, conn, &vaults[i]);
        if (status != STATUS_OK || over)
            continue;
        bool keeps = only != NULL && !(only_count > 0 &&
                                       id_among(only, only_count, sizeof *only, &vaults[i].id.id));
        if (!keeps)
            status = alone(&keeps, parting, conn, &vaults[i]);
        /* where rows were edited, its own or those of who holds its key, it turns when they are
         * mended, before anything is sealed under it */
        bool whole = false;
        if (status == STATUS_OK && !keeps)
            status = state_take(&whole, act, conn, STATE_VAULT, &vaults[i].id.id);
        if (status == STATUS_OK && whole)
            status = vaults_may_rotate(&whole, act, conn, &vaults[i]);
        if (status == STATUS_OK && whole)
            status = turning_turn(&key, &vaults[i], act, conn, &parting->shared);
        vault_key_free(&key);
    }
    return status;
}

enum status parting_turn(struct parting *parting, struct db_conn *conn)
{
    return turn_all(parting, conn, NULL, 0);
}

/* Whether the policy lets them read what is in a vault, as things stand. */
static enum status entitled(bool *out, struct act *act, struct db_conn *conn,
                            const struct charter_roll *roll, const struct vault_row *vault,
                            const struct membership_row *member)
{
    struct standing standing;
    struct account_id *readers;
    size_t count;
    *out = false;
    if (strcmp(vault->purpose, VAULT_SHARED) == 0) {
        *out = member->coordination || charter_roll_binds(roll, member->account, member->structure);
        return STATUS_OK;
    }
    enum status status = standing_change(&standing, act, conn, vault->seance);
    if (status == STATUS_OK)
        status = standing_readers(
            &readers, &count, act, conn, &standing, standing.stage,
            strcmp(vault->purpose, VAULT_SITUATION) == 0 ? RESOURCE_SITUATION : RESOURCE_SYNTHESIS);
    for (size_t i = 0; status == STATUS_OK && i < count && !*out; i++)
        *out = id_equal(&readers[i].id, &member->account.id);
    return status;
}

static enum status trim(bool *turns, struct parting *parting, struct db_conn *conn,
                        const struct charter_roll *roll, const struct vault_row *vault,
                        const struct membership_row *member)
{
    bool stays = true;
    struct act *act = parting->act;
    enum status status = state_note(act, conn, STATE_VAULT, &vault->id.id);
    if (status == STATUS_OK)
        status = entitled(&stays, act, conn, roll, vault, member);
    if (status == STATUS_OK && !stays)
        status = alone(&stays, parting, conn, vault);
    if (status == STATUS_OK && !stays)
        status = absence_note(act, conn, roll, member->account);
    if (status == STATUS_TAMPERED && ledger_is_proven(act->core))
        return STATUS_OK; /* it is due: what is to be taken is taken before the next text */
    if (status != STATUS_OK || stays)
        return status;
    *turns = true;
    return vaults_ungrant(act, conn, vault, member->account);
}

enum status parting_trim(struct parting *parting, struct db_conn *conn,
                         const struct membership_row *members, size_t count)
{
    struct act *act = parting->act;
    struct charter_roll roll;
    struct id *turning = NULL;
    size_t turning_count = 0;
    size_t room = 0;
    enum status status = roll_charter(&roll, act, conn);
    for (size_t m = 0; status == STATUS_OK && m < count; m++) {
        struct vault_row *held;
        size_t held_count;
        status =
            vault_rows_held(&held, &held_count, conn, act->arena, act->space, members[m].account);
        for (size_t i = 0; status == STATUS_OK && i < held_count; i++) {
            bool turns = false;
            status = trim(&turns, parting, conn, &roll, &held[i], &members[m]);
            if (!turns)
                continue;
            turning = arena_grow(act->arena, turning, turning_count, &room, sizeof *turning);
            turning[turning_count++] = held[i].id.id;
        }
    }
    return status == STATUS_OK && turning_count > 0
               ? turn_all(parting, conn, turning, turning_count)
               : status;
}
