#include "seances/rotation_rules.h"

#include "trust/state.h"

#include <string.h>

const char *const rotation_rules_roles[ROTATION_ROLES] = {"animator", "secretary", "narrator"};

bool rotation_rules_known(const char *role)
{
    for (size_t i = 0; i < ROTATION_ROLES; i++)
        if (strcmp(rotation_rules_roles[i], role) == 0)
            return true;
    return false;
}

bool rotation_rules_has(const struct standing *standing, const char *role)
{
    return standing->kind == SEANCE_CONCERTATION || strcmp(role, "narrator") != 0;
}

/* Animator and narrator come from different structures. */
static const char *apart_from(const char *role)
{
    if (strcmp(role, "animator") == 0)
        return "narrator";
    return strcmp(role, "narrator") == 0 ? "animator" : NULL;
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

enum status rotation_rules_obstacle(const char **out, struct act *act, struct db_conn *conn,
                                    const struct standing *standing, const char *role,
                                    const struct membership_row *member)
{
    const char *apart = act->pack->animator_other_structure ? apart_from(role) : NULL;
    *out = NULL;
    if (act->pack->animator_not_coordination && strcmp(role, "animator") == 0 &&
        (member->coordination || id_is_none(&member->structure.id)))
        *out = "animator_is_coordination";
    for (size_t i = 0; i < standing->role_count && *out == NULL; i++) {
        const struct role_row *row = &standing->roles[i];
        bool same = false;
        enum status status = STATUS_OK;
        if (strcmp(row->role, role) == 0 || strcmp(row->state, "declined") == 0)
            continue;
        if (id_equal(&row->account.id, &member->account.id))
            *out = "roles_same_person";
        else if (apart != NULL && strcmp(row->role, apart) == 0)
            status = same_structure(&same, act, conn, member, row->account);
        if (status != STATUS_OK)
            return status;
        if (same)
            *out = "animator_same_structure";
    }
    return STATUS_OK;
}

bool rotation_rules_complete(const struct standing *standing)
{
    struct account_id holders[ROTATION_ROLES];
    for (size_t i = 0; i < ROTATION_ROLES; i++) {
        holders[i] = standing_role(standing, rotation_rules_roles[i]);
        if (id_is_none(&holders[i].id))
            return false;
        for (size_t j = 0; j < i; j++)
            if (id_equal(&holders[i].id, &holders[j].id))
                return false;
    }
    return true;
}
