#include "seances/attendance.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "journal/shown.h"
#include "texts/guard.h"
#include "texts/situation.h"
#include "trust/guest_seal.h"
#include "trust/state.h"

#include <string.h>

bool attendance_may_record(const struct act *act, const struct standing *standing)
{
    return life_step(standing->life, standing->stage, LIFE_HOLD) != NULL &&
           act_may(act, RESOURCE_SEANCE, ACTION_RECORD, standing->relations, standing->stage);
}

struct change {
    struct act *act;
    struct seance_id seance;
    const json_t *fields;
    struct standing standing;
    struct attendance_row *rows;
    size_t count, room;
    size_t present;
};

static struct attendance_row *add(struct change *change, const char *status)
{
    change->rows = arena_grow(change->act->arena, change->rows, change->count, &change->room,
                              sizeof *change->rows);
    struct attendance_row *row = &change->rows[change->count++];
    *row = (struct attendance_row){.space = change->act->space,
                                   .seance = change->seance,
                                   .status = status,
                                   .recorded_by = change->act->who,
                                   .at = clock_now()};
    id_new(&row->id);
    return row;
}

static const struct attendance_row *find(const struct attendance_row *rows, size_t count,
                                         struct account_id account)
{
    for (size_t i = 0; i < count; i++)
        if (id_equal(&rows[i].account.id, &account.id))
            return &rows[i];
    return NULL;
}

/* A present member, or somebody who left after they were recorded. */
static enum status check_member(struct change *change, struct db_conn *conn,
                                struct account_id account)
{
    struct act *act = change->act;
    struct membership_row member;
    enum status status = person_rows_membership(&member, conn, act->arena, act->space, account);
    if (status == STATUS_OK && member.until != 0 &&
        find(change->standing.attendance, change->standing.attendance_count, account) == NULL)
        status = STATUS_NOT_FOUND;
    return status;
}

static enum status read_people(struct change *change, struct db_conn *conn)
{
    struct act *act = change->act;
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(change->fields, "people"), i, item)
    {
        struct account_id account;
        const char *word = act_text(item, "status");
        act_id(&account.id, item, "account");
        enum status status = check_member(change, conn, account);
        if (status == STATUS_NOT_FOUND ||
            (status == STATUS_OK && find(change->rows, change->count, account) != NULL))
            return act_fault_field(act, arena_printf(act->arena, "people.%zu.account", i),
                                   "not_an_id");
        if (status != STATUS_OK)
            return status;
        if (word == NULL || (strcmp(word, "present") != 0 && strcmp(word, "excused") != 0 &&
                             strcmp(word, "absent") != 0))
            return act_fault_field(act, arena_printf(act->arena, "people.%zu.status", i),
                                   "not_an_option");
        change->present += strcmp(word, "present") == 0;
        add(change, word)->account = account;
    }
    return STATUS_OK;
}

static enum status read_guests(struct change *change)
{
    struct act *act = change->act;
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(change->fields, "guests"), i, item)
    {
        const char *label = act_text(item, "label");
        if (label == NULL || *label == '\0')
            return act_fault_field(act, arena_printf(act->arena, "guests.%zu.label", i),
                                   "required");
        guest_seal(add(change, "guest"), act->core, act->arena,
                   (struct bytes){(const uint8_t *)label, strlen(label)});
    }
    return STATUS_OK;
}

static bool complete(const struct change *change)
{
    const struct standing *standing = &change->standing;
    for (size_t i = 0; i < standing->position_count; i++)
        if (strcmp(standing->positions[i].answer, "coming") == 0 &&
            find(change->rows, change->count, standing->positions[i].account) == NULL)
            return false;
    return true;
}

/* Whoever said that they come and is not expected any more: by no row that somebody edited. */
static enum status note_unexpected(const struct change *change, struct db_conn *conn)
{
    struct act *act = change->act;
    struct positioning_row *all;
    size_t count;
    enum status status = seance_rows_positions(&all, &count, conn, act->arena, change->seance);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (strcmp(all[i].answer, "coming") == 0 &&
            (standing_relations(&change->standing, all[i].account) & RELATION_COMING) == 0)
            status = state_note(act, conn, STATE_PERSON, &all[i].account.id);
    return status;
}

static enum status hold_meeting(const struct change *change, struct db_conn *conn)
{
    struct act *act = change->act;
    const struct life_step *step;
    if (!complete(change))
        return act_fault(act, STATUS_CONFLICT, "attendance_incomplete");
    if (change->present == 0)
        return act_fault(act, STATUS_CONFLICT, "nobody_present");
    enum status status = note_unexpected(change, conn);
    if (status == STATUS_OK)
        status = standing_step(&step, act, &change->standing, LIFE_HOLD, GUARD_ATTENDANCE);
    if (status == STATUS_OK)
        status = seance_rows_move(conn, change->seance, access_stage_name(step->from),
                                  access_stage_name(step->to), clock_now());
    if (status == STATUS_OK)
        status = journal_add(conn, act, "hold", "seance", &change->seance.id, (struct bytes){0});
    if (status == STATUS_OK) /* who came without having said so may read it now */
        status = situation_open_to_readers(conn, act, change->seance);
    return status;
}

static enum status replace(struct change *change, struct db_conn *conn)
{
    struct act *act = change->act;
    enum status status = seance_rows_clear_attendance(conn, act->space, change->seance);
    for (size_t i = 0; i < change->count && status == STATUS_OK; i++)
        status = seance_rows_insert_attendance(conn, act->space, &change->rows[i]);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "record", "seance", &change->seance.id, (struct bytes){0});
    return status;
}

/* Typed by somebody who could note it, when the list was open still. */
static bool was_open(struct act *act, const struct standing *standing)
{
    if (!shown_is_stale(act) || standing->stage < STAGE_HELD || standing->stage == STAGE_CANCELLED)
        return false;
    for (enum stage before = STAGE_PLANNED; before < STAGE_HELD; before++)
        if (life_step(standing->life, before, LIFE_HOLD) != NULL &&
            act_may(act, RESOURCE_SEANCE, ACTION_RECORD, standing->relations, before))
            return true;
    return false;
}

static enum status record(struct db_conn *conn, void *context)
{
    struct change *change = context;
    struct act *act = change->act;
    const struct standing *standing = &change->standing;
    enum status status = standing_change(&change->standing, act, conn, change->seance);
    if (status != STATUS_OK)
        return status;
    if (!act_may(act, RESOURCE_SEANCE, ACTION_RECORD, standing->relations, standing->stage))
        return was_open(act, standing) ? act_fault(act, STATUS_CONFLICT, "attendance_closed")
                                       : STATUS_DENIED;
    if (!attendance_may_record(act, standing))
        return act_fault(act, STATUS_CONFLICT, "wrong_stage");
    status = read_people(change, conn);
    if (status == STATUS_OK)
        status = read_guests(change);
    if (status == STATUS_OK)
        status = replace(change, conn);
    if (status == STATUS_OK && json_is_true(json_object_get(change->fields, "closed")))
        status = hold_meeting(change, conn);
    return status;
}

enum status attendance_record(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct change change = {.act = act, .seance = seance, .fields = fields};
    enum status status =
        guard_nameless(act, rules_form(act->core->rules, act->pack, "attendance"), fields);
    return status == STATUS_OK ? db_write(act->core->db, record, &change) : status;
}
