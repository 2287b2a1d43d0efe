/* A séance in a few lines. */

#include "seances/calendar.h"

#include "base/clock.h"
#include "store/rows/page_rows.h"
#include "trust/person.h"
#include "trust/places.h"

#include <string.h>

/* The civil moment so many minutes later, through the instant: nights change the clock. */
static json_t *ends(const struct seance_row *row)
{
    int64_t start = clock_epoch(row->starts);
    struct tm civil;
    char text[sizeof "YYYY-MM-DDTHH:MM"];
    if (start == -1)
        return json_null();
    clock_local(start + row->duration * 60, &civil);
    return strftime(text, sizeof text, "%Y-%m-%dT%H:%M", &civil) == 0 ? json_null()
                                                                      : json_string(text);
}

static enum status put_roles(json_t *into, struct act *act, struct db_conn *conn,
                             const struct role_row *roles, size_t count)
{
    json_t *all = json_array(), *mine = json_array();
    json_object_set_new(into, "roles", all);
    json_object_set_new(into, "my_roles", mine);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(roles[i].state, "accepted") != 0)
            continue;
        json_array_append_new(all, json_pack("{s:s, s:s, s:o}", "role", roles[i].role, "role_title",
                                             pack_label(act->pack, "roles", roles[i].role),
                                             "person", person_json(act, conn, roles[i].account)));
        if (id_equal(&roles[i].account.id, &act->who.id))
            json_array_append_new(mine, json_string(roles[i].role));
    }
    return STATUS_OK;
}

static enum status put_host(json_t *into, struct act *act, struct db_conn *conn,
                            struct structure_id host)
{
    const struct places *places;
    json_object_set_new(into, "host", json_null());
    if (id_is_none(&host.id))
        return STATUS_OK;
    enum status status = places_order(&places, act, conn);
    const struct place *place = status == STATUS_OK ? places_find(places, host) : NULL;
    if (place != NULL)
        json_object_set_new(into, "host",
                            json_pack("{s:o, s:s}", "id", act_id_json(&host.id), "short_name",
                                      place->row.short_name));
    return status;
}

static void put_row(json_t *into, const struct seance_row *row)
{
    json_object_set_new(into, "id", act_id_json(&row->id.id));
    json_object_set_new(into, "kind", json_string(row->kind));
    json_object_set_new(into, "stage", json_string(row->stage));
    json_object_set_new(into, "starts", json_string(row->starts));
    json_object_set_new(into, "ends", ends(row));
    json_object_set_new(into, "duration", json_integer(row->duration));
    json_object_set_new(into, "venue", json_string(row->venue));
    if (row->reason != NULL)
        json_object_set_new(into, "reason", json_string(row->reason));
    if (!id_is_none(&row->replaced_by.id))
        json_object_set_new(into, "replaced_by", act_id_json(&row->replaced_by.id));
}

/* ${number}: 0 for none. */
static enum status put(json_t *into, struct act *act, struct db_conn *conn,
                       const struct seance_row *row, const struct role_row *roles,
                       size_t role_count, int64_t number)
{
    put_row(into, row);
    enum status status = put_host(into, act, conn, row->host);
    if (status == STATUS_OK)
        status = put_roles(into, act, conn, roles, role_count);
    json_object_set_new(into, "number", number == 0 ? json_null() : json_integer(number));
    return status;
}

static bool is_cancelled(const struct seance_row *row)
{
    return strcmp(row->stage, access_stage_name(STAGE_CANCELLED)) == 0;
}

enum status calendar_brief(json_t *into, struct act *act, struct db_conn *conn,
                           const struct seance_row *row)
{
    struct role_row *roles = NULL;
    size_t role_count = 0;
    struct positioning_row mine;
    int64_t number = 0;
    enum status status = seance_rows_roles(&roles, &role_count, conn, act->arena, row->id);
    if (status == STATUS_OK && !is_cancelled(row))
        status = seance_rows_number(&number, conn, row);
    if (status == STATUS_OK)
        status = put(into, act, conn, row, roles, role_count, number);
    if (status != STATUS_OK)
        return status;
    status = seance_rows_position(&mine, conn, act->arena, act->space, row->id, act->who);
    if (status == STATUS_OK)
        json_object_set_new(into, "my_answer", json_string(mine.answer));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* What several have, read at once. */
struct several {
    struct role_row *roles;
    size_t role_count;
    struct positioning_row *answers;
    size_t answer_count;
    struct page_number *numbers;
    size_t number_count;
};

static enum status learn_people(struct act *act, struct db_conn *conn, const struct several *all)
{
    struct account_id *people = arena_alloc(act->arena, (all->role_count + 1) * sizeof *people);
    size_t count = 0;
    for (size_t i = 0; i < all->role_count; i++)
        if (!ID_AMONG(people, count, id, &all->roles[i].account.id))
            people[count++] = all->roles[i].account;
    return person_learn(act, conn, people, count);
}

static enum status read_several(struct several *out, struct act *act, struct db_conn *conn,
                                const struct seance_row *rows, size_t count)
{
    struct seance_id *ids = arena_alloc(act->arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].id;
    enum status status =
        page_rows_roles(&out->roles, &out->role_count, conn, act->arena, ids, count);
    if (status == STATUS_OK)
        status = page_rows_answers(&out->answers, &out->answer_count, conn, act->arena, act->space,
                                   ids, count, act->who);
    if (status == STATUS_OK)
        status = page_rows_numbers(&out->numbers, &out->number_count, conn, act->arena, ids, count);
    return status == STATUS_OK ? learn_people(act, conn, out) : status;
}

static json_t *put_one(json_t *list)
{
    json_t *item = json_object();
    json_array_append_new(list, item);
    return item;
}

static enum status put_of_several(json_t *list, struct act *act, struct db_conn *conn,
                                  const struct several *all, const struct seance_row *row)
{
    size_t first = 0, end;
    int64_t number = 0;
    json_t *item = put_one(list);
    while (first < all->role_count && !id_equal(&all->roles[first].seance.id, &row->id.id))
        first++;
    for (end = first; end < all->role_count && id_equal(&all->roles[end].seance.id, &row->id.id);)
        end++;
    for (size_t i = 0; i < all->number_count && !is_cancelled(row); i++)
        if (id_equal(&all->numbers[i].seance.id, &row->id.id))
            number = all->numbers[i].number;
    for (size_t i = 0; i < all->answer_count; i++)
        if (id_equal(&all->answers[i].seance.id, &row->id.id))
            json_object_set_new(item, "my_answer", json_string(all->answers[i].answer));
    return put(item, act, conn, row, all->roles + first, end - first, number);
}

enum status calendar_brief_several(json_t *list, struct act *act, struct db_conn *conn,
                                   const struct seance_row *rows, size_t count)
{
    struct several all = {0};
    enum status status = read_several(&all, act, conn, rows, count);
    if (status == STATUS_TAMPERED) { /* then each is asked for alone */
        for (size_t i = 0; i < count && (i == 0 || status == STATUS_OK); i++)
            status = calendar_brief(put_one(list), act, conn, &rows[i]);
        return status;
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = put_of_several(list, act, conn, &all, &rows[i]);
    return status;
}
