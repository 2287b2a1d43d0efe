/* The attendance sheet. */

#include "seances/attendance.h"

#include "roster.h"
#include "trust/guest_seal.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/state.h"

#include <string.h>

static const struct attendance_row *recorded(const struct standing *standing,
                                             struct account_id account)
{
    for (size_t i = 0; i < standing->attendance_count; i++)
        if (id_equal(&standing->attendance[i].account.id, &account.id))
            return &standing->attendance[i];
    return NULL;
}

static void add_person(struct roster *roster, struct act *act, struct db_conn *conn,
                       const struct standing *standing, struct account_id account)
{
    const struct attendance_row *row = recorded(standing, account);
    const char *answer = NULL;
    for (size_t i = 0; i < standing->position_count; i++)
        if (id_equal(&standing->positions[i].account.id, &account.id))
            answer = standing->positions[i].answer;
    json_t *person = person_json(act, conn, account);
    json_t *item = json_pack("{s:o}", "person", person);
    if (row != NULL)
        json_object_set_new(item, "status", json_string(row->status));
    if (answer != NULL)
        json_object_set_new(item, "answer", json_string(answer));
    bool coming = answer != NULL && strcmp(answer, "coming") == 0;
    roster_add(roster, (const int64_t[ROSTER_RANKS]){coming ? 0 : 1}, act_text(person, "name"),
               item);
}

/* Every member, and whoever was recorded before they left. */
static enum status put_people(json_t *model, struct act *act, struct db_conn *conn,
                              const struct standing *standing)
{
    struct membership_row *members;
    size_t count;
    struct roster roster = {.arena = act->arena};
    enum status status = roll_members(&members, &count, act, conn);
    struct account_id *accounts = arena_alloc(act->arena, (count + 1) * sizeof *accounts);
    for (size_t i = 0; i < count; i++)
        accounts[i] = members[i].account;
    if (status == STATUS_OK)
        status = person_learn(act, conn, accounts, count);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        add_person(&roster, act, conn, standing, members[i].account);
    for (size_t i = 0; i < standing->attendance_count; i++)
        if (!id_is_none(&standing->attendance[i].account.id) &&
            !ID_AMONG(members, count, account.id, &standing->attendance[i].account.id))
            add_person(&roster, act, conn, standing, standing->attendance[i].account);
    json_object_set_new(model, "people", roster_json(&roster));
    return STATUS_OK;
}

/* Whoever writes rows would have any seal opened: what is unsealed here was recorded here. */
static enum status believe_guests(struct act *act, struct db_conn *conn,
                                  const struct standing *standing)
{
    bool any = false;
    for (size_t i = 0; i < standing->attendance_count; i++) {
        const struct attendance_row *row = &standing->attendance[i];
        if (!id_equal(&row->space.id, &act->space.id))
            return STATUS_TAMPERED;
        any |= id_is_none(&row->account.id);
    }
    return any ? state_believe(act, conn, STATE_SEANCE, &standing->seance.id.id) : STATUS_OK;
}

static enum status put_guests(json_t *model, struct act *act, struct db_conn *conn,
                              const struct standing *standing)
{
    struct roster roster = {.arena = act->arena};
    int64_t at = 0;
    enum status status = believe_guests(act, conn, standing);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < standing->attendance_count; i++) {
        const struct attendance_row *row = &standing->attendance[i];
        struct bytes label;
        at = row->at > at ? row->at : at;
        if (!id_is_none(&row->account.id))
            continue;
        status = guest_seal_open(&label, act->core, act->arena, row);
        if (status != STATUS_OK)
            return status;
        json_t *item =
            json_pack("{s:o, s:s%}", "id", act_id_json(&row->id), "label", label.data, label.len);
        if (item == NULL) /* not UTF-8: not ours */
            return STATUS_TAMPERED;
        roster_add(&roster, NULL, act_text(item, "label"), item);
    }
    json_object_set_new(model, "guests", roster_json(&roster));
    if (at != 0)
        json_object_set_new(model, "recorded_at", json_integer(at));
    return STATUS_OK;
}

static enum status view(json_t *model, struct act *act, struct db_conn *conn, struct seance_id id)
{
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, id);
    if (status == STATUS_OK)
        status = put_people(model, act, conn, &standing);
    if (status == STATUS_OK)
        status = put_guests(model, act, conn, &standing);
    if (status != STATUS_OK)
        return status;
    bool records = attendance_may_record(act, &standing);
    json_object_set_new(model, "i_record", json_boolean(records));
    json_object_set_new(model, "can_close", json_boolean(records));
    json_object_set_new(model, "stage", json_string(standing.seance.stage));
    return STATUS_OK;
}

enum status attendance_view(struct act *act, json_t **out, struct seance_id seance)
{
    *out = NULL;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = view(model, act, conn, seance);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}
