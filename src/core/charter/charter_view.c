/* The charter and who signed. */

#include "trust/charter_version.h"

#include "core/charter/charter.h"
#include "trust/charter_roll.h"
#include "trust/people.h"
#include "trust/person.h"
#include "trust/places.h"
#include "trust/roll.h"
#include "trust/trust.h"
#include "verified.h"

#include <string.h>

/* What a list is narrowed to, and over which signatures. */
struct listed {
    const struct charter_roll *roll;
    const struct charter_choice *choice;
    int64_t newest;
    bool names; /* of people may be read */
};

/* Tells of an older version in force that it is outdated. */
static void put_bond(json_t *entry, struct act *act, struct db_conn *conn,
                     const struct charter_bond *bond, const struct listed *listed, bool names)
{
    if (bond == NULL)
        return;
    if (names)
        json_object_set_new(entry, "signed_by", person_json(act, conn, bond->row.account));
    json_object_set_new(entry, "signed_at", json_integer(bond->row.signed_at));
    json_object_set_new(entry, "number", json_integer(bond->number));
    json_object_set_new(entry, "outdated", json_boolean(bond->number != listed->newest));
    json_object_set_new(
        entry, "verified",
        json_boolean(bond->worth == CHARTER_VERIFIED || bond->worth == CHARTER_ENDED));
    json_object_set_new(entry, "waits", json_boolean(bond->worth == CHARTER_WAITS));
    json_object_set_new(entry, "ended", json_boolean(bond->worth == CHARTER_ENDED));
}

static bool holds(const struct listed *listed, const char *kind, const struct id *subject)
{
    const struct charter_bond *bond = charter_roll_find(listed->roll, kind, subject);
    return bond != NULL && bond->worth == CHARTER_VERIFIED && bond->number == listed->newest;
}

/* Whether its line is asked for, whatever its name. */
static bool fits(const struct charter_choice *choice, bool has_signed)
{
    return choice->signs == CHARTER_ANY || has_signed == (choice->signs == CHARTER_SIGNED);
}

/* The people whose signatures and names a page says, by one statement. */
static enum status learn_signers(struct act *act, struct db_conn *conn, const struct places *places,
                                 const size_t *rows, size_t count, const struct listed *listed)
{
    struct account_id *signers = arena_alloc(act->arena, (count + 1) * sizeof *signers);
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        const struct charter_bond *bond =
            charter_roll_find(listed->roll, "structure", &places->all[rows[i]].row.id.id);
        if (bond != NULL)
            signers[known++] = bond->row.account;
    }
    return person_learn(act, conn, signers, known);
}

static enum status put_structures(json_t *model, struct act *act, struct db_conn *conn,
                                  const struct listed *listed)
{
    const struct places *places;
    struct listing listing = {.page = listed->choice->structures};
    size_t bound_count = 0, count = 0;
    json_t *list = json_array();
    json_object_set_new(model, "structures", list);
    enum status status = places_order(&places, act, conn);
    if (status != STATUS_OK)
        return status;
    size_t *rows = arena_alloc(act->arena, (places->count + 1) * sizeof *rows);
    for (size_t i = 0; i < places->count; i++) {
        const bool has_signed = holds(listed, "structure", &places->all[i].row.id.id);
        bound_count += has_signed;
        if (fits(listed->choice, has_signed) &&
            (listed->choice->text == NULL ||
             people_says(act->arena, places->all[i].folded, listed->choice->text)))
            rows[count++] = i;
    }
    listing_bound(&listing, count);
    if (listed->names)
        status = learn_signers(act, conn, places, rows + listing.first, listing.shown, listed);
    for (size_t i = 0; i < listing.shown && status == STATUS_OK; i++) {
        const struct structure_row *row = &places->all[rows[listing.first + i]].row;
        json_t *entry =
            json_pack("{s:{s:o, s:s, s:s}}", "structure", "id", act_id_json(&row->id.id),
                      "short_name", row->short_name, "name", row->name);
        put_bond(entry, act, conn, charter_roll_find(listed->roll, "structure", &row->id.id),
                 listed, listed->names);
        json_array_append_new(list, entry);
    }
    json_object_set_new(model, "structures_page", listing_json(&listing));
    json_object_set_new(model, "structures_signed", json_integer((json_int_t)bound_count));
    json_object_set_new(model, "structures_count", json_integer((json_int_t)places->count));
    return status;
}

static json_t *line_of(struct act *act, struct db_conn *conn, struct account_id account,
                       const struct listed *listed)
{
    json_t *entry = json_object();
    put_bond(entry, act, conn, charter_roll_find(listed->roll, "person", &account.id), listed,
             false);
    json_object_set_new(entry, "person", person_json(act, conn, account));
    return entry;
}

/* Those whose access is open, a page of whoever fits. */
static enum status put_named(json_t *model, struct act *act, struct db_conn *conn,
                             const struct listed *listed)
{
    const struct people *people;
    struct listing listing = {.page = listed->choice->people};
    bool *said = NULL;
    size_t count = 0;
    json_t *list = json_object_get(model, "people");
    enum status status = people_order(&people, act, conn);
    if (status == STATUS_OK && listed->choice->text != NULL) {
        said = arena_alloc(act->arena, people->count + 1);
        status = people_search(said, people, act, conn, listed->choice->text);
    }
    if (status != STATUS_OK)
        return status;
    struct account_id *rows = arena_alloc(act->arena, (people->count + 1) * sizeof *rows);
    for (size_t i = 0; i < people->count; i++) {
        const struct account_id account = people->all[i].member.account;
        if (!people->all[i].shut && (said == NULL || said[i]) &&
            fits(listed->choice, holds(listed, "person", &account.id)))
            rows[count++] = account;
    }
    listing_bound(&listing, count);
    status = person_learn(act, conn, rows + listing.first, listing.shown);
    for (size_t i = 0; i < listing.shown && status == STATUS_OK; i++)
        json_array_append_new(list, line_of(act, conn, rows[listing.first + i], listed));
    json_object_set_new(model, "people_page", listing_json(&listing));
    return status;
}

/* Whoever may not read who is in the space finds themselves alone, beside the counts. */
static enum status put_people(json_t *model, struct act *act, struct db_conn *conn,
                              const struct listed *listed)
{
    struct membership_row *rows;
    size_t count, bound_count = 0;
    bool me = false;
    json_t *list = json_array();
    json_object_set_new(model, "people", list);
    enum status status = roll_members(&rows, &count, act, conn);
    for (size_t i = 0; i < count; i++) {
        bound_count += holds(listed, "person", &rows[i].account.id);
        me |= id_equal(&rows[i].account.id, &act->who.id);
    }
    if (status == STATUS_OK && listed->names)
        status = put_named(model, act, conn, listed);
    else if (me)
        json_array_append_new(list, line_of(act, conn, act->who, listed));
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

static enum status view(json_t *model, struct act *act, struct db_conn *conn,
                        const struct charter_choice *choice)
{
    struct charter_row newest;
    struct charter_roll roll;
    bool publishes = act_may(act, RESOURCE_CHARTER, ACTION_PUBLISH, 0, STAGE_NONE);
    json_object_set_new(model, "number", json_null());
    enum status status = charter_rows_newest(&newest, conn, act->arena, act->space);
    if (status == STATUS_OK)
        status = put_text(model, act, conn, &newest);
    else if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = roll_charter(&roll, act, conn);
    const struct listed listed = {.roll = &roll,
                                  .choice = choice,
                                  .newest = newest.number,
                                  .names =
                                      act_may(act, RESOURCE_PERSON, ACTION_READ, 0, STAGE_NONE)};
    if (status == STATUS_OK)
        status = put_structures(model, act, conn, &listed);
    if (status == STATUS_OK)
        status = put_people(model, act, conn, &listed);
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

enum status charter_view_chosen(struct act *act, json_t **out, const struct charter_choice *choice)
{
    *out = NULL;
    if (!act_may(act, RESOURCE_CHARTER, ACTION_READ, 0, STAGE_NONE))
        return STATUS_DENIED;
    json_t *model = act_json(act->arena, json_object());
    struct db_conn *conn = db_read(act->core->db);
    enum status status = view(model, act, conn, choice);
    db_done(conn);
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status charter_view(struct act *act, json_t **out)
{
    return charter_view_chosen(act, out, &(struct charter_choice){0});
}
