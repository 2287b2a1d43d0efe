#include "seances/rotation_rules.h"

#include "trust/state.h"

#include <string.h>

bool rotation_rules_has(const struct standing *standing, const struct shape_role *role)
{
    return standing->kind != NULL && (standing->kind->roles & role->relation) != 0;
}

static enum status same_structure(bool *out, struct act *act, struct db_conn *conn,
                                  const struct membership_row *member, struct account_id account)
{
    struct membership_row other;
    enum status status = STATUS_OK;
    *out = false;
    if (db_turn(conn) != 0) /* nobody's edit about one keeps a role from another */
        status = state_note(act, conn, STATE_PERSON, &account.id);
    if (status == STATUS_OK)
        status = person_rows_membership(&other, conn, act->arena, act->space, account);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    *out = status == STATUS_OK && id_equal(&other.structure.id, &member->structure.id);
    return status;
}

/* Beside one row of the séance that is not a person's own of the same role. */
static enum status beside(const char **out, struct act *act, struct db_conn *conn,
                          const struct shape_role *role, uint32_t other, const struct role_row *row,
                          const struct membership_row *member)
{
    bool same = false;
    enum status status = STATUS_OK;
    if (id_equal(&row->account.id, &member->account.id)) {
        if ((role->beside & other) == 0)
            *out = "roles_same_person";
    } else if ((role->apart & other) != 0) {
        status = same_structure(&same, act, conn, member, row->account);
    }
    if (status == STATUS_OK && same)
        *out = "roles_same_structure";
    return status;
}

enum status rotation_rules_obstacle(const char **out, struct act *act, struct db_conn *conn,
                                    const struct standing *standing, const struct shape_role *role,
                                    const struct membership_row *member)
{
    int64_t served = 0;
    *out = NULL;
    if (!role->by_coordination && (member->coordination || id_is_none(&member->structure.id)))
        *out = "role_not_coordination";
    for (size_t i = 0; i < standing->role_count && *out == NULL; i++) {
        const struct role_row *row = &standing->roles[i];
        const uint32_t other = shape_relation(standing->shape, row->role);
        if (strcmp(row->state, "declined") == 0 ||
            (other == role->relation &&
             (role->holders == 1 || id_equal(&row->account.id, &member->account.id))))
            continue;
        enum status status = beside(out, act, conn, role, other, row, member);
        if (status != STATUS_OK)
            return status;
    }
    if (*out != NULL || !role->once_a_cycle)
        return STATUS_OK;
    enum status status =
        seance_rows_serves(&served, conn, &standing->seance, role->name, member->account);
    if (status == STATUS_OK && served > 0)
        *out = "role_once_a_cycle";
    return status;
}

/* Whether one person's roles may all be theirs. */
static bool may_be_together(const struct standing *standing, struct account_id account)
{
    for (size_t r = 0; r < standing->shape->role_count; r++) {
        const struct shape_role *role = &standing->shape->roles[r];
        const uint32_t allowed = role->beside | role->relation;
        if (standing_holds(standing, account, role->relation) &&
            standing_holds(standing, account, standing->kind->roles & ~allowed))
            return false;
    }
    return true;
}

bool rotation_rules_complete(const struct standing *standing)
{
    if (standing->kind == NULL || standing_missing(standing) != 0)
        return false;
    for (size_t i = 0; i < standing->role_count; i++)
        if (!may_be_together(standing, standing->roles[i].account))
            return false;
    return true;
}
