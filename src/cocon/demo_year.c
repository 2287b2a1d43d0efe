/* The demo's meetings and texts. */

#include "demo.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/seances/attendance.h"
#include "core/seances/calendar.h"
#include "core/seances/positioning.h"
#include "core/seances/rotation.h"
#include "core/texts/situation.h"
#include "core/texts/synthesis.h"

#include <string.h>

enum { HOUR = 60 * 60, DAY = 24 * HOUR };

/* One meeting as it is played: its data, its row, its day. */
struct meeting {
    struct demo *demo;
    const json_t *data;
    const char *key;
    struct seance_id id;
    int64_t starts;
};

static const struct demo_person *person_of(const struct meeting *meeting, const json_t *entry)
{
    return demo_person(meeting->demo, act_text(entry, "person"));
}

/* One role's entries: those of several people are a list. */
static const json_t *entry_of(const struct meeting *meeting, const char *role, size_t place)
{
    const json_t *all = json_object_get(json_object_get(meeting->data, "roles"), role);
    return json_is_array(all) ? json_array_get(all, place) : place == 0 ? all : NULL;
}

/* The first, second… of those whose role does that; NULL: no more. */
static const struct demo_person *holder(const struct meeting *meeting, unsigned task, size_t place)
{
    const struct shape *shape = &rules_pack(meeting->demo->core->rules, meeting->demo->pack)->shape;
    for (size_t r = 0; r < shape->role_count; r++) {
        const json_t *entry;
        if ((shape->roles[r].tasks & task) == 0)
            continue;
        for (size_t i = 0; (entry = entry_of(meeting, shape->roles[r].name, i)) != NULL; i++)
            if (place-- == 0)
                return person_of(meeting, entry);
    }
    return NULL;
}

static enum status position(const struct meeting *meeting, const json_t *entry)
{
    struct act *act;
    enum status status = demo_act(&act, meeting->demo, person_of(meeting, entry));
    if (status != STATUS_OK)
        return status;
    return demo_done(act, positioning_answer(act, meeting->id, entry), meeting->key);
}

static enum status give(const struct meeting *meeting, const char *role, const json_t *entry)
{
    struct act *act;
    char text[ID_TEXT];
    const struct demo_person *person = person_of(meeting, entry);
    enum status status = demo_act(&act, meeting->demo, &meeting->demo->people[0]);
    if (status != STATUS_OK || person == NULL)
        return status == STATUS_OK ? demo_done(act, STATUS_INVALID, role) : status;
    json_t *fields = act_json(act->arena, json_pack("{s:s, s:s}", "role", role, "account",
                                                    id_text(text, &person->account.id)));
    status = demo_done(act, rotation_give(act, meeting->id, fields), meeting->key);
    const char *answer = act_text(entry, "answer");
    if (status != STATUS_OK || answer == NULL || strcmp(answer, "offered") == 0)
        return status;
    status = demo_act(&act, meeting->demo, person);
    if (status != STATUS_OK)
        return status;
    fields = act_json(act->arena, json_pack("{s:s, s:s}", "role", role, "answer", answer));
    return demo_done(act, rotation_answer(act, meeting->id, fields), meeting->key);
}

static enum status version_of(int64_t *out, struct act *act, const struct meeting *meeting,
                              enum status (*view)(struct act *, json_t **, struct seance_id))
{
    json_t *model;
    enum status status = view(act, &model, meeting->id);
    if (status == STATUS_OK)
        *out = json_integer_value(json_object_get(model, "version"));
    return status;
}

static enum status tell(const struct meeting *meeting, const char *file)
{
    struct act *act;
    json_t *values;
    int64_t version;
    clock_set(meeting->starts - 12 * DAY);
    enum status status = demo_act(&act, meeting->demo, holder(meeting, TASK_WRITE, 0));
    if (status != STATUS_OK)
        return status;
    status = demo_values(&values, act, meeting->demo, file, act->pack->situation);
    if (status == STATUS_OK)
        status = situation_save(act, meeting->id, values, 0, &version);
    if (status == STATUS_OK)
        status = situation_submit(act, meeting->id, values, version);
    status = demo_done(act, status, file);
    clock_set(meeting->starts - 9 * DAY);
    if (status == STATUS_OK)
        status = demo_act(&act, meeting->demo, holder(meeting, TASK_REVIEW, 0));
    if (status != STATUS_OK)
        return status;
    status = version_of(&version, act, meeting, situation_view);
    if (status == STATUS_OK)
        status = situation_approve(act, meeting->id, version);
    return demo_done(act, status, file);
}

static json_t *attendance_of(const struct meeting *meeting, struct act *act)
{
    size_t index;
    json_t *entry;
    char text[ID_TEXT];
    const json_t *data = json_object_get(meeting->data, "attendance");
    json_t *people = json_array();
    json_array_foreach(json_object_get(data, "people"), index, entry)
    {
        const struct demo_person *person = person_of(meeting, entry);
        if (person == NULL ||
            json_array_append_new(people, json_pack("{s:s, s:s}", "account",
                                                    id_text(text, &person->account.id), "status",
                                                    act_text(entry, "status"))) != 0)
            log_error("%s: attendance", meeting->key);
    }
    json_t *guests = json_array();
    json_array_foreach(json_object_get(data, "guests"), index, entry)
    {
        if (json_array_append_new(guests, json_pack("{s:O}", "label", entry)) != 0)
            log_error("%s: guests", meeting->key);
    }
    return act_json(act->arena, json_pack("{s:o, s:o, s:O*}", "people", people, "guests", guests,
                                          "closed", json_object_get(data, "closed")));
}

static enum status attend(const struct meeting *meeting)
{
    struct act *act;
    const json_t *data = json_object_get(meeting->data, "attendance");
    if (json_array_size(json_object_get(data, "people")) == 0)
        return STATUS_OK;
    clock_set(meeting->starts + 2 * HOUR);
    const struct demo_person *who = holder(meeting, TASK_CONCLUDE, 0);
    enum status status =
        demo_act(&act, meeting->demo, who != NULL ? who : &meeting->demo->people[0]);
    if (status != STATUS_OK)
        return status;
    status = attendance_record(act, meeting->id, attendance_of(meeting, act));
    return demo_done(act, status, meeting->key);
}

static enum status comment(const struct meeting *meeting, const json_t *entry)
{
    struct act *act;
    enum status status = demo_act(&act, meeting->demo, person_of(meeting, entry));
    if (status != STATUS_OK)
        return status;
    return demo_done(act, synthesis_comment(act, meeting->id, entry), meeting->key);
}

static enum status sign(const struct meeting *meeting, const struct demo_person *who)
{
    struct act *act;
    int64_t version;
    enum status status = demo_act(&act, meeting->demo, who);
    if (status != STATUS_OK)
        return status;
    status = version_of(&version, act, meeting, synthesis_view);
    if (status == STATUS_OK)
        status = synthesis_sign(act, meeting->id, version);
    return demo_done(act, status, meeting->key);
}

static enum status comment_all(const struct meeting *meeting, const char *file)
{
    json_t *comments;
    json_t *entry;
    size_t index;
    enum status status = demo_json(&comments, meeting->demo, file);
    if (status != STATUS_OK)
        return status;
    json_array_foreach(comments, index, entry)
    {
        clock_set(meeting->starts + (int64_t)(8 + index) * DAY);
        if (status == STATUS_OK)
            status = comment(meeting, entry);
    }
    return status;
}

/* Whoever wrote it, then who reviews it; somebody who does both signs once. */
static enum status sign_all(const struct meeting *meeting)
{
    const struct demo_person *who;
    enum status status = STATUS_OK;
    int64_t day = 22;
    for (size_t i = 0; (who = holder(meeting, TASK_CONCLUDE, i)) != NULL && status == STATUS_OK;
         i++) {
        clock_set(meeting->starts + day++ * DAY);
        status = sign(meeting, who);
    }
    for (size_t i = 0; (who = holder(meeting, TASK_REVIEW, i)) != NULL && status == STATUS_OK;
         i++) {
        bool signed_already = false;
        const struct demo_person *one;
        for (size_t j = 0; (one = holder(meeting, TASK_CONCLUDE, j)) != NULL; j++)
            signed_already |= one == who;
        clock_set(meeting->starts + day++ * DAY);
        if (!signed_already)
            status = sign(meeting, who);
    }
    return status;
}

static enum status synthesise(const struct meeting *meeting, const char *file)
{
    struct act *act;
    json_t *values;
    clock_set(meeting->starts + 6 * DAY);
    enum status status = demo_act(&act, meeting->demo, holder(meeting, TASK_CONCLUDE, 0));
    if (status != STATUS_OK)
        return status;
    status = demo_values(&values, act, meeting->demo, file, act->pack->synthesis);
    if (status == STATUS_OK)
        status = synthesis_submit(act, meeting->id, values, 0);
    status = demo_done(act, status, file);
    if (status == STATUS_OK && act_text(meeting->data, "comments") != NULL)
        status = comment_all(meeting, act_text(meeting->data, "comments"));
    if (status != STATUS_OK || strcmp(act_text(meeting->data, "target_state"), "published") != 0)
        return status;
    return sign_all(meeting);
}

static enum status play(const struct meeting *meeting)
{
    const char *role;
    json_t *entry;
    size_t index;
    const char *situation = act_text(meeting->data, "situation");
    const char *synthesis = act_text(meeting->data, "synthesis");
    enum status status = STATUS_OK;
    clock_set(meeting->starts - 30 * DAY);
    json_array_foreach(json_object_get(meeting->data, "positions"), index, entry)
    {
        if (status == STATUS_OK)
            status = position(meeting, entry);
    }
    clock_set(meeting->starts - 20 * DAY);
    json_object_foreach(json_object_get(meeting->data, "roles"), role, entry)
    {
        const json_t *one;
        for (size_t i = 0; status == STATUS_OK && (one = entry_of(meeting, role, i)) != NULL; i++)
            status = give(meeting, role, one);
    }
    if (status == STATUS_OK && situation != NULL)
        status = tell(meeting, situation);
    if (status == STATUS_OK)
        status = attend(meeting);
    if (status == STATUS_OK && synthesis != NULL)
        status = synthesise(meeting, synthesis);
    return status;
}

static enum status plan(struct meeting *meeting, const char *cycle)
{
    struct act *act;
    enum status status = demo_act(&act, meeting->demo, &meeting->demo->people[0]);
    if (status != STATUS_OK)
        return status;
    json_t *fields = act_json(act->arena, json_deep_copy(meeting->data));
    const char *host = act_text(fields, "host");
    json_object_del(fields, "key"); /* the file's key is not a form's */
    if (json_object_set_new(fields, "cycle", json_string(cycle)) != 0 ||
        (host != NULL &&
         json_object_set(fields, "host", json_object_get(meeting->demo->structures, host)) != 0))
        return demo_done(act, STATUS_FAILED, meeting->key);
    return demo_done(act, calendar_plan(act, &meeting->id, fields), meeting->key);
}

static enum status cycle_of(struct demo *demo, const json_t *data)
{
    struct act *act;
    struct cycle_id id;
    char cycle[ID_TEXT];
    struct meeting meetings[32];
    json_t *entry;
    size_t index;
    size_t count = 0;
    enum status status = demo_act(&act, demo, &demo->people[0]);
    if (status != STATUS_OK)
        return status;
    status = demo_done(act, calendar_open_cycle(act, &id, data), "cycle");
    id_text(cycle, &id.id);
    json_array_foreach(json_object_get(data, "meetings"), index, entry)
    {
        if (status != STATUS_OK || count == sizeof meetings / sizeof *meetings)
            break;
        meetings[count] = (struct meeting){.demo = demo,
                                           .data = entry,
                                           .key = act_text(entry, "key"),
                                           .starts = clock_epoch(act_text(entry, "starts"))};
        status = plan(&meetings[count], cycle);
        count++;
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = play(&meetings[i]);
    return status;
}

enum status demo_year_load(struct demo *demo)
{
    json_t *file;
    json_t *cycle;
    size_t index;
    enum status status = demo_json(&file, demo, "meetings.json");
    if (status != STATUS_OK)
        return status;
    json_array_foreach(json_object_get(file, "cycles"), index, cycle)
    {
        clock_set(clock_epoch(index == 0 ? "2022-01-24T09:00" : "2022-12-19T09:00"));
        if (status == STATUS_OK)
            status = cycle_of(demo, cycle);
    }
    return status;
}
