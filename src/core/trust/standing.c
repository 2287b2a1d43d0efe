#include "trust/standing.h"

#include "base/clock.h"
#include "trust/roll.h"
#include "trust/state.h"

#include "trust/charter_roll.h"
#include "trust/trust.h"

#include <string.h>

static bool is_accepted(const struct role_row *row)
{
    return strcmp(row->state, "accepted") == 0;
}

static uint32_t of_roles(const struct standing *standing, struct account_id account)
{
    uint32_t relations = 0;
    for (size_t i = 0; i < standing->role_count; i++) {
        const struct role_row *row = &standing->roles[i];
        if (!id_equal(&row->account.id, &account.id))
            continue;
        if (strcmp(row->state, "proposed") == 0)
            relations |= RELATION_CANDIDATE;
        if (is_accepted(row))
            relations |= shape_relation(standing->shape, row->role);
    }
    return relations;
}

/* What the rows of this séance make of somebody. */
static uint32_t of_rows(const struct standing *standing, struct account_id account)
{
    uint32_t relations = of_roles(standing, account);
    for (size_t i = 0; i < standing->position_count; i++)
        if (id_equal(&standing->positions[i].account.id, &account.id) &&
            strcmp(standing->positions[i].answer, "coming") == 0)
            relations |= RELATION_COMING;
    for (size_t i = 0; i < standing->attendance_count; i++)
        if (id_equal(&standing->attendance[i].account.id, &account.id) &&
            strcmp(standing->attendance[i].status, "present") == 0)
            relations |= RELATION_PRESENT;
    return relations;
}

/* Who left or is suspended does not come; once it was held, the answers are history. */
static enum status still_coming(struct standing *standing, struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    size_t count;
    size_t kept = 0;
    if (standing->stage > STAGE_PREPARED || standing->position_count == 0)
        return STATUS_OK;
    enum status status = roll_members(&members, &count, act, conn);
    for (size_t p = 0; p < standing->position_count && status == STATUS_OK; p++)
        for (size_t i = 0; i < count; i++)
            if (id_equal(&members[i].account.id, &standing->positions[p].account.id)) {
                standing->positions[kept++] = standing->positions[p];
                break;
            }
    if (status == STATUS_OK)
        standing->position_count = kept;
    return status;
}

static bool has_answered(const struct standing *standing, struct account_id account)
{
    for (size_t i = 0; i < standing->position_count; i++)
        if (id_equal(&standing->positions[i].account.id, &account.id))
            return true;
    return false;
}

/* In a group that committed itself to all dates, who is bound to it and said nothing comes.
 * Coordination is of no group. */
static enum status committed(struct standing *standing, struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    size_t count;
    size_t answers = standing->position_count;
    struct charter_roll roll;
    if (!act->pack->committed || standing->stage > STAGE_PREPARED)
        return STATUS_OK;
    enum status status = roll_charter(&roll, act, conn);
    if (status == STATUS_OK)
        status = roll_members(&members, &count, act, conn);
    if (status != STATUS_OK)
        return status;
    struct positioning_row *all = arena_alloc(act->arena, (answers + count + 1) * sizeof *all);
    for (size_t i = 0; i < answers; i++)
        all[i] = standing->positions[i];
    for (size_t i = 0; i < count; i++)
        if (!id_is_none(&members[i].structure.id) && !has_answered(standing, members[i].account) &&
            charter_roll_binds(&roll, members[i].account, members[i].structure))
            all[answers++] = (struct positioning_row){
                .seance = standing->seance.id, .account = members[i].account, .answer = "coming"};
    standing->positions = all;
    standing->position_count = answers;
    return STATUS_OK;
}

enum status standing_seance(struct standing *out, struct act *act, struct db_conn *conn,
                            struct seance_id id)
{
    *out = (struct standing){0};
    if (!act_may(act, RESOURCE_SEANCE, ACTION_READ, 0, STAGE_NONE))
        return STATUS_NOT_FOUND;
    enum status status = seance_rows_get(&out->seance, conn, act->arena, act->space, id);
    if (status == STATUS_OK)
        status = seance_rows_roles(&out->roles, &out->role_count, conn, act->arena, id);
    if (status == STATUS_OK)
        status = seance_rows_positions(&out->positions, &out->position_count, conn, act->arena, id);
    if (status == STATUS_OK)
        status =
            seance_rows_attendance(&out->attendance, &out->attendance_count, conn, act->arena, id);
    if (status == STATUS_OK) {
        out->shape = &act->pack->shape;
        out->kind = shape_kind(out->shape, out->seance.kind);
        out->life = out->kind != NULL ? &out->kind->life : NULL;
        out->stage = access_stage(out->seance.stage);
        status = still_coming(out, act, conn);
    }
    if (status == STATUS_OK) {
        status = committed(out, act, conn);
    }
    if (status != STATUS_OK) {
        *out = (struct standing){0};
        return status;
    }
    out->relations = act->standing | of_rows(out, act->who);
    return STATUS_OK;
}

enum status standing_change(struct standing *out, struct act *act, struct db_conn *conn,
                            struct seance_id id)
{
    enum status status = standing_seance(out, act, conn, id);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_SEANCE, &id.id);
    return status;
}

enum status standing_who(struct account_id **out, size_t *count, struct act *act,
                         struct db_conn *conn, const struct standing *standing, enum stage stage,
                         enum resource resource, enum action action)
{
    struct charter_roll roll;
    struct membership_row *members;
    size_t member_count;
    size_t room = 0;
    *out = NULL;
    *count = 0;
    enum status status = roll_charter(&roll, act, conn);
    if (status == STATUS_OK)
        status = roll_members(&members, &member_count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < member_count; i++) {
        uint32_t relations = of_rows(standing, members[i].account) | RELATION_MEMBER;
        if (members[i].coordination)
            relations |= RELATION_COORDINATION;
        if (charter_roll_binds(&roll, members[i].account, members[i].structure))
            relations |= RELATION_SIGNATORY;
        if (!access_allows(act->pack->access, resource, action, relations, stage))
            continue;
        struct certificate certificate;
        status = roll_certifies(&certificate, act, conn, &members[i]);
        if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED) {
            status = STATUS_OK; /* what only the rows say opens nothing */
            continue;
        }
        if (status != STATUS_OK)
            break;
        *out = arena_grow(act->arena, *out, *count, &room, sizeof **out);
        (*out)[(*count)++] = members[i].account;
    }
    return status;
}

uint32_t standing_relations(const struct standing *standing, struct account_id account)
{
    return of_rows(standing, account);
}

enum status standing_readers(struct account_id **out, size_t *count, struct act *act,
                             struct db_conn *conn, const struct standing *standing,
                             enum stage stage, enum resource resource)
{
    return standing_who(out, count, act, conn, standing, stage, resource, ACTION_READ);
}

bool standing_holds(const struct standing *standing, struct account_id account, uint32_t roles)
{
    return (of_roles(standing, account) & roles) != 0;
}

struct account_id standing_holder(const struct standing *standing, uint32_t roles, size_t place)
{
    for (size_t i = 0; i < standing->role_count; i++) {
        const struct role_row *row = &standing->roles[i];
        if (is_accepted(row) && (shape_relation(standing->shape, row->role) & roles) != 0 &&
            place-- == 0)
            return row->account;
    }
    return (struct account_id){0};
}

uint32_t standing_missing(const struct standing *standing)
{
    uint32_t missing = 0;
    for (size_t r = 0; standing->kind != NULL && r < standing->shape->role_count; r++) {
        const struct shape_role *role = &standing->shape->roles[r];
        size_t held = 0;
        for (size_t i = 0; i < standing->role_count; i++)
            held += is_accepted(&standing->roles[i]) &&
                    strcmp(standing->roles[i].role, role->name) == 0;
        if ((standing->kind->roles & role->relation) != 0 && held < role->holders)
            missing |= role->relation;
    }
    return missing;
}

enum status standing_step(const struct life_step **out, struct act *act,
                          const struct standing *standing, enum life_event event, unsigned guards)
{
    *out = NULL;
    const struct life_step *step = life_step(standing->life, standing->stage, event);
    if (step == NULL)
        return act_fault(act, STATUS_CONFLICT, "wrong_stage");
    if (!act_may(act, step->resource, step->action, standing->relations, standing->stage))
        return STATUS_DENIED;
    if ((step->guards & guards) != step->guards)
        return act_fault(act, STATUS_CONFLICT, "guard");
    *out = step;
    return STATUS_OK;
}

bool standing_over(const char *starts)
{
    return clock_days(clock_epoch(starts), 0) < clock_now();
}
