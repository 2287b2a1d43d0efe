#include "trust/roll.h"

#include "base/clock.h"
#include "journal/ledger.h"
#include "store/rows/certificate_rows.h"
#include "store/rows/revocation_rows.h"
#include "store/rows/roll_rows.h"
#include "trust/certified.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { SPACES = 64 };

/* What a roll was proven from; it stands for whoever sees the same. */
struct proof {
    struct space_id space;
    uint64_t rolled; /* ledger_rolled() */
    uint64_t others; /* db_others() */
};

/* Of a member: what trust_member() says. */
struct proven {
    enum status status;
    struct certificate certificate;
};

struct roll {
    struct proof proof;
    int64_t from, until; /* when it is so; ${until} not included */
    bool tampered;
    bool whole; /* the charter's rows are those of its newest entries: it may stand for them */
    struct charter_roll charter;
    struct membership_row *members; /* by account */
    struct proven *proven;          /* of each */
    size_t count;
    struct arena *arena;   /* of all of it */
    atomic_size_t holders; /* acts, and the place among ${rolls} */
};

struct rolls {
    pthread_mutex_t mutex;
    struct roll *spaces[SPACES]; /* by their ids: of two in one place the newer */
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
    struct roll *roll = held;
    if (roll != NULL && atomic_fetch_sub(&roll->holders, 1) == 1)
        arena_free(roll->arena);
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

static bool stands(const struct roll *roll, const struct proof *proof, int64_t now)
{
    return roll != NULL && id_equal(&roll->proof.space.id, &proof->space.id) &&
           roll->proof.rolled == proof->rolled && roll->proof.others == proof->others &&
           roll->from <= now && now < roll->until;
}

/* By one query each; where a row is malformed, by one a person, so that it is theirs alone. */
static enum status learn(struct act *act, struct db_conn *conn, const struct roll_row *rows,
                         size_t count)
{
    struct account_id *accounts = arena_alloc(act->arena, (count + 1) * sizeof *accounts);
    for (size_t i = 0; i < count; i++)
        accounts[i] = rows[i].membership.account;
    enum status status = certified_learn(act, conn, accounts, count);
    if (status == STATUS_OK)
        status = trust_learn(act, conn, accounts, count);
    return status == STATUS_TAMPERED ? STATUS_OK : status;
}

static enum status certify(struct certificate *out, struct act *act, struct db_conn *conn,
                           const struct membership_row *row)
{
    struct account_row account;
    *out = (struct certificate){0};
    enum status status = person_rows_account(&account, conn, act->arena, row->account);
    return status == STATUS_OK ? trust_member(out, act, conn, row, &account) : status;
}

static int by_account(const void *left, const void *right)
{
    return memcmp(&((const struct membership_row *)left)->account,
                  &((const struct membership_row *)right)->account, sizeof(struct account_id));
}

static enum status one_by_one(struct roll *out, struct act *act, struct db_conn *conn)
{
    enum status status =
        person_rows_members(&out->members, &out->count, conn, act->arena, act->space);
    if (status != STATUS_OK)
        return status;
    if (out->count > 0)
        qsort(out->members, out->count, sizeof *out->members, by_account);
    out->proven = arena_alloc(act->arena, (out->count + 1) * sizeof *out->proven);
    for (size_t i = 0; i < out->count; i++)
        out->proven[i].status = certify(&out->proven[i].certificate, act, conn, &out->members[i]);
    return STATUS_OK;
}

static enum status read_members(struct roll *out, struct act *act, struct db_conn *conn)
{
    struct roll_row *rows;
    size_t count;
    enum status status = roll_rows_list(&rows, &count, conn, act->arena, act->space);
    if (status == STATUS_TAMPERED)
        return one_by_one(out, act, conn);
    if (status == STATUS_OK)
        status = learn(act, conn, rows, count);
    if (status != STATUS_OK)
        return status;
    out->members = arena_alloc(act->arena, (count + 1) * sizeof *out->members);
    out->proven = arena_alloc(act->arena, (count + 1) * sizeof *out->proven);
    for (out->count = 0; out->count < count; out->count++) {
        const struct roll_row *row = &rows[out->count];
        struct proven *proven = &out->proven[out->count];
        out->members[out->count] = row->membership;
        proven->status =
            trust_member(&proven->certificate, act, conn, &row->membership, &row->account);
    }
    return STATUS_OK;
}

/* A failure of the machine says nothing of anybody, and is not kept. */
static enum status whole(const struct roll *roll)
{
    for (size_t i = 0; i < roll->count; i++) {
        const enum status status = roll->proven[i].status;
        if (status != STATUS_OK && status != STATUS_NOT_FOUND && status != STATUS_TAMPERED)
            return status;
    }
    return STATUS_OK;
}

/* Members first, for what is learnt of all of them is asked again of who signed. */
static enum status read_all(struct roll *out, struct act *act, struct db_conn *conn)
{
    enum status status = read_members(out, act, conn);
    if (status == STATUS_OK)
        status = charter_roll_load(&out->charter, act, conn);
    return status == STATUS_OK ? whole(out) : status;
}

static void bound_by(int64_t *until, int64_t now, int64_t when)
{
    if (when > now && when < *until)
        *until = when;
}

/* Until the next moment at which something begins or ends; what is malformed, not for long. */
static enum status until_when(int64_t *out, struct act *act, struct db_conn *conn,
                              const struct roll *roll, int64_t now)
{
    struct certificate_row *certificates;
    struct revocation_row *revocations;
    size_t certificate_count, revocation_count;
    *out = INT64_MAX;
    enum status status =
        certificate_rows_all(&certificates, &certificate_count, conn, act->arena, act->space);
    if (status == STATUS_OK)
        status = revocation_rows_all(&revocations, &revocation_count, conn, act->arena, act->space);
    if (status != STATUS_OK) {
        *out = now + 1;
        return status == STATUS_TAMPERED ? STATUS_OK : status;
    }
    for (size_t i = 0; i < certificate_count; i++) { /* trust_now() asks of the second to come */
        bound_by(out, now, certificates[i].from - 1);
        bound_by(out, now, certificates[i].from);
        bound_by(out, now, certificates[i].until - 1);
        bound_by(out, now, certificates[i].issued_at);
    }
    for (size_t i = 0; i < revocation_count; i++) {
        bound_by(out, now, revocations[i].at);
        bound_by(out, now, revocations[i].at + 1);
    }
    bound_by(out, now, charter_roll_grace(&roll->charter, act));
    return STATUS_OK;
}

static void *again(struct arena *arena, const void *items, size_t count, size_t size)
{
    return arena_copy(arena, items, count * size);
}

/* What is asked of it, without all that it took. */
static void copy(struct roll *out, const struct roll *roll)
{
    struct charter_roll *charter = &out->charter;
    struct arena *arena = out->arena;
    *charter = roll->charter;
    charter->versions =
        again(arena, charter->versions, charter->version_count, sizeof *charter->versions);
    for (size_t i = 0; i < charter->version_count; i++)
        charter->versions[i].note = arena_text(arena, charter->versions[i].note);
    charter->bonds = again(arena, charter->bonds, charter->bond_count, sizeof *charter->bonds);
    for (size_t i = 0; i < charter->bond_count; i++)
        charter->bonds[i].row.kind = arena_text(arena, charter->bonds[i].row.kind);
    out->count = roll->count;
    out->members = again(arena, roll->members, roll->count, sizeof *roll->members);
    out->proven = again(arena, roll->proven, roll->count, sizeof *roll->proven);
    for (size_t i = 0; i < out->count; i++)
        out->members[i].profession = arena_text(arena, out->members[i].profession);
}

/* What is sealed or taken inside a write rests on all signatures, and on none that is hidden. */
static enum status look_whole(bool *out, struct act *act, struct db_conn *conn,
                              const struct charter_roll *charter)
{
    enum status status = STATUS_OK;
    for (size_t v = 0; v < charter->version_count && status == STATUS_OK; v++)
        status = state_believe(act, conn, STATE_CHARTER, &charter->versions[v].id.id);
    *out = status == STATUS_OK;
    return status == STATUS_TAMPERED ? STATUS_OK : status;
}

/* Under the mutex: whoever asks meanwhile would do the same work. */
static enum status prove(struct roll **out, struct act *act, struct db_conn *conn,
                         const struct proof *proof, int64_t now)
{
    struct arena *working = arena_new();
    struct arena *arena = arena_new();
    if (working == NULL || arena == NULL)
        abort(); /* as arenas do */
    struct act reading = {
        .core = act->core, .arena = working, .space = act->space, .pack = act->pack};
    struct roll read = {0};
    struct roll *roll = arena_alloc(arena, sizeof *roll);
    *roll = (struct roll){.proof = *proof, .from = now, .arena = arena};
    enum status status = read_all(&read, &reading, conn);
    if (status == STATUS_OK)
        status = until_when(&roll->until, &reading, conn, &read, now);
    roll->tampered = reading.tampered;
    if (status == STATUS_OK)
        status = look_whole(&roll->whole, &reading, conn, &read.charter);
    if (status == STATUS_OK) {
        copy(roll, &read);
        *out = roll;
    } else {
        arena_free(arena);
    }
    arena_free(working);
    return status;
}

/* Under the mutex. */
static enum status renew(struct roll **place, struct act *act, struct db_conn *conn,
                         const struct proof *proof, int64_t now)
{
    struct roll *roll;
    if (stands(*place, proof, now))
        return STATUS_OK;
    if (db_turn(conn) != 0) /* whose entries may be undone yet */
        return STATUS_NOT_FOUND;
    enum status status = prove(&roll, act, conn, proof, now);
    if (status == STATUS_OK) {
        let_go(*place);
        roll->holders = 1;
        *place = roll;
    }
    return status;
}

static enum status find(struct roll **out, struct act *act, struct db_conn *conn, int64_t now)
{
    struct rolls *rolls = act->core->rolls;
    struct roll **place = &rolls->spaces[act->space.id.bytes[0] % SPACES];
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

/* Asked again and again of one snapshot.  STATUS_NOT_FOUND: there is none over a journal that does
 * not prove, nor inside a write if readers have none that stands there too; then the rows are
 * asked, each time. */
static enum status see(struct act *act, struct db_conn *conn)
{
    const int64_t now = clock_now();
    const uint64_t content = db_content(conn);
    const struct roll *seen = act->roll;
    if (seen != NULL && content != 0 && act->rolled == content && seen->from <= now &&
        now < seen->until && id_equal(&seen->proof.space.id, &act->space.id))
        return STATUS_OK;
    struct roll *roll = NULL;
    enum status status = find(&roll, act, conn, now);
    if (status != STATUS_OK)
        return status == STATUS_TAMPERED ? STATUS_NOT_FOUND : status;
    arena_defer(act->arena, let_go, roll);
    act->roll = roll;
    act->rolled = content;
    act->tampered |= roll->tampered;
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

static const struct membership_row *find_member(const struct roll *roll, struct account_id account)
{
    const struct membership_row key = {.account = account};
    return bsearch(&key, roll->members, roll->count, sizeof *roll->members, by_account);
}

enum status roll_member(struct membership_row *out, struct act *act, struct db_conn *conn,
                        struct account_id account)
{
    if (db_turn(conn) == 0 && see(act, conn) == STATUS_OK) {
        const struct membership_row *found = find_member(act->roll, account);
        if (found != NULL) {
            *out = *found;
            return STATUS_OK;
        }
    }
    return person_rows_membership(out, conn, act->arena, act->space, account);
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
        return status == STATUS_NOT_FOUND ? certify(out, act, conn, row) : status;
    const struct roll *roll = act->roll;
    const struct membership_row *found = find_member(roll, row->account);
    if (found == NULL)
        return STATUS_NOT_FOUND;
    const struct proven *proven = &roll->proven[found - roll->members];
    *out = proven->certificate;
    return proven->status;
}
