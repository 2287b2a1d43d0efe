/* Candidates: those who offered, then those who served least. */

#include "trust/charter_roll.h"

#include "roster.h"
#include "seances/rotation.h"
#include "seances/rotation_rules.h"
#include "trust/person.h"

#include <string.h>

/* What the proposal is made of. */
struct scene {
    struct act *act;
    struct db_conn *conn;
    struct standing standing;
    struct charter_roll roll;
    struct membership_row *members;
    size_t member_count;
    struct service_row *service;
    size_t service_count;
};

static enum status load(struct scene *scene, struct seance_id id)
{
    struct act *act = scene->act;
    enum status status = standing_seance(&scene->standing, act, scene->conn, id);
    if (status == STATUS_OK)
        status = charter_roll_load(&scene->roll, act, scene->conn);
    if (status == STATUS_OK)
        status = person_rows_members(&scene->members, &scene->member_count, scene->conn, act->arena,
                                     act->space);
    if (status == STATUS_OK)
        status = seance_rows_service(&scene->service, &scene->service_count, scene->conn,
                                     act->arena, act->space);
    return status;
}

static const struct positioning_row *position_of(const struct standing *standing,
                                                 struct account_id account)
{
    for (size_t i = 0; i < standing->position_count; i++)
        if (id_equal(&standing->positions[i].account.id, &account.id))
            return &standing->positions[i];
    return NULL;
}

static bool offers(const struct positioning_row *row, const char *role)
{
    if (row == NULL)
        return false;
    return (strcmp(role, "animator") == 0 && row->animator) ||
           (strcmp(role, "secretary") == 0 && row->secretary) ||
           (strcmp(role, "narrator") == 0 && row->narrator);
}

/* Offered first, then served least: in that role, then in any, then longest ago. */
static void add_candidate(struct roster *roster, const struct scene *scene, const char *role,
                          struct account_id account)
{
    const struct positioning_row *position = position_of(&scene->standing, account);
    bool offered = offers(position, role);
    int64_t served = 0, any = 0, last = 0;
    for (size_t i = 0; i < scene->service_count; i++) {
        const struct service_row *row = &scene->service[i];
        if (!id_equal(&row->account.id, &account.id))
            continue;
        any += row->times;
        if (strcmp(row->role, role) == 0) {
            served = row->times;
            last = row->last_at;
        }
    }
    json_t *person = person_json(scene->act, scene->conn, account);
    json_t *item = json_pack("{s:o, s:b, s:b, s:I, s:I}", "person", person, "offered", (int)offered,
                             "coming", (int)(position != NULL), "served", (json_int_t)served,
                             "served_any", (json_int_t)any);
    if (last != 0)
        json_object_set_new(item, "last_at", json_integer(last));
    roster_add(roster, (const int64_t[ROSTER_RANKS]){offered ? 0 : 1, served, any, last},
               act_text(person, "name"), item);
}

/* Signatories who did not excuse themselves and whom no rule keeps from the role. */
static enum status put_candidates(json_t *item, const struct scene *scene, const char *role)
{
    struct roster roster = {.arena = scene->act->arena};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < scene->member_count && status == STATUS_OK; i++) {
        const struct membership_row *member = &scene->members[i];
        const struct positioning_row *position = position_of(&scene->standing, member->account);
        const char *obstacle;
        if ((position != NULL && strcmp(position->answer, "coming") != 0) ||
            !charter_roll_binds(&scene->roll, member->account, member->structure))
            continue;
        status = rotation_rules_obstacle(&obstacle, scene->act, scene->conn, &scene->standing, role,
                                         member);
        if (status == STATUS_OK && obstacle == NULL)
            add_candidate(&roster, scene, role, member->account);
    }
    json_object_set_new(item, "candidates", roster_json(&roster));
    return status;
}

static enum status put_role(json_t *item, const struct scene *scene, const char *role)
{
    struct act *act = scene->act;
    bool lost = false;
    bool open = false;
    json_object_set_new(item, "role", json_string(role));
    json_object_set_new(item, "mine", json_false());
    for (size_t i = 0; i < scene->standing.role_count; i++) {
        const struct role_row *row = &scene->standing.roles[i];
        if (strcmp(row->role, role) != 0)
            continue;
        json_object_set_new(item, "person", person_json(act, scene->conn, row->account));
        json_object_set_new(item, "state", json_string(row->state));
        json_object_set_new(item, "mine", json_boolean(id_equal(&row->account.id, &act->who.id)));
        enum status status = rotation_lost(&lost, act, scene->conn, row);
        if (status != STATUS_OK)
            return status;
        open |= strcmp(row->state, "accepted") != 0 && scene->standing.stage > STAGE_STAFFED;
    }
    const bool replaces =
        (lost || open) &&
        strcmp(role, scene->standing.stage > STAGE_SUBMITTED ? "narrator" : "") != 0 &&
        act_may(act, RESOURCE_SEANCE, ACTION_REPLACE_ROLE, scene->standing.relations,
                scene->standing.stage);
    json_object_set_new(item, "lost", json_boolean(lost));
    json_object_set_new(
        item, "i_give",
        json_boolean(replaces || act_may(act, RESOURCE_SEANCE, ACTION_GIVE_ROLE,
                                         scene->standing.relations, scene->standing.stage)));
    return put_candidates(item, scene, role);
}

enum status rotation_view(struct act *act, json_t **out, struct seance_id seance)
{
    *out = NULL;
    struct scene scene = {.act = act, .conn = db_read(act->core->db)};
    json_t *roles = json_array();
    json_t *model = act_json(act->arena, json_pack("{s:o}", "roles", roles));
    enum status status = load(&scene, seance);
    for (size_t i = 0; i < ROTATION_ROLES && status == STATUS_OK; i++) {
        if (!rotation_rules_has(&scene.standing, rotation_rules_roles[i]))
            continue;
        json_t *item = json_object();
        json_array_append_new(roles, item);
        status = put_role(item, &scene, rotation_rules_roles[i]);
    }
    db_done(scene.conn);
    if (status != STATUS_OK)
        return status;
    json_object_set_new(model, "i_give",
                        json_boolean(act_may(act, RESOURCE_SEANCE, ACTION_GIVE_ROLE,
                                             scene.standing.relations, scene.standing.stage)));
    *out = model;
    return STATUS_OK;
}
