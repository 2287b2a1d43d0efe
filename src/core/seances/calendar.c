#include "seances/calendar.h"

#include "base/clock.h"
#include "base/text.h"
#include "journal/journal.h"
#include "store/rows/cycle_rows.h"
#include "store/rows/structure_rows.h"
#include "texts/guard.h"
#include "texts/readers.h"
#include "trust/standing.h"
#include "trust/state.h"

#include <stdlib.h>
#include <string.h>

/* As in the form of a cycle: no meeting was before, and none is planned after. */
#define YEAR_FIRST "2000"
#define YEAR_LAST "2100"

static bool may_read(const struct act *act)
{
    return act_may(act, RESOURCE_CYCLE, ACTION_READ, 0, STAGE_NONE);
}

static json_t *cycle_json(const struct cycle_row *row)
{
    return json_pack("{s:o, s:s, s:I}", "id", act_id_json(&row->id.id), "name", row->name, "year",
                     (json_int_t)row->year);
}

/* Not asked for, it is the page on which the next one is. */
static enum status put_seances(json_t *model, struct act *act, struct db_conn *conn,
                               struct cycle_id cycle, size_t page)
{
    struct seance_row *rows;
    size_t count, all, past;
    char today[sizeof "YYYY-MM-DD"];
    struct tm civil;
    struct listing listing = {.page = page};
    clock_local(clock_now(), &civil);
    if (strftime(today, sizeof today, "%Y-%m-%d", &civil) == 0)
        return STATUS_FAILED;
    enum status status = cycle_rows_size(&all, &past, conn, act->space, cycle, today);
    if (page == 0 && past < all)
        listing.page = past / LISTING_ROWS + 1;
    listing_bound(&listing, all);
    json_object_set_new(model, "seances_page", listing_json(&listing));
    if (status == STATUS_OK)
        status = seance_rows_cycle(&rows, &count, conn, act->arena, act->space, cycle,
                                   listing.first, LISTING_ROWS);
    return status == STATUS_OK
               ? calendar_brief_several(json_object_get(model, "seances"), act, conn, rows, count)
               : status;
}

static enum status view(json_t *model, struct act *act, struct db_conn *conn, struct cycle_id shown,
                        size_t page)
{
    struct cycle_row *rows;
    size_t count;
    bool found = false;
    json_t *cycles = json_object_get(model, "cycles");
    enum status status = cycle_rows_list(&rows, &count, conn, act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    if (id_is_none(&shown.id) && count > 0)
        shown = rows[0].id;
    for (size_t i = 0; i < count; i++) {
        bool current = id_equal(&rows[i].id.id, &shown.id);
        json_t *item = cycle_json(&rows[i]);
        json_object_set_new(item, "current", json_boolean(current));
        json_array_append_new(cycles, item);
        if (current)
            json_object_set_new(model, "cycle", cycle_json(&rows[i]));
        found = found || current;
    }
    if (!found)
        return id_is_none(&shown.id) ? STATUS_OK : STATUS_NOT_FOUND;
    return put_seances(model, act, conn, shown, page);
}

enum status calendar_view_page(struct act *act, json_t **out, struct cycle_id cycle, size_t page)
{
    *out = NULL;
    if (!may_read(act))
        return STATUS_DENIED;
    bool plans = act_may(act, RESOURCE_SEANCE, ACTION_CREATE, 0, STAGE_NONE);
    json_t *model = act_json(act->arena, json_pack("{s:[], s:n, s:[], s:b}", "cycles", "cycle",
                                                   "seances", "i_plan", (int)plans));
    struct db_conn *conn = db_read(act->core->db);
    enum status status = view(model, act, conn, cycle, page);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status calendar_view(struct act *act, json_t **out, struct cycle_id cycle)
{
    return calendar_view_page(act, out, cycle, 0);
}

/* "~" is after every digit, sign and letter of a civil time that begins with ${start}. */
static enum status begins_with(struct seance_row **out, size_t *count, struct act *act,
                               struct db_conn *conn, const char *start)
{
    return seance_rows_between(out, count, conn, act->arena, act->space, start,
                               arena_printf(act->arena, "%s~", start));
}

enum status calendar_month(struct act *act, json_t **out, const char *month)
{
    struct seance_row *rows;
    size_t count;
    *out = NULL;
    if (!may_read(act))
        return STATUS_DENIED;
    json_t *seances = act_json(act->arena, json_array());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = begins_with(&rows, &count, act, conn, month);
    if (status == STATUS_OK)
        status = calendar_brief_several(seances, act, conn, rows, count);
    db_done(conn);
    if (status == STATUS_OK)
        *out = seances;
    return status;
}

struct change {
    struct act *act;
    const json_t *fields;
    struct cycle_id cycle;
    struct seance_id seance;
};

static enum status refuse_namesake(struct act *act, struct db_conn *conn,
                                   const struct cycle_row *wanted)
{
    struct cycle_row *rows;
    size_t count;
    enum status status = cycle_rows_list(&rows, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (id_equal(&rows[i].id.id, &wanted->id.id))
            status = act_fault(act, STATUS_CONFLICT, "conflict_replayed");
        else if (strcmp(text_fold(act->arena, rows[i].name), text_fold(act->arena, wanted->name)) ==
                 0)
            status = act_fault_field(act, "name", "cycle_taken");
    return status;
}

static enum status open_cycle(struct db_conn *conn, void *context)
{
    struct change *change = context;
    struct act *act = change->act;
    struct cycle_row row = {.space = act->space,
                            .name = act_text(change->fields, "name"),
                            .year = json_integer_value(json_object_get(change->fields, "year")),
                            .created_at = clock_now()};
    if (!act_may(act, RESOURCE_CYCLE, ACTION_CREATE, 0, STAGE_NONE))
        return STATUS_DENIED;
    if (row.name == NULL || *row.name == '\0')
        return act_fault_field(act, "name", "required");
    if (row.year <= 0)
        return act_fault_field(act, "year", "required");
    act_new_id(&row.id.id, change->fields);
    enum status status = state_current(act, conn);
    if (status == STATUS_OK)
        status = refuse_namesake(act, conn, &row);
    if (status == STATUS_OK) /* the id comes from the form: nothing lies there yet */
        status = state_note(act, conn, STATE_CYCLE, &row.id.id);
    if (status != STATUS_OK)
        return status;
    status = cycle_rows_insert(conn, &row);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "conflict_replayed");
    if (status == STATUS_OK)
        status = journal_add(conn, act, "create", "cycle", &row.id.id, (struct bytes){0});
    change->cycle = row.id;
    return status;
}

enum status calendar_open_cycle(struct act *act, struct cycle_id *out, const json_t *fields)
{
    struct change change = {.act = act, .fields = fields};
    enum status status = db_write(act->core->db, open_cycle, &change);
    *out = status == STATUS_OK ? change.cycle : (struct cycle_id){0};
    return status;
}

static enum status ask_unless(struct act *act, const json_t *fields, const char *name)
{
    return json_is_true(json_object_get(fields, name)) ? STATUS_OK
                                                       : act_fault_field(act, name, "confirm");
}

/* What is rarely meant is planned when somebody says that it is. */
static enum status ask_twice(struct act *act, struct db_conn *conn, const json_t *fields,
                             const struct seance_row *row, const struct cycle_row *cycle)
{
    struct seance_row *same;
    size_t count;
    bool twice = false;
    const long year = strtol(row->starts, NULL, 10);
    enum status past = STATUS_OK;
    enum status far = STATUS_OK;
    enum status again = STATUS_OK;
    enum status status =
        begins_with(&same, &count, act, conn, arena_printf(act->arena, "%.10s", row->starts));
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        twice |= strcmp(same[i].kind, row->kind) == 0 && !id_equal(&same[i].id.id, &row->id.id) &&
                 access_stage(same[i].stage) != STAGE_CANCELLED;
    if (clock_days(clock_epoch(row->starts), 0) < clock_now())
        past = ask_unless(act, fields, "past");
    if (year < cycle->year - 1 || year > cycle->year + 1)
        far = ask_unless(act, fields, "far");
    if (twice)
        again = ask_unless(act, fields, "twice");
    return status != STATUS_OK ? status : past != STATUS_OK ? past : far != STATUS_OK ? far : again;
}

/* A cycle or a host of another space answers as one that does not exist. */
static enum status check_plan(struct act *act, struct db_conn *conn, const json_t *fields,
                              const struct seance_row *row)
{
    struct cycle_row cycle;
    struct structure_row host;
    if (row->kind == NULL || shape_kind(&act->pack->shape, row->kind) == NULL)
        return act_fault_field(act, "kind", "not_an_option");
    if (row->starts == NULL || !clock_is_moment(row->starts))
        return act_fault_field(act, "starts", "not_a_moment");
    if (!clock_happens(row->starts))
        return act_fault_field(act, "starts", "hour_skipped");
    if (strcmp(row->starts, YEAR_FIRST) < 0 || strcmp(row->starts, YEAR_LAST "~") > 0)
        return act_fault_field(act, "starts", "out_of_calendar");
    if (row->duration <= 0)
        return act_fault_field(act, "duration", "required");
    if (row->venue == NULL || *row->venue == '\0')
        return act_fault_field(act, "venue", "required");
    enum status status = cycle_rows_get(&cycle, conn, act->arena, act->space, row->cycle);
    if (status == STATUS_NOT_FOUND)
        return act_fault_field(act, "cycle", "not_an_id");
    if (status == STATUS_OK && act_text(fields, "host") != NULL)
        status = structure_rows_get(&host, conn, act->arena, act->space, row->host);
    if (status == STATUS_NOT_FOUND)
        return act_fault_field(act, "host", "not_an_id");
    return status == STATUS_OK ? ask_twice(act, conn, fields, row, &cycle) : status;
}

static enum status plan(struct db_conn *conn, void *context)
{
    struct change *change = context;
    struct act *act = change->act;
    const json_t *fields = change->fields;
    struct seance_row row = {.space = act->space,
                             .kind = act_text(fields, "kind"),
                             .stage = access_stage_name(STAGE_PLANNED),
                             .starts = act_text(fields, "starts"),
                             .duration = json_integer_value(json_object_get(fields, "duration")),
                             .venue = act_text(fields, "venue"),
                             .created_at = clock_now()};
    if (!act_may(act, RESOURCE_SEANCE, ACTION_CREATE, 0, STAGE_NONE))
        return STATUS_DENIED;
    act_id(&row.cycle.id, fields, "cycle");
    act_id(&row.host.id, fields, "host");
    act_new_id(&row.id.id, fields);
    enum status status = state_current(act, conn);
    if (status == STATUS_OK)
        status = check_plan(act, conn, fields, &row);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_SEANCE, &row.id.id);
    if (status != STATUS_OK)
        return status;
    status = seance_rows_insert(conn, &row);
    if (status == STATUS_CONFLICT)
        return act_fault(act, status, "conflict_replayed");
    if (status == STATUS_OK)
        status = journal_add(conn, act, "create", "seance", &row.id.id, (struct bytes){0});
    change->seance = row.id;
    return status;
}

enum status calendar_plan(struct act *act, struct seance_id *out, const json_t *fields)
{
    struct change change = {.act = act, .fields = fields};
    enum status status = db_write(act->core->db, plan, &change);
    *out = status == STATUS_OK ? change.seance : (struct seance_id){0};
    return status;
}

/* A cancelled séance replaces none: so replacements never go round in a circle. */
static enum status check_replacement(struct act *act, struct db_conn *conn,
                                     struct seance_id cancelled, struct seance_id replacement)
{
    struct seance_row row;
    enum status status = seance_rows_get(&row, conn, act->arena, act->space, replacement);
    if (status == STATUS_NOT_FOUND ||
        (status == STATUS_OK &&
         (id_equal(&cancelled.id, &replacement.id) || access_stage(row.stage) == STAGE_CANCELLED)))
        return act_fault_field(act, "replaced_by", "not_an_id");
    return status;
}

static enum status cancel(struct db_conn *conn, void *context)
{
    struct change *change = context;
    struct act *act = change->act;
    const char *reason = act_text(change->fields, "reason");
    struct standing standing;
    struct seance_id replacement;
    const struct life_step *step;
    enum status status = standing_change(&standing, act, conn, change->seance);
    if (status != STATUS_OK)
        return status;
    status = standing_step(&step, act, &standing, LIFE_CANCEL, GUARD_REASON);
    if (status == STATUS_OK && (reason == NULL || *reason == '\0'))
        status = act_fault_field(act, "reason", "required");
    act_id(&replacement.id, change->fields, "replaced_by");
    if (status == STATUS_OK && act_text(change->fields, "replaced_by") != NULL)
        status = check_replacement(act, conn, change->seance, replacement);
    if (status == STATUS_OK)
        status = seance_rows_move(conn, change->seance, access_stage_name(step->from),
                                  access_stage_name(step->to), clock_now());
    if (status == STATUS_OK)
        status = seance_rows_cancel(conn, change->seance, reason, replacement);
    if (status == STATUS_OK)
        status = readers_close(act, conn, change->seance);
    if (status == STATUS_OK)
        status = journal_add(conn, act, "cancel", "seance", &change->seance.id, (struct bytes){0});
    return status;
}

enum status calendar_cancel(struct act *act, struct seance_id id, const json_t *fields)
{
    struct change change = {.act = act, .fields = fields, .seance = id};
    enum status status =
        guard_nameless(act, rules_form(act->core->rules, act->pack, "cancel"), fields);
    return status == STATUS_OK ? db_write(act->core->db, cancel, &change) : status;
}
