/* Candidates: those who offered, then those who served least. */

#include "trust/charter_roll.h"

#include "roster.h"
#include "seances/rotation.h"
#include "seances/rotation_rules.h"
#include "trust/person.h"
#include "trust/roll.h"

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
        status = roll_charter(&scene->roll, act, scene->conn);
    if (status == STATUS_OK)
        status = roll_members(&scene->members, &scene->member_count, act, scene->conn);
    if (status == STATUS_OK)
        status = seance_rows_service(&scene->service, &scene->service_count, scene->conn,
                                     act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    struct account_id *accounts =
        arena_alloc(act->arena, (scene->member_count + 1) * sizeof *accounts);
    for (size_t i = 0; i < scene->member_count; i++)
        accounts[i] = scene->members[i].account;
    return person_learn(act, scene->conn, accounts, scene->member_count);
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
    for (size_t i = 0; row != NULL && i < row->offer_count; i++)
        if (strcmp(row->offers[i], role) == 0)
            return true;
    return false;
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
static enum status put_candidates(json_t *item, const struct scene *scene,
                                  const struct shape_role *role)
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
            add_candidate(&roster, scene, role->name, member->account);
    }
    json_object_set_new(item, "candidates", roster_json(&roster));
    return status;
}

/* One place of a role: whoever has it or was asked, or NULL: nobody. */
static enum status put_place(json_t *item, const struct scene *scene, const struct shape_role *role,
                             const struct role_row *row)
{
    struct act *act = scene->act;
    const struct standing *standing = &scene->standing;
    bool lost = false;
    bool open = false;
    json_object_set_new(item, "role", json_string(role->name));
    json_object_set_new(item, "mine", json_false());
    if (row != NULL) {
        json_object_set_new(item, "person", person_json(act, scene->conn, row->account));
        json_object_set_new(item, "state", json_string(row->state));
        json_object_set_new(item, "mine", json_boolean(id_equal(&row->account.id, &act->who.id)));
        enum status status = rotation_lost(&lost, act, scene->conn, row);
        if (status != STATUS_OK)
            return status;
        open = strcmp(row->state, "accepted") != 0 && standing->stage > STAGE_STAFFED;
    }
    const bool over = standing->stage > STAGE_SUBMITTED && (role->tasks & TASK_WRITE) != 0;
    const bool replaces =
        (lost || open) && !over &&
        act_may(act, RESOURCE_SEANCE, ACTION_REPLACE_ROLE, standing->relations, standing->stage);
    json_object_set_new(item, "lost", json_boolean(lost));
    json_object_set_new(item, "i_give",
                        json_boolean(replaces || act_may(act, RESOURCE_SEANCE, ACTION_GIVE_ROLE,
                                                         standing->relations, standing->stage)));
    return put_candidates(item, scene, role);
}

/* The first place is called as the role, the next "animator-2". */
static enum status add_place(json_t *roles, const struct scene *scene,
                             const struct shape_role *role, const struct role_row *row,
                             size_t place)
{
    struct arena *arena = scene->act->arena;
    json_t *item = json_object();
    json_array_append_new(roles, item);
    json_object_set_new(item, "place",
                        json_string(place == 0
                                        ? role->name
                                        : arena_printf(arena, "%s-%zu", role->name, place + 1)));
    if (role->holders > 1)
        json_object_set_new(item, "seat",
                            json_pack("{s:I, s:I}", "number", (json_int_t)place + 1, "of",
                                      (json_int_t)role->holders));
    return put_place(item, scene, role, row);
}

/* As many places as people hold it. */
static enum status add_role(json_t *roles, const struct scene *scene, const struct shape_role *role)
{
    size_t count = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < scene->standing.role_count && status == STATUS_OK; i++) {
        const struct role_row *row = &scene->standing.roles[i];
        if (strcmp(row->role, role->name) != 0)
            continue;
        status = add_place(roles, scene, role, row, count++);
    }
    for (; count < role->holders && status == STATUS_OK; count++)
        status = add_place(roles, scene, role, NULL, count);
    return status;
}

enum status rotation_view(struct act *act, json_t **out, struct seance_id seance)
{
    *out = NULL;
    struct scene scene = {.act = act, .conn = db_read(act->core->db)};
    json_t *roles = json_array();
    json_t *model = act_json(act->arena, json_pack("{s:o}", "roles", roles));
    enum status status = load(&scene, seance);
    const struct shape *shape = &act->pack->shape;
    for (size_t i = 0; i < shape->role_count && status == STATUS_OK; i++)
        if (rotation_rules_has(&scene.standing, &shape->roles[i]))
            status = add_role(roles, &scene, &shape->roles[i]);
    db_done(scene.conn);
    if (status != STATUS_OK)
        return status;
    json_object_set_new(model, "i_give",
                        json_boolean(act_may(act, RESOURCE_SEANCE, ACTION_GIVE_ROLE,
                                             scene.standing.relations, scene.standing.stage)));
    *out = model;
    return STATUS_OK;
}
