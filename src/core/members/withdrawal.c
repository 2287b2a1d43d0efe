#include "core/members/withdrawal.h"

#include "base/clock.h"
#include "journal/ledger_keep.h"
#include "members/parting.h"
#include "trust/coordinators.h"
#include "trust/person.h"
#include "trust/state.h"
#include "trust/trust.h"

struct withdrawing {
    struct act *act;
    struct account_id account;
    bool only_access;
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
        *out = act_json(act->arena, json_pack("{s:o}", "person", person_json(act, conn, account)));
    db_done(conn);
    return status;
}

/* Where rows were edited there may be none to end, or one that says that it ended already. */
static enum status end_membership(const struct act *act, struct db_conn *conn,
                                  struct account_id account, bool whole)
{
    enum status status = person_rows_end_membership(conn, act->space, account, clock_now());
    return status == STATUS_CONFLICT && !whole ? STATUS_OK : status;
}

static enum status withdraw(struct db_conn *conn, void *context)
{
    const struct withdrawing *withdrawing = context;
    struct act *act = withdrawing->act;
    const struct account_id account = withdrawing->account;
    struct parting parting = {0};
    bool whole = false;
    enum status status = present(act, conn, account);
    if (status == STATUS_NOT_FOUND) { /* or they hide behind an edit, to be back later */
        status = state_take(&whole, act, conn, STATE_PERSON, &account.id);
        if (status == STATUS_OK && whole)
            status = STATUS_NOT_FOUND;
    }
    if (status == STATUS_OK) /* whoever withdraws another's access stays */
        status = coordinators_stay(act, conn, &account, 1);
    if (status == STATUS_OK && !withdrawing->only_access)
        status = parting_open(&parting, act, conn);
    if (status == STATUS_OK)
        status = state_take(&whole, act, conn, STATE_PERSON, &account.id);
    if (status == STATUS_OK)
        status = end_membership(act, conn, account, whole);
    if (status == STATUS_OK)
        status = parting_doors(act, conn, account);
    if (status == STATUS_OK) /* after the other rows: its entry answers for all of them */
        status = trust_revoke(act, conn, account);
    if (withdrawing->only_access)
        return status;
    if (status == STATUS_OK)
        status = parting_roles(act, conn, account);
    if (status == STATUS_OK)
        status = parting_take(&parting, conn, account);
    if (status == STATUS_OK)
        status = parting_turn(&parting, conn);
    parting_close(&parting);
    return status;
}

enum status withdrawal_withdraw(struct act *act, struct account_id account)
{
    struct withdrawing withdrawing = {.act = act, .account = account};
    return ledger_keep_after(act->core,
                             parting_write(act, &withdrawing.only_access, withdraw, &withdrawing));
}
