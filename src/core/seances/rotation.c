#include "seances/rotation.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "keys/absence.h"
#include "seances/rotation_rules.h"
#include "store/rows/document_rows.h"
#include "texts/situation.h"
#include "texts/synthesis.h"
#include "trust/charter_roll.h"
#include "trust/roll.h"
#include "trust/signatory.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <string.h>

/* What somebody has of a role. */
static const struct role_row *row_of(const struct standing *standing, const char *role,
                                     struct account_id account)
{
    for (size_t i = 0; i < standing->role_count; i++)
        if (strcmp(standing->roles[i].role, role) == 0 &&
            id_equal(&standing->roles[i].account.id, &account.id))
            return &standing->roles[i];
    return NULL;
}

struct change {
    struct act *act;
    struct seance_id seance;
    const json_t *fields;
};

static enum status read_role(const struct shape_role **out, struct act *act,
                             const struct standing *standing, const json_t *fields)
{
    const char *name = act_text(fields, "role");
    *out = name != NULL ? shape_role(standing->shape, name) : NULL;
    if (*out == NULL)
        return act_fault_field(act, "role", "not_an_option");
    if (!rotation_rules_has(standing, *out))
        return act_fault(act, STATUS_CONFLICT, "no_such_role");
    return STATUS_OK;
}

/* A member of the space, bound by the charter, whom no rule keeps from the role. */
static enum status check_candidate(struct act *act, struct db_conn *conn,
                                   const struct standing *standing, const struct shape_role *role,
                                   struct account_id account)
{
    struct membership_row member;
    bool signatory = false;
    const char *obstacle = NULL;
    enum status status = person_rows_membership(&member, conn, act->arena, act->space, account);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && !person_rows_present(&member)))
        return act_fault_field(act, "account", "not_an_id");
    if (status == STATUS_OK)
        status = signatory_is(&signatory, act, conn, account, member.structure);
    if (status == STATUS_OK && !signatory)
        return act_fault(act, STATUS_CONFLICT, "not_signatory");
    if (status == STATUS_OK)
        status = rotation_rules_obstacle(&obstacle, act, conn, standing, role, &member);
    if (status == STATUS_OK && obstacle != NULL)
        return act_fault(act, STATUS_CONFLICT, obstacle);
    return status;
}

/* A synthesis is published as its signers signed it: who signed it as it is has nothing left to do.
 */
static enum status has_signed(bool *out, struct act *act, struct db_conn *conn,
                              const struct role_row *row)
{
    struct document_row document;
    struct version_row head;
    struct document_signature_row *all;
    size_t count;
    *out = false;
    enum status status = document_rows_get(&document, conn, act->arena, act->space, row->seance,
                                           access_resource_name(RESOURCE_SYNTHESIS));
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = document_rows_head(&head, conn, act->arena, document.id);
    if (status == STATUS_OK)
        status =
            document_rows_signatures(&all, &count, conn, act->arena, document.id, head.version);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        *out |=
            strcmp(all[i].role, row->role) == 0 && id_equal(&all[i].account.id, &row->account.id);
    return status;
}

/* An edit about somebody takes nothing from them. */
static enum status is_believed(struct act *act, struct db_conn *conn, struct account_id account)
{
    struct charter_roll roll;
    enum status status = roll_charter(&roll, act, conn);
    return status == STATUS_OK ? absence_note(act, conn, &roll, account) : status;
}

enum status rotation_lost(bool *out, struct act *act, struct db_conn *conn,
                          const struct role_row *row)
{
    struct certificate certificate;
    bool bound = false;
    bool done = false;
    *out = false;
    if (strcmp(row->state, "declined") == 0)
        return STATUS_OK;
    enum status status = STATUS_OK;
    if (db_turn(conn) != 0)
        status = is_believed(act, conn, row->account);
    if (status != STATUS_OK)
        return status;
    status = trust_now(&certificate, act, conn, row->account);
    if (status == STATUS_OK)
        status = signatory_is(&bound, act, conn, row->account, certificate.structure);
    if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
        status = STATUS_OK;
    if (status == STATUS_OK && !bound)
        status = has_signed(&done, act, conn, row);
    *out = status == STATUS_OK && !bound && !done;
    return status;
}

/* Until the situation is approved, the séance falls back to what it is without the role.  Later
 * whoever wrote the situation has nothing left to do, and a synthesis that nobody else writes
 * begins anew. */
static enum status take_over(struct act *act, struct db_conn *conn, const struct standing *standing,
                             const struct role_row *held)
{
    struct role_row row = *held;
    const uint32_t relation = shape_relation(standing->shape, held->role);
    if (standing->stage <= STAGE_SUBMITTED)
        return rotation_give_back(conn, act, standing, &row);
    if ((relation & standing->shape->writers) != 0)
        return act_fault(act, STATUS_CONFLICT, "role_taken");
    const struct account_id second = standing_holder(standing, standing->shape->concluders, 1);
    return standing->stage < STAGE_DRAFTED && (relation & standing->shape->concluders) != 0 &&
                   id_is_none(&second.id)
               ? synthesis_role_taken_over(conn, act, row.seance)
               : STATUS_OK;
}

/* The place that somebody new takes. */
struct seat {
    const struct role_row *held; /* NULL: it was free */
    bool lost;                   /* whoever accepted it can act no longer */
};

static bool is(const struct role_row *row, const char *state)
{
    return strcmp(row->state, state) == 0;
}

/* What this account has of the role already, then what was declined or lost, then whoever was asked
 * first; NULL, and not lost, if there is room beside them.  STATUS_CONFLICT: all is taken. */
static enum status find_seat(struct seat *out, struct act *act, struct db_conn *conn,
                             const struct standing *standing, const struct shape_role *role,
                             struct account_id account)
{
    size_t count = 0;
    const struct role_row *asked = NULL;
    const struct role_row *own = row_of(standing, role->name, account);
    *out = (struct seat){0};
    for (size_t i = 0; i < standing->role_count; i++) {
        const struct role_row *row = &standing->roles[i];
        bool lost = false;
        if (strcmp(row->role, role->name) != 0)
            continue;
        enum status status = rotation_lost(&lost, act, conn, row);
        if (status != STATUS_OK)
            return status;
        count++;
        if (is(row, "proposed") && (asked == NULL || row->at < asked->at))
            asked = row;
        if (is(row, "declined") || lost)
            *out = out->held == NULL || row == own ? (struct seat){row, lost} : *out;
    }
    if (own != NULL && own != out->held)
        *out = (struct seat){own, false};
    else if (count < role->holders && own == NULL && !out->lost)
        *out = (struct seat){0};
    else if (out->held == NULL)
        out->held = asked;
    if (count >= role->holders && out->held == NULL)
        return act_fault(act, STATUS_CONFLICT, "role_taken");
    return STATUS_OK;
}

static enum status put(struct act *act, struct db_conn *conn, const struct standing *standing,
                       const struct seat *seat, const struct role_row *row)
{
    enum status status = STATUS_OK;
    const struct role_row *held = seat->held;
    if (seat->lost && is(held, "accepted"))
        status = take_over(act, conn, standing, held);
    if (status == STATUS_OK && held != NULL && !id_equal(&held->account.id, &row->account.id))
        status = seance_rows_drop_role(conn, act->space, held);
    return status == STATUS_OK ? seance_rows_set_role(conn, act->space, row) : status;
}

static enum status give(struct db_conn *conn, void *context)
{
    struct seat seat;
    const struct shape_role *role;
    const struct change *change = context;
    struct act *act = change->act;
    struct standing standing;
    struct role_row row = {
        .seance = change->seance, .state = "proposed", .given_by = act->who, .at = clock_now()};
    enum status status = standing_change(&standing, act, conn, change->seance);
    if (status != STATUS_OK)
        return status;
    const bool gives =
        act_may(act, RESOURCE_SEANCE, ACTION_GIVE_ROLE, standing.relations, standing.stage);
    if (!gives &&
        !act_may(act, RESOURCE_SEANCE, ACTION_REPLACE_ROLE, standing.relations, standing.stage))
        return STATUS_DENIED;
    status = read_role(&role, act, &standing, change->fields);
    if (status != STATUS_OK)
        return status;
    row.role = role->name;
    act_id(&row.account.id, change->fields, "account");
    status = find_seat(&seat, act, conn, &standing, role, row.account);
    if (status == STATUS_CONFLICT && !gives)
        return STATUS_DENIED;
    if (status != STATUS_OK)
        return status;
    if (!gives && !seat.lost && (seat.held == NULL || is(seat.held, "accepted")))
        return STATUS_DENIED; /* later, only what somebody left behind is given again */
    if (seat.held != NULL && is(seat.held, "accepted") && !seat.lost)
        return act_fault(act, STATUS_CONFLICT, "role_taken");
    status = check_candidate(act, conn, &standing, role, row.account);
    if (status == STATUS_OK)
        status = put(act, conn, &standing, &seat, &row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "give_role", "seance", &change->seance.id,
                             BYTES_OF(row.account.id.bytes));
    return status;
}

enum status rotation_give(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct change change = {act, seance, fields};
    return db_write(act->core->db, give, &change);
}

/* Whoever serves comes; what they offered besides stays. */
static enum status position_as_coming(struct act *act, struct db_conn *conn,
                                      struct seance_id seance)
{
    struct positioning_row row;
    enum status status = seance_rows_position(&row, conn, act->arena, act->space, seance, act->who);
    if (status == STATUS_OK && strcmp(row.answer, "coming") == 0)
        return STATUS_OK;
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    row.seance = seance;
    row.account = act->who;
    row.answer = "coming";
    row.answered_at = clock_now();
    return seance_rows_set_position(conn, act->space, &row);
}

static enum status step(struct act *act, struct db_conn *conn, const struct standing *standing,
                        enum life_event event, unsigned guards)
{
    const struct life_step *found;
    enum status status = standing_step(&found, act, standing, event, guards);
    if (status == STATUS_OK)
        status = seance_rows_move(conn, standing->seance.id, access_stage_name(found->from),
                                  access_stage_name(found->to), clock_now());
    return status;
}

static enum status accept(struct act *act, struct db_conn *conn, const struct standing *before,
                          const struct shape_role *role, struct role_row *row)
{
    struct standing after;
    if (strcmp(row->state, "accepted") == 0)
        return STATUS_OK;
    if (strcmp(row->state, "proposed") != 0)
        return act_fault(act, STATUS_CONFLICT, "not_offered");
    /* the others may have changed since it was proposed */
    enum status status = check_candidate(act, conn, before, role, act->who);
    row->state = "accepted";
    row->at = clock_now();
    if (status == STATUS_OK)
        status = seance_rows_answer_role(conn, act->space, row);
    if (status == STATUS_OK && before->stage <= STAGE_PREPARED)
        status = position_as_coming(act, conn, row->seance);
    if (status == STATUS_OK)
        status = standing_seance(&after, act, conn, row->seance);
    if (status == STATUS_OK && rotation_rules_complete(&after) &&
        life_step(after.life, after.stage, LIFE_STAFF) != NULL)
        status = step(act, conn, &after, LIFE_STAFF, GUARD_ROLES);
    return status;
}

/* Giving back an accepted role empties the séance of what it had become by that role. */
enum status rotation_give_back(struct db_conn *conn, struct act *act, const struct standing *before,
                               struct role_row *row)
{
    enum status status = STATUS_OK;
    const bool held = strcmp(row->state, "accepted") == 0;
    const struct life_step *back = life_step(before->life, before->stage, LIFE_UNSTAFF);
    if (held && back != NULL)
        status = seance_rows_move(conn, row->seance, access_stage_name(back->from),
                                  access_stage_name(back->to), clock_now());
    if (status == STATUS_OK && held)
        status = situation_role_given_back(
            conn, act, row->seance,
            (shape_relation(before->shape, row->role) & before->shape->writers) != 0);
    row->state = "declined";
    row->at = clock_now();
    if (status == STATUS_OK)
        status = seance_rows_answer_role(conn, act->space, row);
    return status;
}

static enum status answer(struct db_conn *conn, void *context)
{
    const struct change *change = context;
    struct act *act = change->act;
    const char *wanted = act_text(change->fields, "answer");
    const struct shape_role *role;
    struct standing standing;
    enum status status = standing_change(&standing, act, conn, change->seance);
    if (status != STATUS_OK)
        return status;
    if (!act_may(act, RESOURCE_SEANCE, ACTION_ANSWER_ROLE, standing.relations, standing.stage))
        return STATUS_DENIED;
    status = read_role(&role, act, &standing, change->fields);
    if (status != STATUS_OK)
        return status;
    bool accepts = wanted != NULL && strcmp(wanted, "accepted") == 0;
    if (!accepts && (wanted == NULL || strcmp(wanted, "declined") != 0))
        return act_fault_field(act, "answer", "not_an_option");
    const struct role_row *held = row_of(&standing, role->name, act->who);
    if (held == NULL)
        return act_fault(act, STATUS_CONFLICT, "not_offered");
    struct role_row row = *held;
    status = accepts ? accept(act, conn, &standing, role, &row)
                     : rotation_give_back(conn, act, &standing, &row);
    if (status == STATUS_OK)
        status = journal_add(conn, act, accepts ? "accept_role" : "decline_role", "seance",
                             &change->seance.id, (struct bytes){0});
    return status;
}

enum status rotation_answer(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct change change = {act, seance, fields};
    return db_write(act->core->db, answer, &change);
}
