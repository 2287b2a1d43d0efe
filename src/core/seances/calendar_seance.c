/* The dossier's page: where it stands, what one may do. */

#include "seances/calendar.h"

#include "seances/attendance.h"
#include "trust/charter_roll.h"
#include "trust/roll.h"

#include <string.h>

/* Counts of the answers; silent are those who could answer and have not.  Once it was held, a group
 * that came without being asked has its attendance only. */
static enum status put_positions(json_t *model, struct act *act, struct db_conn *conn,
                                 const struct standing *standing)
{
    struct membership_row *members;
    size_t count, coming = 0, silent = 0;
    struct charter_roll roll;
    if (act->pack->committed && standing->stage > STAGE_PREPARED)
        return STATUS_OK;
    enum status status = roll_charter(&roll, act, conn);
    if (status == STATUS_OK)
        status = roll_members(&members, &count, act, conn);
    if (status != STATUS_OK)
        return status;
    for (size_t p = 0; p < standing->position_count; p++)
        coming += strcmp(standing->positions[p].answer, "coming") == 0;
    for (size_t i = 0; i < count; i++) {
        bool answered = false;
        for (size_t p = 0; p < standing->position_count && !answered; p++)
            answered = id_equal(&standing->positions[p].account.id, &members[i].account.id);
        silent += !answered && charter_roll_binds(&roll, members[i].account, members[i].structure);
    }
    json_object_set_new(model, "positions",
                        json_pack("{s:I, s:I, s:I}", "coming", (json_int_t)coming, "excused",
                                  (json_int_t)(standing->position_count - coming), "silent",
                                  (json_int_t)silent));
    return STATUS_OK;
}

static void put_attendance(json_t *model, const struct standing *standing)
{
    static const char *const statuses[] = {"present", "excused", "absent", "guest"};
    if (standing->attendance_count == 0)
        return;
    json_t *counts = json_object();
    json_object_set_new(model, "attendance", counts);
    for (size_t s = 0; s < sizeof statuses / sizeof *statuses; s++) {
        json_int_t count = 0;
        for (size_t i = 0; i < standing->attendance_count; i++)
            count += strcmp(standing->attendance[i].status, statuses[s]) == 0;
        json_object_set_new(counts, statuses[s], json_integer(count));
    }
}

static void put_rights(json_t *model, const struct act *act, const struct standing *standing)
{
    static const struct {
        const char *name;
        enum action action;
    } rights[] = {{"i_position", ACTION_POSITION},
                  {"i_give_role", ACTION_GIVE_ROLE},
                  {"i_answer_role", ACTION_ANSWER_ROLE},
                  {"i_cancel", ACTION_CANCEL}};
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
        json_object_set_new(model, rights[i].name,
                            json_boolean(act_may(act, RESOURCE_SEANCE, rights[i].action,
                                                 standing->relations, standing->stage)));
    json_object_set_new(model, "i_record", json_boolean(attendance_may_record(act, standing)));
}

static bool leads_to(const struct life *life, enum stage stage)
{
    for (size_t i = 0; i < life->count; i++)
        if (life->steps[i].to == stage)
            return true;
    return false;
}

/* A situation that waits for its reviewer is, for readers of the steps, still being prepared. */
static void put_steps(json_t *model, const struct standing *standing)
{
    static const enum stage shown[] = {STAGE_PLANNED, STAGE_STAFFED, STAGE_PREPARED,
                                       STAGE_HELD,    STAGE_DRAFTED, STAGE_PUBLISHED};
    enum stage stage = standing->stage == STAGE_SUBMITTED ? STAGE_STAFFED : standing->stage;
    if (standing->kind == NULL || !(standing->kind->situation || standing->kind->synthesis))
        return;
    json_t *steps = json_array();
    json_object_set_new(model, "steps", steps);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (shown[i] == STAGE_PLANNED || leads_to(standing->life, shown[i]))
            json_array_append_new(
                steps, json_pack("{s:s, s:b, s:b}", "stage", access_stage_name(shown[i]), "done",
                                 (int)(stage != STAGE_CANCELLED && shown[i] < stage), "current",
                                 (int)(shown[i] == stage)));
}

/* What there is of it besides attendance. */
static void put_kind(json_t *model, const struct standing *standing)
{
    const struct shape_kind *kind = standing->kind;
    json_object_set_new(model, "has_roles",
                        json_boolean(kind != NULL && life_has(&kind->life, LIFE_STAFF)));
    json_object_set_new(model, "has_situation", json_boolean(kind != NULL && kind->situation));
    json_object_set_new(model, "has_synthesis", json_boolean(kind != NULL && kind->synthesis));
}

static enum status seance(json_t *model, struct act *act, struct db_conn *conn, struct seance_id id)
{
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, id);
    if (status == STATUS_OK)
        status = calendar_brief(model, act, conn, &standing.seance);
    if (status == STATUS_OK)
        status = put_positions(model, act, conn, &standing);
    if (status != STATUS_OK)
        return status;
    put_attendance(model, &standing);
    put_rights(model, act, &standing);
    put_steps(model, &standing);
    put_kind(model, &standing);
    return STATUS_OK;
}

enum status calendar_seance(struct act *act, json_t **out, struct seance_id id)
{
    *out = NULL;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = seance(model, act, conn, id);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}
