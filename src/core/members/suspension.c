#include "members/suspension.h"

#include "base/clock.h"
#include "base/log.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"
#include "members/grants.h"
#include "members/parting.h"
#include "store/rows/access_rows.h"
#include "store/rows/revocation_rows.h"
#include "trust/coordinators.h"
#include "trust/person.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

struct suspending {
    struct act *act;
    struct account_id account;
    bool only_access;
};

/* A member of the space, for whoever may suspend. */
static enum status member(struct membership_row *out, struct act *act, struct db_conn *conn,
                          struct account_id account)
{
    *out = (struct membership_row){0};
    if (!act_may(act, RESOURCE_PERSON, ACTION_SUSPEND, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status status = person_rows_membership(out, conn, act->arena, act->space, account);
    return status == STATUS_OK && out->until != 0 ? STATUS_NOT_FOUND : status;
}

/* There is something to suspend: keys that are certified, whatever else the rows say. */
static enum status admitted(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct certificate certificate;
    enum status status = trust_now(&certificate, act, conn, account);
    if (status == STATUS_TAMPERED)
        return STATUS_OK; /* closing is always safe */
    return status == STATUS_NOT_FOUND ? act_fault(act, STATUS_CONFLICT, "not_admitted") : status;
}

static enum status since(json_t *model, struct act *act, struct db_conn *conn,
                         const struct membership_row *membership)
{
    struct revocation_row *ended;
    size_t count;
    enum status status =
        revocation_rows_list(&ended, &count, conn, act->arena, act->space, membership->account);
    if (status == STATUS_OK &&
        (json_object_set_new(model, "since_at", json_integer(membership->suspended_at)) != 0 ||
         json_object_set_new(model, "by_platform",
                             json_boolean(count > 0 && id_is_none(&ended[0].by.id))) != 0))
        status = STATUS_FAILED;
    return status;
}

enum status suspension_view(struct act *act, json_t **out, struct account_id account)
{
    struct membership_row membership;
    json_t *model = NULL;
    *out = NULL;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = member(&membership, act, conn, account);
    const bool suspended = membership.suspended_at != 0;
    if (status == STATUS_OK && !suspended)
        status = admitted(act, conn, account);
    if (status == STATUS_OK)
        model =
            act_json(act->arena, json_pack("{s:o, s:b}", "person", person_json(act, conn, account),
                                           "suspended", suspended));
    if (status == STATUS_OK && suspended)
        status = since(model, act, conn, &membership);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

/* The rows of the person, and last the statement, whose entry answers for them.  Where they were
 * edited there may be none to close, or one that says that it is closed. */
static enum status close_access(struct act *act, struct db_conn *conn, struct account_id account)
{
    bool whole;
    enum status status = state_take(&whole, act, conn, STATE_PERSON, &account.id);
    if (status == STATUS_OK)
        status = access_rows_suspend(conn, act->space, account, clock_now());
    if (status == STATUS_CONFLICT && !whole)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = parting_doors(act, conn, account);
    return status == STATUS_OK ? trust_end(act, conn, account, "suspend") : status;
}

/* Somebody who is there, and open; or who hides behind an edit, to be back later. */
static enum status is_open(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct membership_row membership;
    bool whole = true;
    const enum status found = member(&membership, act, conn, account);
    if (found != STATUS_OK && found != STATUS_NOT_FOUND)
        return found;
    enum status status = state_take(&whole, act, conn, STATE_PERSON, &account.id);
    if (status != STATUS_OK || !whole)
        return status;
    if (found == STATUS_OK && membership.suspended_at != 0)
        return act_fault(act, STATUS_CONFLICT, "suspended_already");
    return found == STATUS_OK ? admitted(act, conn, account) : found;
}

static enum status suspend(struct db_conn *conn, void *context)
{
    const struct suspending *suspending = context;
    struct act *act = suspending->act;
    const struct account_id account = suspending->account;
    struct parting parting = {0};
    enum status status = is_open(act, conn, account);
    if (status == STATUS_OK)
        status = coordinators_stay(act, conn, &account, 1);
    if (status == STATUS_OK && !suspending->only_access)
        status = parting_open(&parting, act, conn);
    parting.keeper = account;
    if (status == STATUS_OK)
        status = close_access(act, conn, account);
    if (suspending->only_access)
        return status;
    if (status == STATUS_OK)
        status = parting_take(&parting, conn, account);
    if (status == STATUS_OK)
        status = parting_turn(&parting, conn);
    parting_close(&parting);
    return status;
}

enum status suspension_suspend(struct act *act, struct account_id account)
{
    struct suspending suspending = {.act = act, .account = account};
    return ledger_keep_after(act->core,
                             parting_write(act, &suspending.only_access, suspend, &suspending));
}

/* What they were, by a verified certificate; rows that were edited meanwhile reopen nothing. */
static enum status before(struct certificate *out, struct act *act, struct db_conn *conn,
                          const struct membership_row *membership)
{
    struct account_row account;
    char text[ID_TEXT];
    enum status status = trust_before(out, act, conn, membership->account);
    if (status == STATUS_OK)
        status = person_rows_account(&account, conn, act->arena, membership->account);
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
    if (id_equal(&out->structure.id, &membership->structure.id) &&
        out->coordination == membership->coordination &&
        out->represents == membership->represents &&
        memcmp(out->public.box, account.box_public, sizeof account.box_public) == 0 &&
        memcmp(out->public.sign, account.sign_public, sizeof account.sign_public) == 0)
        return STATUS_OK;
    if (account.accepted_at > membership->suspended_at) /* made since, for another space */
        return act_fault(act, STATUS_CONFLICT, "renewed_since");
    log_error("account %s: its rows are not those that were suspended",
              id_text(text, &membership->account.id));
    return STATUS_TAMPERED;
}

static enum status lift(struct db_conn *conn, void *context)
{
    const struct suspending *suspending = context;
    struct act *act = suspending->act;
    const struct account_id account = suspending->account;
    struct membership_row membership;
    struct certificate was;
    enum status status = member(&membership, act, conn, account);
    if (status == STATUS_OK && membership.suspended_at == 0)
        return act_fault(act, STATUS_CONFLICT, "not_suspended");
    if (status == STATUS_OK)
        status = before(&was, act, conn, &membership);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_PERSON, &account.id);
    if (status == STATUS_OK)
        status = access_rows_lift(conn, act->space, account);
    if (status == STATUS_OK)
        status = parting_settle(act, conn, account);
    if (status != STATUS_OK)
        return status;
    struct certificate now = {.account = account,
                              .public = was.public,
                              .structure = was.structure,
                              .coordination = was.coordination,
                              .represents = was.represents,
                              .from = clock_now()};
    status = trust_certify_anew(act, conn, &now, "lift");
    return status == STATUS_OK ? grants_open_to(act, conn, account) : status;
}

enum status suspension_lift(struct act *act, struct account_id account)
{
    struct suspending suspending = {.act = act, .account = account};
    return db_write(act->core->db, lift, &suspending);
}

struct idling {
    struct core *core;
    struct arena *arena;
    struct account_id account;
    size_t closed;
};

static enum status idle_in(struct idling *idling, struct db_conn *conn, struct space_id space)
{
    struct act platform = {.core = idling->core, .arena = idling->arena, .space = space};
    struct certificate certificate;
    enum status status = trust_now(&certificate, &platform, conn, idling->account);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* it opens nothing there */
    if (status == STATUS_TAMPERED && ledger_is_proven(idling->core))
        status = STATUS_OK; /* now: once the rows are back it would */
    if (status == STATUS_OK)
        status = coordinators_stay(&platform, conn, &idling->account, 1);
    if (status == STATUS_CONFLICT)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = close_access(&platform, conn, idling->account);
    idling->closed++;
    return status;
}

static enum status idle(struct db_conn *conn, void *context)
{
    struct idling *idling = context;
    struct membership_row *memberships;
    size_t count;
    enum status status =
        person_rows_memberships(&memberships, &count, conn, idling->arena, idling->account);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = idle_in(idling, conn, memberships[i].space);
    return status == STATUS_OK && idling->closed == 0 ? STATUS_CONFLICT : status;
}

enum status suspension_idle(struct core *core, struct account_id account)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct idling idling = {.core = core, .arena = arena, .account = account};
    enum status status = db_write(core->db, idle, &idling);
    arena_free(arena);
    return status;
}
