/* The charter and who signed. */

#include "trust/charter_version.h"

#include "core/charter/charter.h"
#include "roster.h"
#include "store/rows/structure_rows.h"
#include "trust/charter_roll.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/trust.h"
#include "verified.h"

#include <string.h>

/* Counts what the newest version has; tells of an older one in force that it is outdated. */
static bool put_bond(json_t *entry, struct act *act, struct db_conn *conn,
                     const struct charter_bond *bond, int64_t newest, bool names)
{
    if (bond == NULL)
        return false;
    if (names)
        json_object_set_new(entry, "signed_by", person_json(act, conn, bond->row.account));
    json_object_set_new(entry, "signed_at", json_integer(bond->row.signed_at));
    json_object_set_new(entry, "number", json_integer(bond->number));
    json_object_set_new(entry, "outdated", json_boolean(bond->number != newest));
    json_object_set_new(
        entry, "verified",
        json_boolean(bond->worth == CHARTER_VERIFIED || bond->worth == CHARTER_ENDED));
    json_object_set_new(entry, "waits", json_boolean(bond->worth == CHARTER_WAITS));
    json_object_set_new(entry, "ended", json_boolean(bond->worth == CHARTER_ENDED));
    return bond->worth == CHARTER_VERIFIED && bond->number == newest;
}

static enum status put_structures(json_t *model, struct act *act, struct db_conn *conn,
                                  const struct charter_roll *roll, int64_t newest, bool names)
{
    struct structure_row *rows;
    size_t count, bound_count = 0;
    struct roster roster = {.arena = act->arena};
    enum status status = structure_rows_list(&rows, &count, conn, act->arena, act->space);
    for (size_t i = 0; i < count; i++) {
        const struct charter_bond *bond = charter_roll_find(roll, "structure", &rows[i].id.id);
        json_t *entry =
            json_pack("{s:{s:o, s:s, s:s}}", "structure", "id", act_id_json(&rows[i].id.id),
                      "short_name", rows[i].short_name, "name", rows[i].name);
        roster_add(&roster, NULL, rows[i].name, entry);
        bound_count += put_bond(entry, act, conn, bond, newest, names);
    }
    json_object_set_new(model, "structures", roster_json(&roster));
    json_object_set_new(model, "structures_signed", json_integer((json_int_t)bound_count));
    json_object_set_new(model, "structures_count", json_integer((json_int_t)count));
    return status;
}

/* Whoever may not read who is in the space finds themselves alone, beside the counts. */
static enum status put_people(json_t *model, struct act *act, struct db_conn *conn,
                              const struct charter_roll *roll, int64_t newest, bool names)
{
    struct membership_row *rows;
    size_t count, bound_count = 0;
    struct roster roster = {.arena = act->arena};
    enum status status = roll_members(&rows, &count, act, conn);
    for (size_t i = 0; i < count; i++) {
        const struct charter_bond *bond = charter_roll_find(roll, "person", &rows[i].account.id);
        json_t *entry = act_json(act->arena, json_object());
        bound_count += put_bond(entry, act, conn, bond, newest, false);
        if (!names && !id_equal(&rows[i].account.id, &act->who.id))
            continue;
        json_t *person = person_json(act, conn, rows[i].account);
        json_object_set_new(entry, "person", person);
        roster_add(&roster, NULL, act_text(person, "name"), json_incref(entry));
    }
    json_object_set_new(model, "people", roster_json(&roster));
    json_object_set_new(model, "people_signed", json_integer((json_int_t)bound_count));
    json_object_set_new(model, "people_count", json_integer((json_int_t)count));
    return status;
}

static enum status put_text(json_t *model, struct act *act, struct db_conn *conn,
                            const struct charter_row *row)
{
    if (!charter_version_whole(row))
        return STATUS_TAMPERED;
    char sha256[2 * sizeof row->sha256 + 1];
    bytes_hex(sha256, BYTES_OF(row->sha256));
    json_object_set_new(model, "number", json_integer(row->number));
    json_object_set_new(model, "sha256", json_string(sha256));
    json_object_set_new(model, "text", json_string(row->text));
    json_object_set_new(model, "published_at", json_integer(row->published_at));
    json_object_set_new(model, "published_by", person_json(act, conn, row->published_by));
    json_object_set_new(model, "verified",
                        json_boolean(charter_version_verify(act, conn, row) == STATUS_OK));
    if (row->note != NULL)
        json_object_set_new(model, "note", json_string(row->note));
    return STATUS_OK;
}

static bool signs_newest(const struct charter_roll *roll, const char *kind,
                         const struct id *subject, int64_t newest)
{
    const struct charter_bond *bond = charter_roll_find(roll, kind, subject);
    return bond != NULL && bond->worth >= CHARTER_WAITS && bond->number == newest;
}

static bool represents(const struct act *act)
{
    return act->membership.represents && !id_is_none(&act->membership.structure.id);
}

static enum status view(json_t *model, struct act *act, struct db_conn *conn)
{
    struct charter_row newest;
    struct charter_roll roll;
    bool names = act_may(act, RESOURCE_PERSON, ACTION_READ, 0, STAGE_NONE);
    bool publishes = act_may(act, RESOURCE_CHARTER, ACTION_PUBLISH, 0, STAGE_NONE);
    json_object_set_new(model, "number", json_null());
    enum status status = charter_rows_newest(&newest, conn, act->arena, act->space);
    if (status == STATUS_OK)
        status = put_text(model, act, conn, &newest);
    else if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = roll_charter(&roll, act, conn);
    if (status == STATUS_OK)
        status = put_structures(model, act, conn, &roll, newest.number, names);
    if (status == STATUS_OK)
        status = put_people(model, act, conn, &roll, newest.number, names);
    if (status != STATUS_OK)
        return status;
    const int64_t grace = charter_roll_grace(&roll, act);
    if (grace != 0)
        json_object_set_new(model, "grace_until_at", json_integer(grace));
    json_object_set_new(model, "my_structure_signed",
                        json_boolean(signs_newest(&roll, "structure", &act->membership.structure.id,
                                                  newest.number)));
    json_object_set_new(model, "i_adhered",
                        json_boolean(signs_newest(&roll, "person", &act->who.id, newest.number)));
    json_object_set_new(model, "i_represent", json_boolean(represents(act)));
    json_object_set_new(model, "i_publish", json_boolean(publishes));
    if (publishes && newest.number == 0)
        json_object_set_new(model, "pack_text", json_string(act->pack->charter));
    return STATUS_OK;
}

enum status charter_view(struct act *act, json_t **out)
{
    *out = NULL;
    if (!act_may(act, RESOURCE_CHARTER, ACTION_READ, 0, STAGE_NONE))
        return STATUS_DENIED;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = view(model, act, conn);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}
