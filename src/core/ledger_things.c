#include "ledger_things.h"

#include "core/state.h"
#include "crypto/secret.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024, REMEMBERED = 4096, LOGINS = 65536 };

/* What a thing was before an entry: for snapshots that do not see that entry yet. */
struct change {
    uint64_t seq;
    struct ledger_thing before;
};

struct ledger_things {
    struct ledger_thing *all; /* open addressing; an id of none is a free place */
    size_t room, count;
    uint64_t salt; /* ids may come from forms: nobody chooses where they lie */
    struct change *changes; /* a ring */
    uint64_t change_count;
    struct id *ended; /* logins, each where its name says; a newer one may take its place */
};

void ledger_step_of(struct ledger_step *out, const struct journal_row *row)
{
    static const char *const ends[] = {"withdraw", "suspend", "change", "leave"};
    *out = (struct ledger_step){
        .seq = row->seq,
        .object = row->object,
        .space = row->space.id,
        .answers = !id_is_none(&row->object) &&
                   state_subject_of(row->object_kind, row->action) != STATE_SUBJECT_COUNT,
        .turns = strcmp(row->action, "rotate") == 0,
        .publishes = strcmp(row->action, "publish") == 0 && strcmp(row->object_kind, "charter") == 0};
    memcpy(out->leaf.bytes, row->leaf, sizeof out->leaf.bytes);
    memcpy(out->seal.bytes, row->seal, sizeof out->seal.bytes);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        out->ends |= strcmp(row->action, ends[i]) == 0;
    if (out->ends && row->detail.len >= sizeof out->statement.bytes)
        memcpy(out->statement.bytes, row->detail.data, sizeof out->statement.bytes);
    out->person = strcmp(row->object_kind, "person") == 0 || strcmp(row->object_kind, "account") == 0;
    ledger_here(&out->here, &row->object, &row->space.id);
    if ((strcmp(row->action, "sign-out") == 0 || strcmp(row->action, "end-login") == 0) &&
        row->detail.len >= sizeof out->login.bytes)
        memcpy(out->login.bytes, row->detail.data, sizeof out->login.bytes);
}

void ledger_here(struct id *out, const struct id *object, const struct id *space)
{
    for (size_t i = 0; i < sizeof out->bytes; i++)
        out->bytes[i] = (uint8_t)(object->bytes[i] ^ space->bytes[i]);
}

bool ledger_thing_apply(struct ledger_thing *thing, const struct ledger_step *step)
{
    bool about = false;
    if (step->publishes && id_equal(&thing->id, &step->space)) {
        thing->counts.turns++;
        about = true;
    }
    if (step->person && !thing->known && id_equal(&thing->id, &step->here)) {
        thing->known = true;
        about = true;
    }
    if (step->ends && id_equal(&thing->id, &step->here)) {
        thing->counts.ends++;
        for (size_t i = 0; i < sizeof step->statement.bytes; i++)
            thing->counts.statements.bytes[i] ^= step->statement.bytes[i];
        about = true;
    }
    if (!id_equal(&thing->id, &step->object))
        return about;
    thing->counts.turns += step->turns;
    if (step->answers) {
        thing->told = true;
        thing->seq = step->seq;
        thing->leaf = step->leaf;
    }
    return about || step->turns || step->answers;
}

struct ledger_things *ledger_things_new(void)
{
    struct ledger_things *things = calloc(1, sizeof *things);
    if (things == NULL)
        return NULL;
    secret_noise((uint8_t *)&things->salt, sizeof things->salt);
    things->room = FIRST_ROOM;
    things->all = calloc(things->room, sizeof *things->all);
    things->changes = calloc(REMEMBERED, sizeof *things->changes);
    things->ended = calloc(LOGINS, sizeof *things->ended);
    if (things->all != NULL && things->changes != NULL && things->ended != NULL)
        return things;
    ledger_things_free(things);
    return NULL;
}

void ledger_things_free(struct ledger_things *things)
{
    if (things == NULL)
        return;
    free(things->all);
    free(things->changes);
    free(things->ended);
    free(things);
}

static struct ledger_thing *place_of(struct ledger_thing *all, size_t room, uint64_t salt,
                                     const struct id *id)
{
    uint64_t halves[2];
    memcpy(halves, id->bytes, sizeof halves);
    uint64_t mixed = (halves[0] ^ salt) * UINT64_C(0x9e3779b97f4a7c15) ^ halves[1];
    mixed = (mixed ^ mixed >> 29 ^ salt) * UINT64_C(0xbf58476d1ce4e5b9);
    size_t at = (mixed ^ mixed >> 32) & (room - 1);
    while (!id_is_none(&all[at].id) && !id_equal(&all[at].id, id))
        at = (at + 1) & (room - 1);
    return &all[at];
}

/* At most half full.  A process without memory stops, as arenas do. */
static void grow(struct ledger_things *things)
{
    const size_t room = 2 * things->room;
    struct ledger_thing *all = calloc(room, sizeof *all);
    if (all == NULL)
        abort();
    for (size_t i = 0; i < things->room; i++)
        if (!id_is_none(&things->all[i].id))
            *place_of(all, room, things->salt, &things->all[i].id) = things->all[i];
    free(things->all);
    things->all = all;
    things->room = room;
}

static void apply_to(struct ledger_things *things, const struct ledger_step *step,
                     const struct id *id)
{
    if (id_is_none(id))
        return;
    if (2 * things->count >= things->room)
        grow(things);
    struct ledger_thing *place = place_of(things->all, things->room, things->salt, id);
    struct ledger_thing now = *place;
    now.id = *id;
    struct ledger_thing before = now;
    if (!ledger_thing_apply(&now, step))
        return;
    things->count += id_is_none(&place->id);
    things->changes[things->change_count++ % REMEMBERED] = (struct change){step->seq, before};
    *place = now;
}

static struct id *ended_place(const struct ledger_things *things, const struct id *login)
{
    return &things->ended[(login->bytes[0] | (unsigned)login->bytes[1] << 8) % LOGINS];
}

void ledger_things_apply(struct ledger_things *things, const struct ledger_step *step)
{
    if (step->answers || step->turns)
        apply_to(things, step, &step->object);
    if (step->ends || step->person)
        apply_to(things, step, &step->here);
    if (step->publishes)
        apply_to(things, step, &step->space);
    if (!id_is_none(&step->login))
        *ended_place(things, &step->login) = step->login;
}

enum status ledger_things_find(struct ledger_thing *out, const struct ledger_things *things,
                               const struct id *id, uint64_t size)
{
    *out = *place_of(things->all, things->room, things->salt, id);
    out->id = *id;
    for (uint64_t back = 1; back <= things->change_count; back++) {
        if (back > REMEMBERED)
            return STATUS_BUSY;
        const struct change *change = &things->changes[(things->change_count - back) % REMEMBERED];
        if (change->seq < size)
            return STATUS_OK;
        if (id_equal(&change->before.id, id))
            *out = change->before;
    }
    return STATUS_OK;
}

bool ledger_things_ended(const struct ledger_things *things, const struct id *login)
{
    return id_equal(ended_place(things, login), login);
}
