#include "texts/readers.h"

#include "core/listing.h"
#include "keys/absence.h"
#include "keys/vaults.h"
#include "roster.h"
#include "store/rows/document_rows.h"
#include "trust/people.h"
#include "trust/person.h"

#include <string.h>

/* Ways to read at one stage. */
struct ways {
    struct access_way *all;
    size_t count;
    uint32_t stage; /* its bit */
    uint32_t required;
    const struct account_id *open; /* whose access to the space is open */
    size_t open_count;
};

static bool holds(const struct access_way *way, const struct ways *ways)
{
    return (way->stages & ways->stage) != 0;
}

/* Whether whoever reads by ${way} reads by ${other} anyway: all signatories are wider than one. */
static bool within(const struct access_way *way, const struct access_way *other,
                   const struct ways *ways)
{
    const uint32_t needed = way->relations | ways->required;
    const uint32_t less = other->relations | ways->required;
    return (less & ~needed) == 0;
}

static bool is_covered(const struct access_way *way, const struct ways *ways)
{
    for (size_t i = 0; i < ways->count; i++) {
        const struct access_way *other = &ways->all[i];
        if (other == way || !holds(other, ways) || !within(way, other, ways))
            continue;
        if (!within(other, way, ways) || other < way)
            return true;
    }
    return false;
}

/* How many the rows of the séance name so far, of those whose access is open; negative: it does not
 * name them. */
static int64_t named(const struct standing *standing, const struct ways *ways, uint32_t relations)
{
    int64_t count = 0;
    if ((relations & RELATION_COMING) != 0)
        for (size_t i = 0; i < standing->position_count; i++)
            count += strcmp(standing->positions[i].answer, "coming") == 0 &&
                     ID_AMONG(ways->open, ways->open_count, id, &standing->positions[i].account.id);
    else if ((relations & RELATION_PRESENT) != 0 && standing->stage >= STAGE_HELD)
        for (size_t i = 0; i < standing->attendance_count; i++)
            count +=
                strcmp(standing->attendance[i].status, "present") == 0 &&
                ID_AMONG(ways->open, ways->open_count, id, &standing->attendance[i].account.id);
    else
        return -1;
    return count;
}

/* Whoever has the role by which they read: alone, or some of several. */
static void put_holders(json_t *into, struct act *act, struct db_conn *conn,
                        const struct standing *standing, uint32_t relations)
{
    struct account_id holder = standing_holder(standing, relations, 0);
    const struct account_id second = standing_holder(standing, relations, 1);
    if (id_is_none(&holder.id))
        return;
    if (id_is_none(&second.id)) {
        json_object_set_new(into, "person", person_json(act, conn, holder));
        return;
    }
    struct roster roster = {.arena = act->arena};
    for (size_t place = 0; !id_is_none(&holder.id);
         holder = standing_holder(standing, relations, ++place)) {
        json_t *person = person_json(act, conn, holder);
        roster_add(&roster, NULL, act_text(person, "name"), person);
    }
    json_object_set_new(into, "people", roster_json(&roster));
}

static json_t *group(struct act *act, struct db_conn *conn, const struct standing *standing,
                     const struct ways *ways, const struct access_way *way)
{
    json_t *names = json_array();
    const struct access *access = act->pack->access;
    for (unsigned p = access_relations(access); p-- > 0;) /* what is particular first */
        if ((way->relations >> p & 1) != 0)
            json_array_append_new(names, json_string(access_relation_name(access, p)));
    json_t *out = json_pack("{s:o}", "relations", names);
    put_holders(out, act, conn, standing, way->relations);
    const int64_t count = named(standing, ways, way->relations);
    if (count >= 0)
        json_object_set_new(out, "count", json_integer((json_int_t)count));
    return out;
}

/* Those who read at ${ways} and did not at ${others}, which may be NULL. */
static json_t *groups(struct act *act, struct db_conn *conn, const struct standing *standing,
                      const struct ways *ways, const struct ways *others)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ways->count; i++) {
        const struct access_way *way = &ways->all[i];
        if (!holds(way, ways) || is_covered(way, ways))
            continue;
        if (others != NULL && (holds(way, others) || is_covered(way, others)))
            continue;
        json_array_append_new(list, group(act, conn, standing, ways, way));
    }
    return list;
}

static json_t *later(struct act *act, struct db_conn *conn, const struct standing *standing,
                     const struct ways *now)
{
    json_t *steps = json_array();
    struct ways past = *now;
    if (standing->stage == STAGE_CANCELLED)
        return steps;
    for (unsigned stage = standing->stage + 1; stage < STAGE_EXPIRED; stage++) {
        struct ways then = past;
        then.stage = 1U << stage;
        json_t *gain = groups(act, conn, standing, &then, &past);
        json_t *lose = groups(act, conn, standing, &past, &then);
        if (json_array_size(gain) + json_array_size(lose) > 0)
            json_array_append_new(steps,
                                  json_pack("{s:s, s:O, s:O}", "stage", access_stage_name(stage),
                                            "gain", gain, "lose", lose));
        json_decref(gain);
        json_decref(lose);
        past = then;
    }
    return steps;
}

static bool may_open(const struct act *act, const struct standing *standing, enum resource resource)
{
    static const enum action opening[] = {ACTION_SUBMIT, ACTION_APPROVE, ACTION_SIGN};
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
        if (act_may(act, resource, opening[i], standing->relations, standing->stage))
            return true;
    return false;
}

/* By name, as many as a page; the count is of all. */
static enum status put_next(json_t *who, struct act *act, struct db_conn *conn, const char *stage,
                            const struct account_id *readers, size_t count, struct account_id *then,
                            size_t then_count)
{
    const struct people *people;
    struct listing listing = {0};
    size_t fresh = 0;
    json_t *list = act_json(act->arena, json_array());
    enum status status = people_order(&people, act, conn);
    if (status != STATUS_OK)
        return status;
    struct account_id *named = arena_alloc(act->arena, (people->count + 1) * sizeof *named);
    if (then_count > 0)
        id_sort(&then->id, then_count);
    for (size_t i = 0; i < people->count && then_count > 0; i++) {
        const struct id *id = &people->all[i].member.account.id;
        if (id_in(&then->id, then_count, id) && !ID_AMONG(readers, count, id, id))
            named[fresh++].id = *id;
    }
    listing_bound(&listing, fresh);
    status = person_learn(act, conn, named, listing.shown);
    for (size_t i = 0; i < listing.shown && status == STATUS_OK; i++)
        json_array_append_new(list, person_json(act, conn, named[i]));
    json_t *next = json_pack("{s:s, s:I, s:O}", "stage", stage, "readers_count", (json_int_t)fresh,
                             "people", list);
    if (fresh > listing.shown)
        json_object_set_new(next, "more_count", json_integer((json_int_t)(fresh - listing.shown)));
    return json_object_set_new(who, "next", next) == 0 ? status : STATUS_FAILED;
}

/* Whom the next act opens the text to, by name: who is about to do it sees the list. */
static enum status next(json_t *who, struct act *act, struct db_conn *conn,
                        const struct standing *standing, enum resource resource,
                        const struct account_id *readers, size_t count)
{
    struct account_id *then;
    size_t then_count;
    const char *name = act_text(json_array_get(json_object_get(who, "later"), 0), "stage");
    if (name == NULL || !may_open(act, standing, resource))
        return STATUS_OK;
    enum status status =
        standing_readers(&then, &then_count, act, conn, standing, access_stage(name), resource);
    if (status != STATUS_OK)
        return status;
    return put_next(who, act, conn, name, readers, count, then, then_count);
}

/* Whether reading takes nothing but being there: then nobody is counted. */
static bool is_for_all(const struct ways *ways)
{
    for (size_t i = 0; i < ways->count; i++)
        if (holds(&ways->all[i], ways) &&
            (ways->all[i].relations & ~(uint32_t)(RELATION_MEMBER | RELATION_SIGNATORY)) == 0)
            return true;
    return false;
}

static void add_people(struct account_id *out, size_t *count, const json_t *people)
{
    size_t i;
    json_t *person;
    json_array_foreach(people, i, person) act_id(&out[(*count)++].id, person, "id");
}

/* Those of now: the model may name them already, or else they are found by the policy. */
static enum status present(struct account_id **out, size_t *count, const json_t *model,
                           struct act *act, struct db_conn *conn, const struct standing *standing,
                           enum resource resource)
{
    const json_t *readers = json_object_get(model, "readers");
    const json_t *waiting = json_object_get(model, "waiting");
    *count = 0;
    if (!json_is_array(readers))
        return standing_readers(out, count, act, conn, standing, standing->stage, resource);
    const size_t most = json_array_size(readers) + json_array_size(waiting);
    *out = arena_alloc(act->arena, (most + 1) * sizeof **out);
    add_people(*out, count, readers);
    add_people(*out, count, waiting);
    return STATUS_OK;
}

enum status readers_tell(json_t *model, struct act *act, struct db_conn *conn,
                         const struct standing *standing, enum resource resource)
{
    struct account_id *readers = NULL;
    size_t count = 0;
    const struct access *access = act->pack->access;
    struct ways now = {.stage = 1U << standing->stage,
                       .required = access_required(access, resource)};
    now.count = access_ways(&now.all, act->arena, access, resource, ACTION_READ);
    const bool for_all = is_for_all(&now);
    struct account_id *open;
    enum status status = standing_who(&open, &now.open_count, act, conn, standing, standing->stage,
                                      RESOURCE_SEANCE, ACTION_READ);
    if (status != STATUS_OK)
        return status;
    now.open = open;
    status = for_all ? STATUS_OK : present(&readers, &count, model, act, conn, standing, resource);
    if (status != STATUS_OK)
        return status;
    /* who still waits for the key reads nothing yet */
    const json_t *reading = json_object_get(model, "readers");
    const size_t now_count = json_is_array(reading) ? json_array_size(reading) : count;
    const bool mine = json_is_array(reading)
                          ? json_is_true(json_object_get(json_array_get(reading, 0), "me"))
                          : count == 1 && id_equal(&readers[0].id, &act->who.id);
    const bool alone = now_count == 1 && mine;
    json_t *who =
        json_pack("{s:{s:s, s:b, s:o}, s:o}", "now", "stage", access_stage_name(standing->stage),
                  "alone", alone, "groups", groups(act, conn, standing, &now, NULL), "later",
                  later(act, conn, standing, &now));
    if (!for_all)
        json_object_set_new(json_object_get(who, "now"), "readers_count",
                            json_integer((json_int_t)now_count));
    if (json_object_set_new(model, "who_reads", who) != 0)
        return STATUS_FAILED;
    return next(who, act, conn, standing, resource, readers, count);
}

/* Of another generation: all that somebody holds goes at once. */
static bool held_before(const struct envelope_row *held, size_t count, struct account_id one)
{
    for (size_t i = 0; i < count; i++)
        if (id_equal(&held[i].reader.id, &one.id))
            return true;
    return false;
}

enum status readers_close(struct act *act, struct db_conn *conn, struct seance_id seance)
{
    struct standing standing;
    struct document_row document;
    struct vault_row vault;
    struct account_id *readers;
    struct envelope_row *held;
    size_t count;
    size_t held_count;
    enum status status =
        document_rows_get(&document, conn, act->arena, act->space, seance, VAULT_SITUATION);
    if (status == STATUS_OK)
        status = vault_rows_get(&vault, conn, act->arena, act->space, seance, VAULT_SITUATION);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; /* nothing is written yet */
    if (status == STATUS_OK)
        status = standing_seance(&standing, act, conn, seance);
    if (status == STATUS_OK)
        status = standing_readers(&readers, &count, act, conn, &standing, standing.stage,
                                  RESOURCE_SITUATION);
    if (status == STATUS_OK)
        status = vault_rows_envelopes(&held, &held_count, conn, act->arena, vault.id);
    if (status != STATUS_OK)
        return status;
    struct account_id *gone = arena_alloc(act->arena, (held_count + 1) * sizeof *gone);
    size_t gone_count = 0;
    for (size_t i = 0; i < held_count; i++) {
        struct account_id one = held[i].reader;
        if (!held_before(held, i, one) && !ID_AMONG(readers, count, id, &one.id) &&
            !id_equal(&one.id, &document.author.id))
            gone[gone_count++] = one;
    }
    return absence_close(act, conn, &vault, gone, gone_count);
}

enum status readers_standing(struct act *act, uint32_t *relations, enum stage *stage,
                             struct seance_id seance)
{
    struct standing standing;
    struct db_conn *conn = db_read(act->core->db);
    enum status status = standing_seance(&standing, act, conn, seance);
    db_done(conn);
    *relations = standing.relations;
    *stage = standing.stage;
    return status;
}
