#include "core/seances/positioning.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "roster.h"
#include "seances/rotation_rules.h"
#include "texts/readers.h"
#include "trust/charter_roll.h"
#include "trust/people.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/standing.h"

#include <string.h>

#define VENUE "venue" /* an offer that is no role */

static bool offered(const struct positioning_row *row, const char *role)
{
    for (size_t i = 0; i < row->offer_count; i++)
        if (strcmp(row->offers[i], role) == 0)
            return true;
    return false;
}

/* In the order of the pack. */
static json_t *offers(const struct shape *shape, const struct positioning_row *row)
{
    json_t *array = json_array();
    for (size_t i = 0; i < shape->role_count; i++)
        if (offered(row, shape->roles[i].name))
            json_array_append_new(array, json_string(shape->roles[i].name));
    if (row->venue)
        json_array_append_new(array, json_string(VENUE));
    return array;
}

static json_t *answer_json(const struct shape *shape, const struct positioning_row *row)
{
    json_t *answer = json_pack("{s:s, s:o}", "answer", row->answer, "offers", offers(shape, row));
    if (row->answered_at != 0) /* or they come without having been asked */
        json_object_set_new(answer, "answered_at", json_integer((json_int_t)row->answered_at));
    return answer;
}

static enum status put_answers(json_t *model, struct act *act, struct db_conn *conn,
                               const struct standing *standing)
{
    struct roster roster = {.arena = act->arena};
    struct account_id *asked =
        arena_alloc(act->arena, (standing->position_count + 1) * sizeof *asked);
    for (size_t i = 0; i < standing->position_count; i++)
        asked[i] = standing->positions[i].account;
    enum status status = person_learn(act, conn, asked, standing->position_count);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < standing->position_count; i++) {
        const struct positioning_row *row = &standing->positions[i];
        json_t *item = answer_json(standing->shape, row);
        json_t *person = person_json(act, conn, row->account);
        json_object_set_new(item, "person", person);
        roster_add(&roster, NULL, act_text(person, "name"), item);
        if (id_equal(&row->account.id, &act->who.id))
            json_object_set_new(model, "mine", answer_json(standing->shape, row));
    }
    json_object_set_new(model, "answers", roster_json(&roster));
    return STATUS_OK;
}

static bool answered(const struct standing *standing, struct account_id account)
{
    for (size_t i = 0; i < standing->position_count; i++)
        if (id_equal(&standing->positions[i].account.id, &account.id))
            return true;
    return false;
}

/* Only those who could answer are silent: a page of them, by name. */
static enum status put_silent(json_t *model, struct act *act, struct db_conn *conn,
                              const struct standing *standing, size_t page)
{
    const struct people *people;
    size_t count = 0;
    struct charter_roll roll;
    struct listing listing = {.page = page};
    json_t *list = json_array();
    json_object_set_new(model, "silent", list);
    enum status status = roll_charter(&roll, act, conn);
    if (status == STATUS_OK)
        status = people_order(&people, act, conn);
    if (status != STATUS_OK)
        return status;
    struct account_id *silent = arena_alloc(act->arena, (people->count + 1) * sizeof *silent);
    for (size_t i = 0; i < people->count; i++) {
        const struct membership_row *member = &people->all[i].member;
        if (!people->all[i].shut && !answered(standing, member->account) &&
            charter_roll_binds(&roll, member->account, member->structure))
            silent[count++] = member->account;
    }
    listing_bound(&listing, count);
    status = person_learn(act, conn, silent + listing.first, listing.shown);
    for (size_t i = 0; i < listing.shown && status == STATUS_OK; i++)
        json_array_append_new(list, person_json(act, conn, silent[listing.first + i]));
    json_object_set_new(model, "silent_page", listing_json(&listing));
    return status;
}

static enum status view(json_t *model, struct act *act, struct db_conn *conn, struct seance_id id,
                        size_t page)
{
    struct standing standing;
    enum status status = standing_seance(&standing, act, conn, id);
    if (status != STATUS_OK)
        return status;
    status = put_answers(model, act, conn, &standing);
    if (status != STATUS_OK)
        return status;
    json_object_set_new(model, "i_position",
                        json_boolean(act_may(act, RESOURCE_SEANCE, ACTION_POSITION,
                                             standing.relations, standing.stage)));
    json_object_set_new(model, "over", json_boolean(standing_over(standing.seance.starts)));
    return put_silent(model, act, conn, &standing, page);
}

enum status positioning_view_page(struct act *act, json_t **out, struct seance_id seance,
                                  size_t page)
{
    *out = NULL;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = view(model, act, conn, seance, page);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status positioning_view(struct act *act, json_t **out, struct seance_id seance)
{
    return positioning_view_page(act, out, seance, 1);
}

struct change {
    struct act *act;
    struct seance_id seance;
    const json_t *fields;
};

/* Whoever is excused can still lend a room, but not serve. */
static enum status read_offers(struct positioning_row *row, struct act *act,
                               const struct standing *standing, const json_t *list, bool coming)
{
    size_t i;
    json_t *offer;
    row->offers = arena_alloc(act->arena, (json_array_size(list) + 1) * sizeof *row->offers);
    json_array_foreach(list, i, offer)
    {
        const char *name = json_is_string(offer) ? json_string_value(offer) : "";
        const struct shape_role *role = shape_role(&act->pack->shape, name);
        if (role == NULL ? strcmp(name, VENUE) != 0 : coming && !rotation_rules_has(standing, role))
            return act_fault_field(act, "offers", "not_an_option");
        if (role == NULL)
            row->venue = true;
        else if (coming && !role->by_coordination && act->membership.coordination)
            return act_fault_field(act, "offers", "role_not_coordination");
        else if (coming && !offered(row, name))
            row->offers[row->offer_count++] = role->name;
    }
    return STATUS_OK;
}

static enum status read_fields(struct positioning_row *row, struct act *act,
                               const struct standing *standing, const json_t *fields)
{
    const char *answer = act_text(fields, "answer");
    if (answer == NULL || (strcmp(answer, "coming") != 0 && strcmp(answer, "excused") != 0))
        return act_fault_field(act, "answer", "not_an_option");
    row->answer = answer;
    return read_offers(row, act, standing, json_object_get(fields, "offers"),
                       strcmp(answer, "coming") == 0);
}

static bool holds_role(const struct standing *standing, struct account_id account)
{
    for (size_t i = 0; i < standing->role_count; i++)
        if (id_equal(&standing->roles[i].account.id, &account.id) &&
            strcmp(standing->roles[i].state, "accepted") == 0)
            return true;
    return false;
}

static enum status answer(struct db_conn *conn, void *context)
{
    const struct change *change = context;
    struct act *act = change->act;
    struct standing standing;
    struct positioning_row row = {
        .seance = change->seance, .account = act->who, .answered_at = clock_now()};
    enum status status = standing_change(&standing, act, conn, change->seance);
    if (status != STATUS_OK)
        return status;
    if (!act_may(act, RESOURCE_SEANCE, ACTION_POSITION, standing.relations, standing.stage))
        return STATUS_DENIED;
    status = read_fields(&row, act, &standing, change->fields);
    if (status != STATUS_OK)
        return status;
    if (strcmp(row.answer, "excused") == 0 && holds_role(&standing, act->who))
        return act_fault(act, STATUS_CONFLICT, "holds_role");
    status = seance_rows_set_position(conn, act->space, &row);
    if (status == STATUS_OK)
        status = readers_close(act, conn, change->seance);
    if (status == STATUS_OK)
        status =
            journal_add(conn, act, "position", "seance", &change->seance.id, (struct bytes){0});
    return status;
}

enum status positioning_answer(struct act *act, struct seance_id seance, const json_t *fields)
{
    struct change change = {act, seance, fields};
    return db_write(act->core->db, answer, &change);
}
