/* A séance in a few lines. */

#include "seances/calendar.h"

#include "base/clock.h"
#include "store/rows/structure_rows.h"
#include "trust/person.h"

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
    struct structure_row row;
    json_object_set_new(into, "host", json_null());
    if (id_is_none(&host.id))
        return STATUS_OK;
    enum status status = structure_rows_get(&row, conn, act->arena, act->space, host);
    if (status == STATUS_OK)
        json_object_set_new(
            into, "host",
            json_pack("{s:o, s:s}", "id", act_id_json(&host.id), "short_name", row.short_name));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
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

enum status calendar_brief(json_t *into, struct act *act, struct db_conn *conn,
                           const struct seance_row *row)
{
    struct role_row *roles = NULL;
    size_t role_count = 0;
    struct positioning_row mine;
    int64_t number = 0;
    put_row(into, row);
    enum status status = put_host(into, act, conn, row->host);
    if (status == STATUS_OK)
        status = seance_rows_roles(&roles, &role_count, conn, act->arena, row->id);
    if (status == STATUS_OK)
        status = put_roles(into, act, conn, roles, role_count);
    if (status == STATUS_OK && strcmp(row->stage, access_stage_name(STAGE_CANCELLED)) != 0)
        status = seance_rows_number(&number, conn, row);
    json_object_set_new(into, "number", number == 0 ? json_null() : json_integer(number));
    if (status != STATUS_OK)
        return status;
    status = seance_rows_position(&mine, conn, act->arena, act->space, row->id, act->who);
    if (status == STATUS_OK)
        json_object_set_new(into, "my_answer", json_string(mine.answer));
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
