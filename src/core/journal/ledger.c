#include "journal/ledger.h"

#include "base/log.h"
#include "journal/audit_watch.h"
#include "journal/journal.h"
#include "journal/ledger_inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE = 512 };
enum status ledger_broken(struct core *core, const char *what, uint64_t seq)
{
    if (!core->ledger->broken)
        log_error("journal: %s (entry %" PRIu64 "); nothing that it should prove is done until "
                  "this is mended: see cocon audit verify",
                  what, seq);
    core->ledger->broken = true;
    audit_watch_alarm(core);
    return STATUS_TAMPERED;
}

void ledger_seal(struct digest *out, const struct core *core, struct arena *arena,
                 const struct journal_row *row, const struct digest *before)
{
    struct record *record = record_new(arena, "cocon/entry");
    record_bytes(record, BYTES_OF(row->leaf));
    record_number(record, row->capacity);
    record_bytes(record, BYTES_OF(row->signature));
    record_digest(record, before);
    server_key_entry(core->key, out, record, row->seq);
}

static bool is_sealed(const struct core *core, struct arena *arena, const struct journal_row *row,
                      const struct digest *before)
{
    struct digest leaf, stands, made, seal;
    if (row->malformed)
        return false;
    memcpy(stands.bytes, row->leaf, sizeof stands.bytes);
    memcpy(seal.bytes, row->seal, sizeof seal.bytes);
    journal_leaf(&leaf, arena, row);
    ledger_seal(&made, core, arena, row, before);
    return digest_equal(&leaf, &stands) && digest_equal(&made, &seal);
}

enum status ledger_prove(struct core *core, struct db_conn *conn, uint64_t from, uint64_t until,
                         struct digest *chain,
                         void (*take)(struct ledger *ledger, const struct ledger_step *step))
{
    enum status status = STATUS_OK;
    while (from < until && status == STATUS_OK) {
        struct journal_row *rows;
        size_t count;
        struct arena *arena = arena_new();
        if (arena == NULL)
            return STATUS_FAILED;
        const uint64_t rest = until - from;
        status = journal_rows_scan(&rows, &count, conn, arena, (int64_t)from,
                                   rest < SLICE ? (unsigned)rest : SLICE);
        if (status == STATUS_OK && count == 0)
            status = ledger_broken(core, "entries are missing", from);
        for (size_t i = 0; i < count && status == STATUS_OK; i++, from++) {
            struct ledger_step step;
            if (rows[i].seq != from || !is_sealed(core, arena, &rows[i], chain))
                status = ledger_broken(core, "an entry that this server did not make, here", from);
            else {
                ledger_things_step(&step, &rows[i]);
                *chain = step.seal;
                take(core->ledger, &step);
            }
        }
        arena_free(arena);
    }
    return status;
}

void ledger_learn(struct ledger *ledger, const struct ledger_step *step)
{
    ledger_things_apply(ledger->things, step);
    ledger->chain = step->seal;
    ledger->size = step->seq + 1;
}

/* ${size}: what the snapshot sees, ${least}: what it must see. */
static enum status follow(struct core *core, struct db_conn *conn, uint64_t size, uint64_t least)
{
    struct ledger *ledger = core->ledger;
    struct digest chain = ledger->chain;
    if (ledger->broken)
        return STATUS_TAMPERED;
    if (size < least)
        return ledger_broken(core, "shorter than it was", size);
    return ledger_prove(core, conn, ledger->size, size, &chain, ledger_learn);
}

/* How many entries a snapshot sees, all of them proven; once a snapshot. */
static enum status sees(uint64_t *size, struct core *core, struct db_conn *conn)
{
    uint64_t *seen = db_seen(conn);
    enum status status = core->ledger->broken ? STATUS_TAMPERED : STATUS_OK;
    if (status == STATUS_OK && *seen == 0) {
        status = journal_rows_size(size, conn);
        if (status == STATUS_OK)
            status = follow(core, conn, *size, db_mark(conn));
        if (status == STATUS_OK)
            *seen = *size + 1;
    }
    *size = status == STATUS_OK ? *seen - 1 : 0;
    return status;
}

enum status ledger_follow(struct core *core, struct db_conn *conn)
{
    uint64_t size;
    pthread_mutex_lock(&core->ledger->mutex);
    enum status status = sees(&size, core, conn);
    pthread_mutex_unlock(&core->ledger->mutex);
    return status;
}

static void add_to_tail(struct ledger *ledger, const struct ledger_step *step)
{
    struct tail *tail = &ledger->tail;
    if (tail->count == tail->room) {
        tail->room = tail->room == 0 ? 64 : 2 * tail->room;
        tail->steps = realloc(tail->steps, tail->room * sizeof *tail->steps);
        if (tail->steps == NULL)
            abort();
    }
    tail->steps[tail->count++] = *step;
}

/* Readers have proven some of it meanwhile; and what an act undid is not there any more. */
static enum status trim(struct core *core, struct db_conn *conn, uint64_t size)
{
    struct ledger *ledger = core->ledger;
    struct tail *tail = &ledger->tail;
    uint8_t seal[JOURNAL_ROWS_HASH];
    if (tail->from + tail->count <= ledger->size)
        tail->count = 0;
    const uint64_t proven = tail->count > 0 ? ledger->size - tail->from : 0;
    if (proven > 0)
        memmove(tail->steps, tail->steps + proven, (tail->count - proven) * sizeof *tail->steps);
    tail->count -= proven;
    tail->from = ledger->size;
    if (tail->from + tail->count > size)
        tail->count = size - tail->from;
    if (tail->count == 0)
        return STATUS_OK;
    const struct ledger_step *last = &tail->steps[tail->count - 1];
    enum status status = journal_rows_seal(seal, conn, last->seq);
    if (status == STATUS_OK && memcmp(seal, last->seal.bytes, sizeof seal) != 0)
        tail->count = 0;
    return status;
}

/* What an act looked at is forgotten with it. */
static struct tail *tail_of(struct ledger *ledger, struct db_conn *conn)
{
    struct tail *tail = &ledger->tail;
    if (tail->turn != db_turn(conn)) {
        tail->turn = db_turn(conn);
        tail->look_count = 0;
    }
    return tail;
}

/* Inside a write. */
static enum status extend(uint64_t *size, struct core *core, struct db_conn *conn)
{
    struct ledger *ledger = core->ledger;
    struct tail *tail = &ledger->tail;
    enum status status = journal_rows_size(size, conn);
    if (status == STATUS_OK && ledger->broken)
        status = STATUS_TAMPERED;
    if (status == STATUS_OK && *size < ledger->size)
        status = ledger_broken(core, "shorter than it was", *size);
    if (status == STATUS_OK)
        status = trim(core, conn, *size);
    struct digest chain = tail->count > 0 ? tail->steps[tail->count - 1].seal : ledger->chain;
    if (status == STATUS_OK)
        status = ledger_prove(core, conn, tail->from + tail->count, *size, &chain, add_to_tail);
    return status;
}

static enum status find(struct ledger_thing *out, struct core *core, struct db_conn *conn,
                        const struct id *object)
{
    struct ledger *ledger = core->ledger;
    uint64_t size;
    enum status status;
    *out = (struct ledger_thing){0};
    pthread_mutex_lock(&ledger->mutex);
    if (db_turn(conn) != 0) {
        status = extend(&size, core, conn);
        if (status == STATUS_OK)
            status = ledger_things_find(out, ledger->things, object, ledger->size);
        for (size_t i = 0; i < ledger->tail.count && status == STATUS_OK; i++)
            ledger_things_tell(out, &ledger->tail.steps[i]);
    } else {
        status = sees(&size, core, conn);
        if (status == STATUS_OK)
            status = ledger_things_find(out, ledger->things, object, size);
    }
    pthread_mutex_unlock(&ledger->mutex);
    return status;
}

struct gathering {
    struct arena *arena;
    struct id *ids;
    size_t count, room;
    enum state_subject subject;
};

static void gather(void *context, const struct id *id, enum state_subject subject)
{
    struct gathering *all = context;
    if (subject != all->subject)
        return;
    all->ids = arena_grow(all->arena, all->ids, all->count, &all->room, sizeof *all->ids);
    all->ids[all->count++] = *id;
}

enum status ledger_all(struct id **out, size_t *count, struct core *core, struct db_conn *conn,
                       struct arena *arena, enum state_subject subject)
{
    struct ledger *ledger = core->ledger;
    struct gathering all = {.arena = arena, .subject = subject};
    uint64_t size;
    *out = NULL;
    *count = 0;
    pthread_mutex_lock(&ledger->mutex);
    enum status status = extend(&size, core, conn);
    if (status == STATUS_OK)
        ledger_things_each(ledger->things, gather, &all);
    for (size_t i = 0; i < ledger->tail.count && status == STATUS_OK; i++)
        if (ledger->tail.steps[i].answers)
            gather(&all, &ledger->tail.steps[i].object, ledger->tail.steps[i].subject);
    pthread_mutex_unlock(&ledger->mutex);
    if (status != STATUS_OK || all.count == 0)
        return status;
    id_sort(all.ids, all.count);
    size_t kept = 1;
    for (size_t i = 1; i < all.count; i++)
        if (!id_equal(&all.ids[i], &all.ids[kept - 1]))
            all.ids[kept++] = all.ids[i];
    *out = all.ids;
    *count = kept;
    return STATUS_OK;
}

enum status ledger_newest(struct journal_row *out, struct core *core, struct db_conn *conn,
                          struct arena *arena, const struct id *object)
{
    struct ledger_thing thing;
    struct digest leaf;
    *out = (struct journal_row){0};
    enum status status = find(&thing, core, conn, object);
    if (status == STATUS_OK && !thing.told)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = journal_rows_get(out, conn, arena, thing.seq);
    if (status == STATUS_OK)
        journal_leaf(&leaf, arena, out);
    if (status == STATUS_OK && memcmp(leaf.bytes, thing.leaf, sizeof thing.leaf) != 0)
        status = STATUS_TAMPERED;
    if (status != STATUS_OK)
        *out = (struct journal_row){0};
    return status;
}

enum status ledger_told(struct ledger_told *out, struct core *core, struct db_conn *conn,
                        const struct id *object)
{
    struct ledger_thing thing;
    enum status status = find(&thing, core, conn, object);
    *out = (struct ledger_told){.seq = thing.seq};
    memcpy(out->leaf, thing.leaf, sizeof out->leaf);
    return status == STATUS_OK && !thing.told ? STATUS_NOT_FOUND : status;
}

enum status ledger_facts(struct ledger_facts *out, struct core *core, struct db_conn *conn,
                         const struct id *object)
{
    struct ledger_thing thing;
    enum status status = find(&thing, core, conn, object);
    *out = status == STATUS_OK ? thing.facts : (struct ledger_facts){0};
    return status;
}

enum status ledger_within(struct ledger_facts *out, struct core *core, struct db_conn *conn,
                          const struct id *object, const struct id *place)
{
    struct id pair;
    ledger_things_pair(&pair, object, place);
    return ledger_facts(out, core, conn, &pair);
}

enum status ledger_rolled(uint64_t *out, struct core *core, struct db_conn *conn,
                          struct space_id space)
{
    struct ledger_facts here, everywhere;
    enum status status = ledger_facts(&here, core, conn, &space.id);
    if (status == STATUS_OK)
        status = ledger_facts(&everywhere, core, conn, &ledger_things_everywhere);
    *out = status != STATUS_OK               ? 0
           : here.rolled > everywhere.rolled ? here.rolled
                                             : everywhere.rolled;
    return status;
}

void ledger_set_add(struct ledger_set *set, const struct digest *digest)
{
    set->count++;
    for (size_t i = 0; i < sizeof set->sum; i++)
        set->sum[i] ^= digest->bytes[i];
}

void ledger_set_record(struct ledger_set *set, const struct record *record)
{
    struct digest digest;
    digest_sha256(&digest, record_encoded(record));
    ledger_set_add(set, &digest);
}

bool ledger_set_equal(const struct ledger_set *one, const struct ledger_set *other)
{
    return one->count == other->count && memcmp(one->sum, other->sum, sizeof one->sum) == 0;
}

enum status ledger_next(uint64_t *seq, struct digest *before, struct core *core,
                        struct db_conn *conn)
{
    struct ledger *ledger = core->ledger;
    const struct tail *tail = &ledger->tail;
    pthread_mutex_lock(&ledger->mutex);
    enum status status = extend(seq, core, conn);
    *before = tail->count > 0 ? tail->steps[tail->count - 1].seal : ledger->chain;
    pthread_mutex_unlock(&ledger->mutex);
    return status;
}

enum status ledger_proves(const struct core *core, struct db_conn *conn, struct arena *arena,
                          const struct journal_row *row)
{
    struct digest before = {{0}};
    enum status status = STATUS_OK;
    if (row->seq > 0)
        status = journal_rows_seal(before.bytes, conn, row->seq - 1);
    if (status == STATUS_OK && !is_sealed(core, arena, row, &before))
        status = STATUS_TAMPERED;
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

void ledger_note(struct core *core, struct db_conn *conn, const struct id *object,
                 enum ledger_look look)
{
    struct tail *tail = tail_of(core->ledger, conn);
    if (ledger_looked(core, conn, object) != LEDGER_NOT_LOOKED)
        return;
    if (tail->look_count == tail->look_room) {
        tail->look_room = tail->look_room == 0 ? 16 : 2 * tail->look_room;
        tail->looks = realloc(tail->looks, tail->look_room * sizeof *tail->looks);
        if (tail->looks == NULL)
            abort();
    }
    tail->looks[tail->look_count++] = (struct looked){*object, look};
}

enum ledger_look ledger_looked(struct core *core, struct db_conn *conn, const struct id *object)
{
    const struct tail *tail = tail_of(core->ledger, conn);
    for (size_t i = 0; i < tail->look_count; i++)
        if (id_equal(&tail->looks[i].object, object))
            return tail->looks[i].look;
    return LEDGER_NOT_LOOKED;
}

bool ledger_login_ended(const struct core *core, const struct id *name)
{
    pthread_mutex_lock(&core->ledger->mutex);
    bool ended = ledger_things_ended(core->ledger->things, name);
    pthread_mutex_unlock(&core->ledger->mutex);
    return ended;
}

bool ledger_is_proven(const struct core *core)
{
    pthread_mutex_lock(&core->ledger->mutex);
    bool proven = !core->ledger->broken;
    pthread_mutex_unlock(&core->ledger->mutex);
    return proven;
}
