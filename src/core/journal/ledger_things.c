#include "journal/ledger_things.h"
#include "journal/charter_told.h"

#include "crypto/secret.h"
#include "journal/ledger_adopt.h"
#include "journal/row_seal.h"

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
    uint64_t salt;          /* ids may come from forms: nobody chooses where they lie */
    struct change *changes; /* a ring */
    uint64_t change_count;
    struct id *ended; /* logins */
};

const struct id ledger_things_everywhere = {"every space"};

static bool is_one_of(const char *action, const char *const *actions)
{
    for (; *actions != NULL; actions++)
        if (strcmp(action, *actions) == 0)
            return true;
    return false;
}

void ledger_things_step(struct ledger_step *out, const struct journal_row *row)
{
    static const char *const ending[] = {"withdraw", "suspend", "change", "renew", "leave", NULL};
    static const char *const certifying[] = {"admit", "lift", LEDGER_ADOPTED, NULL};
    static const char *const entering[] = {"invite", "accept",       "join",
                                           "admit",  LEDGER_ADOPTED, NULL};
    static const char *const signing[] = {"sign", "adhere", NULL};
    static const char *const of_login[] = {"sign-out", "end-login", NULL};
    const bool charter = strcmp(row->object_kind, "charter") == 0;
    const bool ends = is_one_of(row->action, ending);
    const enum state_subject subject = row_seal_subject_of(row->object_kind, row->action);
    const bool rolls = (subject == STATE_PERSON || subject == STATE_CHARTER ||
                        subject == STATE_STRUCTURE || subject == STATE_SPACE) &&
                       strcmp(row->action, "sign-in") != 0;
    struct id first = {0};
    *out = (struct ledger_step){
        .seq = row->seq,
        .at = row->at,
        .object = row->object,
        .space = row->space.id,
        .actor = row->actor.id,
        .answers = !id_is_none(&row->object) && subject != STATE_SUBJECT_COUNT,
        .subject = subject,
        .ends = ends,
        .certifies = is_one_of(row->action, certifying),
        .enters = strcmp(row->object_kind, "person") == 0 && is_one_of(row->action, entering),
        .adopts = strcmp(row->action, LEDGER_ADOPTED) == 0,
        .turns = strcmp(row->action, "rotate") == 0,
        .takes = strcmp(row->action, "ungrant") == 0,
        /* trustees whose sheets were renewed opened each key by the former ones */
        .parts = ends || strcmp(row->action, LEDGER_RECOVERY_NEW) == 0,
        .publishes = charter && strcmp(row->action, "publish") == 0};
    if (rolls)
        out->rolls = id_is_none(&row->space.id) ? ledger_things_everywhere : row->space.id;
    memcpy(out->leaf.bytes, row->leaf, sizeof out->leaf.bytes);
    memcpy(out->seal.bytes, row->seal, sizeof out->seal.bytes);
    ledger_things_pair(&out->here, &row->object, &row->space.id);
    if (row->detail.len >= sizeof out->statement.bytes)
        memcpy(out->statement.bytes, row->detail.data, sizeof out->statement.bytes);
    if (out->publishes)
        charter_told(&out->statement, row);
    if (row->detail.len >= sizeof first.bytes)
        memcpy(first.bytes, row->detail.data, sizeof first.bytes);
    if (charter && is_one_of(row->action, signing))
        ledger_things_pair(&out->signer, &first, &row->object);
    if (is_one_of(row->action, of_login))
        out->login = first;
}

/* A hash: an id that comes from a form is not made to fall on another's place. */
void ledger_things_pair(struct id *out, const struct id *one, const struct id *other)
{
    struct digest digest;
    uint8_t both[1 + 2 * sizeof one->bytes] = {'/'};
    memcpy(both + 1, one->bytes, sizeof one->bytes);
    memcpy(both + 1 + sizeof one->bytes, other->bytes, sizeof other->bytes);
    digest_blake(&digest, BYTES_OF(both));
    memcpy(out->bytes, digest.bytes, sizeof out->bytes);
}

/* What was found then, whatever was told before. */
static void adopt(struct ledger_set *set, const struct digest *told)
{
    set->count = 0;
    for (int i = 0; i < 4; i++)
        set->count = set->count << 8 | told->bytes[i];
    memcpy(set->sum, told->bytes + 4, sizeof set->sum);
}

static bool apply_here(struct ledger_facts *facts, const struct ledger_step *step)
{
    const bool news =
        step->ends || step->certifies || step->publishes || (step->enters && !facts->known);
    facts->known |= step->enters;
    if (step->ends)
        ledger_set_add(&facts->ended, &step->statement);
    if (step->certifies && step->adopts)
        adopt(&facts->certified, &step->statement);
    else if (step->certifies || step->publishes)
        ledger_set_add(&facts->certified, &step->statement);
    if (step->publishes)
        facts->signed_at = step->at;
    return news;
}

bool ledger_things_tell(struct ledger_thing *thing, const struct ledger_step *step)
{
    bool news = false;
    if (id_equal(&thing->id, &step->actor) ||
        (step->certifies && id_equal(&thing->id, &step->object)))
        thing->facts.acted_at = step->at; /* of each entry: no news to snapshots of before */
    if (id_equal(&thing->id, &step->here))
        news = apply_here(&thing->facts, step);
    if (step->publishes && id_equal(&thing->id, &step->space)) {
        thing->facts.turns++;
        news = true;
    }
    if (step->parts && id_equal(&thing->id, &step->space)) {
        thing->facts.parted = step->seq;
        news = true;
    }
    if (!id_is_none(&step->rolls) && id_equal(&thing->id, &step->rolls)) {
        thing->facts.rolled = step->seq + 1;
        news = true;
    }
    if (!id_is_none(&step->signer) && id_equal(&thing->id, &step->signer)) {
        thing->facts.signed_at = step->at;
        news = true;
    }
    if (!id_equal(&thing->id, &step->object))
        return news;
    thing->facts.turns += step->turns;
    if (step->turns || (step->answers && !thing->told))
        thing->facts.keyed = step->seq;
    if (step->takes)
        thing->facts.parted = step->seq;
    if (step->answers) {
        thing->told = true;
        thing->subject = (uint8_t)step->subject;
        thing->seq = step->seq;
        memcpy(thing->leaf, step->leaf.bytes, sizeof thing->leaf);
    }
    return news || step->turns || step->answers;
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

static uint64_t mixed(uint64_t salt, const struct id *id)
{
    uint64_t halves[2];
    memcpy(halves, id->bytes, sizeof halves);
    uint64_t out = (halves[0] ^ salt) * UINT64_C(0x9e3779b97f4a7c15) ^ halves[1];
    out = (out ^ out >> 29 ^ salt) * UINT64_C(0xbf58476d1ce4e5b9);
    return out ^ out >> 32;
}

static struct ledger_thing *place_of(struct ledger_thing *all, size_t room, uint64_t salt,
                                     const struct id *id)
{
    size_t at = mixed(salt, id) & (room - 1);
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
    if (!ledger_things_tell(&now, step))
        return;
    things->count += id_is_none(&place->id);
    things->changes[things->change_count++ % REMEMBERED] = (struct change){step->seq, before};
    *place = now;
}

static void acted(struct ledger_things *things, const struct ledger_step *step)
{
    if (id_is_none(&step->actor))
        return;
    if (2 * things->count >= things->room)
        grow(things);
    struct ledger_thing *place = place_of(things->all, things->room, things->salt, &step->actor);
    things->count += id_is_none(&place->id);
    place->id = step->actor;
    place->facts.acted_at = step->at;
}

/* Of two in one place the newer is remembered: nobody chooses which two. */
static struct id *ended_place(const struct ledger_things *things, const struct id *login)
{
    return &things->ended[mixed(things->salt, login) % LOGINS];
}

void ledger_things_apply(struct ledger_things *things, const struct ledger_step *step)
{
    if (step->answers || step->turns)
        apply_to(things, step, &step->object);
    if (step->ends || step->certifies || step->publishes || step->enters)
        apply_to(things, step, &step->here);
    if (!id_is_none(&step->signer))
        apply_to(things, step, &step->signer);
    if (step->publishes || step->parts || id_equal(&step->rolls, &step->space))
        apply_to(things, step, &step->space);
    else
        apply_to(things, step, &step->rolls);
    acted(things, step);
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

void ledger_things_each(const struct ledger_things *things,
                        void (*use)(void *context, const struct id *id, enum state_subject subject),
                        void *context)
{
    for (size_t i = 0; i < things->room; i++)
        if (things->all[i].told)
            use(context, &things->all[i].id, (enum state_subject)things->all[i].subject);
}

bool ledger_things_ended(const struct ledger_things *things, const struct id *login)
{
    return id_equal(ended_place(things, login), login);
}
