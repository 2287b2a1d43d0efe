#include "trust/roll.h"

#include "base/clock.h"
#include "journal/ledger.h"
#include "trust/roll_prove.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SPACES = 64 };

/* What a roll was proven from; it stands for whoever sees the same. */
struct proof {
    struct space_id space;
    uint64_t rolled; /* ledger_rolled() */
    uint64_t others; /* db_others() */
};

struct kept {
    struct roll roll; /* what acts hold is this */
    struct proof proof;
    struct arena *arena;             /* of all of it */
    const void *derived[ROLL_KINDS]; /* roll_derive(); under the mutex of the rolls */
    atomic_size_t holders;           /* acts, and the place among ${rolls} */
};

struct rolls {
    pthread_mutex_t mutex;
    struct kept *spaces[SPACES]; /* by their ids: of two in one place the newer */
};

struct rolls *roll_new(void)
{
    struct rolls *rolls = calloc(1, sizeof *rolls);
    if (rolls != NULL)
        pthread_mutex_init(&rolls->mutex, NULL);
    return rolls;
}

static void let_go(void *held)
{
    struct kept *kept = held;
    if (kept != NULL && atomic_fetch_sub(&kept->holders, 1) == 1)
        arena_free(kept->arena);
}

void roll_free(struct rolls *rolls)
{
    if (rolls == NULL)
        return;
    for (size_t i = 0; i < SPACES; i++)
        let_go(rolls->spaces[i]);
    pthread_mutex_destroy(&rolls->mutex);
    free(rolls);
}

static bool stands(const struct kept *kept, const struct proof *proof, int64_t now)
{
    return kept != NULL && id_equal(&kept->proof.space.id, &proof->space.id) &&
           kept->proof.rolled == proof->rolled && kept->proof.others == proof->others &&
           kept->roll.from <= now && now < kept->roll.until;
}

/* Under the mutex: whoever asks meanwhile would do the same work. */
static enum status make(struct kept **out, struct act *act, struct db_conn *conn,
                        const struct proof *proof, int64_t now)
{
    struct roll read;
    struct arena *working = arena_new();
    struct arena *arena = arena_new();
    if (working == NULL || arena == NULL)
        abort(); /* as arenas do */
    struct act reading = {
        .core = act->core, .arena = working, .space = act->space, .pack = act->pack};
    enum status status = roll_prove(&read, &reading, conn, now);
    if (status == STATUS_OK) {
        *out = arena_alloc(arena, sizeof **out);
        **out = (struct kept){.proof = *proof, .arena = arena, .holders = 1};
        roll_prove_copy(&(*out)->roll, arena, &read);
    } else {
        arena_free(arena);
    }
    arena_free(working);
    return status;
}

/* Under the mutex. */
static enum status renew(struct kept **place, struct act *act, struct db_conn *conn,
                         const struct proof *proof, int64_t now)
{
    struct kept *kept;
    if (stands(*place, proof, now))
        return STATUS_OK;
    if (db_turn(conn) != 0) /* whose entries may be undone yet */
        return STATUS_NOT_FOUND;
    enum status status = make(&kept, act, conn, proof, now);
    if (status == STATUS_OK) {
        let_go(*place);
        *place = kept;
    }
    return status;
}

static enum status find(struct kept **out, struct act *act, struct db_conn *conn, int64_t now)
{
    struct rolls *rolls = act->core->rolls;
    struct kept **place = &rolls->spaces[act->space.id.bytes[0] % SPACES];
    struct proof proof = {.space = act->space, .others = db_others(conn)};
    enum status status = ledger_rolled(&proof.rolled, act->core, conn, act->space);
    if (status != STATUS_OK)
        return status;
    pthread_mutex_lock(&rolls->mutex);
    status = renew(place, act, conn, &proof, now);
    if (status == STATUS_OK) {
        *out = *place;
        (*out)->holders++;
    }
    pthread_mutex_unlock(&rolls->mutex);
    return status;
}

/* What the act holds already, of which ${roll} is the first member. */
static const struct proof *proof_of(const struct roll *roll)
{
    return &((const struct kept *)roll)->proof;
}

/* Asked again and again of one snapshot.  STATUS_NOT_FOUND: there is none over a journal that does
 * not prove, nor inside a write if readers have none that stands there too; then the rows are
 * asked, each time. */
static enum status see(struct act *act, struct db_conn *conn)
{
    const int64_t now = clock_now();
    const uint64_t content = db_content(conn);
    const struct roll *seen = act->roll;
    if (seen != NULL && content != 0 && act->rolled == content && seen->from <= now &&
        now < seen->until && id_equal(&proof_of(seen)->space.id, &act->space.id))
        return STATUS_OK;
    struct kept *kept;
    enum status status = find(&kept, act, conn, now);
    if (status != STATUS_OK)
        return status == STATUS_TAMPERED ? STATUS_NOT_FOUND : status;
    arena_defer(act->arena, let_go, kept);
    act->roll = &kept->roll;
    act->rolled = content;
    act->tampered |= kept->roll.tampered;
    return STATUS_OK;
}

enum status roll_members(struct membership_row **out, size_t *count, struct act *act,
                         struct db_conn *conn)
{
    enum status status = db_turn(conn) == 0 ? see(act, conn) : STATUS_NOT_FOUND;
    *out = status == STATUS_OK ? act->roll->members : NULL;
    *count = status == STATUS_OK ? act->roll->count : 0;
    return status == STATUS_NOT_FOUND
               ? person_rows_members(out, count, conn, act->arena, act->space)
               : status;
}

enum status roll_member(struct membership_row *out, struct act *act, struct db_conn *conn,
                        struct account_id account)
{
    if (db_turn(conn) == 0 && see(act, conn) == STATUS_OK) {
        const struct membership_row *found = roll_prove_find(act->roll, account);
        if (found != NULL) {
            *out = *found;
            return STATUS_OK;
        }
    }
    return person_rows_membership(out, conn, act->arena, act->space, account);
}

bool roll_mark(struct record *record, struct act *act, struct db_conn *conn)
{
    if (db_turn(conn) != 0 || see(act, conn) != STATUS_OK)
        return false;
    const struct proof *proof = proof_of(act->roll);
    record_id(record, &proof->space.id);
    record_number(record, (int64_t)proof->rolled);
    record_number(record, (int64_t)proof->others);
    record_number(record, act->roll->from);
    return true;
}

static void free_arena(void *arena)
{
    arena_free(arena);
}

/* ${act} holds it; it is changed under the mutex alone. */
static struct kept *held_by(const struct act *act)
{
    return (struct kept *)act->roll;
}

const void *roll_derived(struct act *act, struct db_conn *conn, enum roll_kind kind)
{
    if (db_turn(conn) != 0 || see(act, conn) != STATUS_OK)
        return NULL;
    pthread_mutex_lock(&act->core->rolls->mutex);
    const void *derived = held_by(act)->derived[kind];
    pthread_mutex_unlock(&act->core->rolls->mutex);
    return derived;
}

const void *roll_derive(struct act *act, struct db_conn *conn, enum roll_kind kind,
                        struct arena *arena, const void *value)
{
    if (db_turn(conn) != 0 || see(act, conn) != STATUS_OK) {
        arena_defer(act->arena, free_arena, arena);
        return value;
    }
    pthread_mutex_lock(&act->core->rolls->mutex);
    struct kept *kept = held_by(act);
    const bool first = kept->derived[kind] == NULL;
    if (first) {
        kept->derived[kind] = value;
        arena_defer(kept->arena, free_arena, arena);
    }
    value = kept->derived[kind];
    pthread_mutex_unlock(&act->core->rolls->mutex);
    if (!first)
        arena_free(arena);
    return value;
}

enum status roll_charter(struct charter_roll *out, struct act *act, struct db_conn *conn)
{
    enum status status = see(act, conn);
    if (status == STATUS_OK && db_turn(conn) != 0 && !act->roll->whole)
        status = STATUS_NOT_FOUND;
    *out = status == STATUS_OK ? act->roll->charter : (struct charter_roll){0};
    return status == STATUS_NOT_FOUND ? charter_roll_load(out, act, conn) : status;
}

enum status roll_certifies(struct certificate *out, struct act *act, struct db_conn *conn,
                           const struct membership_row *row)
{
    enum status status = db_turn(conn) == 0 ? see(act, conn) : STATUS_NOT_FOUND;
    *out = (struct certificate){0};
    if (status != STATUS_OK)
        return status == STATUS_NOT_FOUND ? roll_prove_member(out, act, conn, row) : status;
    const struct roll *roll = act->roll;
    const struct membership_row *found = roll_prove_find(roll, row->account);
    if (found == NULL)
        return STATUS_NOT_FOUND;
    const struct proven *proven = &roll->proven[found - roll->members];
    *out = proven->certificate;
    return proven->status;
}
