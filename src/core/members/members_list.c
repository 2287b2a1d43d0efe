/* The people of a space, by pages. */

#include "members/members.h"

#include "core/members/members.h"
#include "members/openings.h"
#include "trust/coordinators.h"
#include "trust/person.h"
#include "trust/roll.h"

#include <string.h>

/* Names of people who wait that a page says by name. */
enum { NAMED = 20 };

/* What a page may be narrowed to, besides the states of an account. */
#define WAITS "waits"
#define LATE "late"

struct choosing {
    const struct openings *openings;
    const bool *waits; /* of each */
    const struct members_choice *choice;
    const bool *said; /* of each: what was searched for; NULL: nothing was */
};

static bool is(const char *text, const char *other)
{
    return text != NULL && strcmp(text, other) == 0;
}

static bool fits(const struct choosing *choosing, size_t i)
{
    const struct members_choice *choice = choosing->choice;
    const struct opening *opening = &choosing->openings->all[i];
    const struct people_one *one = &choosing->openings->people->all[i];
    if (choosing->said != NULL && !choosing->said[i])
        return false;
    if (choice->profession != NULL && !is(one->member.profession, choice->profession))
        return false;
    if (choice->state == NULL)
        return true;
    if (is(choice->state, WAITS))
        return choosing->waits[i];
    if (is(choice->state, LATE))
        return opening->outdated;
    return is(opening->state, choice->state) ||
           (is(choice->state, "invited") && is(opening->state, "renewing"));
}

static json_t *put_person(struct act *act, struct db_conn *conn, const struct choosing *choosing,
                          size_t i)
{
    const struct people_one *one = &choosing->openings->people->all[i];
    const struct opening *opening = &choosing->openings->all[i];
    json_t *out = person_json(act, conn, one->member.account);
    json_object_set_new(out, "account_state", json_string(opening->state));
    if (one->shut)
        return out;
    json_object_set_new(out, "outdated", json_boolean(opening->outdated));
    if (is(opening->state, "edited"))
        return out;
    json_object_set_new(out, "knocks", json_boolean(opening->knocks));
    json_object_set_new(out, "represents", json_boolean(one->member.represents));
    json_object_set_new(out, "signatory", json_boolean(opening->signatory));
    json_object_set_new(out, "waits", json_boolean(choosing->waits[i]));
    return out;
}

/* Of the places ${rows}, by one statement for all of them. */
static enum status put(json_t *list, struct act *act, struct db_conn *conn,
                       const struct choosing *choosing, const size_t *rows, size_t count)
{
    struct account_id *accounts = arena_alloc(act->arena, (count + 1) * sizeof *accounts);
    for (size_t i = 0; i < count; i++)
        accounts[i] = choosing->openings->people->all[rows[i]].member.account;
    enum status status = person_learn(act, conn, accounts, count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        json_array_append_new(list, put_person(act, conn, choosing, rows[i]));
    return status;
}

static enum status put_page(json_t *model, struct act *act, struct db_conn *conn,
                            struct choosing *choosing)
{
    const struct people *people = choosing->openings->people;
    size_t *rows = arena_alloc(act->arena, (people->count + 1) * sizeof *rows);
    size_t count = 0;
    struct listing listing = {.page = choosing->choice->page};
    enum status status = STATUS_OK;
    json_t *list = json_array();
    json_object_set_new(model, "people", list);
    if (choosing->choice->text != NULL) {
        bool *said = arena_alloc(act->arena, people->count + 1);
        status = people_search(said, people, act, conn, choosing->choice->text);
        choosing->said = said;
    }
    for (size_t i = 0; i < people->count; i++)
        if (fits(choosing, i))
            rows[count++] = i;
    listing_bound(&listing, count);
    if (status == STATUS_OK)
        status = put(list, act, conn, choosing, rows + listing.first, listing.shown);
    json_object_set_new(model, "people_page", listing_json(&listing));
    return status;
}

/* Those who are to be admitted, wherever the page is. */
static enum status put_knocking(json_t *model, struct act *act, struct db_conn *conn,
                                const struct choosing *choosing, const size_t *waiting,
                                size_t count)
{
    size_t named[NAMED];
    size_t knocking = 0;
    json_t *list = json_array();
    json_object_set_new(model, "knocking", list);
    for (size_t i = 0; i < count; i++)
        if (choosing->openings->all[waiting[i]].knocks && knocking++ < NAMED)
            named[knocking - 1] = waiting[i];
    if (knocking > NAMED)
        json_object_set_new(model, "knocking_more_count",
                            json_integer((json_int_t)(knocking - NAMED)));
    return put(list, act, conn, choosing, named, knocking < NAMED ? knocking : NAMED);
}

static enum status people(json_t *model, struct act *act, struct db_conn *conn,
                          const struct members_choice *choice)
{
    struct choosing choosing = {.choice = choice};
    struct charter_roll charter;
    size_t *waiting;
    size_t count;
    enum status status = openings_of(&choosing.openings, act, conn);
    if (status == STATUS_OK)
        status = openings_waiting(&waiting, &count, act, conn, choosing.openings);
    if (status != STATUS_OK)
        return status;
    bool *waits = arena_alloc(act->arena, choosing.openings->people->count + 1);
    for (size_t i = 0; i < count; i++)
        waits[waiting[i]] = true;
    choosing.waits = waits;
    json_object_set_new(model, "waiting", json_integer((json_int_t)count));
    status = put_knocking(model, act, conn, &choosing, waiting, count);
    if (status == STATUS_OK)
        status = put_page(model, act, conn, &choosing);
    if (status != STATUS_OK || choosing.openings->late == 0)
        return status;
    status = roll_charter(&charter, act, conn);
    json_object_set_new(model, "late", json_integer((json_int_t)choosing.openings->late));
    json_object_set_new(model, "grace_until_at", json_integer(charter_roll_grace(&charter, act)));
    return status;
}

/* How many a group is of, and should be; coordination is of none. */
static enum status put_group(json_t *model, struct act *act, struct db_conn *conn)
{
    struct membership_row *members;
    size_t count;
    if (act->pack->people_most == 0)
        return STATUS_OK;
    enum status status = roll_members(&members, &count, act, conn);
    if (status == STATUS_OK)
        json_object_set_new(model, "group",
                            json_pack("{s:I, s:I, s:I}", "people",
                                      (json_int_t)members_group(members, count), "least",
                                      (json_int_t)act->pack->people_least, "most",
                                      (json_int_t)act->pack->people_most));
    return status;
}

enum status members_list_chosen(struct act *act, json_t **out, const struct members_choice *choice)
{
    *out = NULL;
    if (!act_may(act, RESOURCE_PERSON, ACTION_READ, 0, STAGE_NONE))
        return STATUS_DENIED;
    json_t *model = act_json(
        act->arena,
        json_pack("{s:b, s:b, s:b, s:b, s:b}", "i_invite",
                  act_may(act, RESOURCE_PERSON, ACTION_INVITE, 0, STAGE_NONE), "i_grant",
                  act_may(act, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE), "i_withdraw",
                  act_may(act, RESOURCE_PERSON, ACTION_WITHDRAW, 0, STAGE_NONE), "i_suspend",
                  act_may(act, RESOURCE_PERSON, ACTION_SUSPEND, 0, STAGE_NONE), "i_change",
                  act_may(act, RESOURCE_PERSON, ACTION_CHANGE, 0, STAGE_NONE)));
    struct db_conn *conn = db_read(act->core->db);
    size_t coordinators = 0;
    enum status status = people(model, act, conn, choice);
    if (status == STATUS_OK)
        status = coordinators_besides(&coordinators, act, conn, NULL, 0);
    if (status == STATUS_OK)
        status = put_group(model, act, conn);
    db_done(conn);
    json_object_set_new(model, "one_coordinator", json_boolean(coordinators < 2));
    if (status == STATUS_OK)
        *out = model;
    return status;
}

enum status members_list(struct act *act, json_t **out)
{
    return members_list_chosen(act, out, &(struct members_choice){0});
}
