#include "members/grants.h"

#include "journal/ledger.h"
#include "keys/vaults.h"
#include "members/members.h"
#include "members/openings.h"
#include "remembered.h"
#include "seances/calendar.h"
#include "trust/charter_roll.h"
#include "trust/person.h"
#include "trust/roll.h"
#include "trust/standing.h"
#include "trust/state.h"
#include "trust/trust.h"

#include <stdlib.h>
#include <string.h>

/* A key that people wait for. */
struct queue {
    struct vault_row vault;
    struct standing standing; /* of the séance, if it has one */
    struct account_id *people;
    size_t count;
    bool opens; /* the one who acts may hand it on, and holds it */
};

static enum status add_waiting(struct queue *queue, struct act *act, struct db_conn *conn,
                               const struct account_id *readers, size_t count)
{
    struct account_id *holders;
    size_t room = 0;
    size_t held;
    enum status status = vault_rows_readers(&holders, &held, conn, act->arena, queue->vault.id,
                                            queue->vault.generation);
    if (status == STATUS_OK && held > 0)
        id_sort(&holders->id, held);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (held > 0 && id_in(&holders->id, held, &readers[i].id))
            continue;
        queue->people =
            arena_grow(act->arena, queue->people, queue->count, &room, sizeof *queue->people);
        queue->people[queue->count++] = readers[i];
    }
    return status;
}

static enum status note_mine(struct queue *queue, struct act *act, struct db_conn *conn, bool may)
{
    struct envelope_row held;
    enum status status =
        vault_rows_envelope(&held, conn, queue->vault.id, queue->vault.generation, act->who);
    queue->opens = may && status == STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* A reader has it from what is kept with the roll. */
static enum status shared_as_kept(struct queue *queue, struct act *act, struct db_conn *conn)
{
    const struct openings *openings;
    size_t *waiting;
    size_t count;
    enum status status = openings_of(&openings, act, conn);
    if (status == STATUS_OK)
        status = openings_waiting(&waiting, &count, act, conn, openings);
    if (status != STATUS_OK || count == 0)
        return status;
    queue->people = arena_alloc(act->arena, count * sizeof *queue->people);
    for (size_t i = 0; i < count; i++)
        if (openings->all[waiting[i]].reads)
            queue->people[queue->count++] = openings->people->all[waiting[i]].member.account;
    return note_mine(queue, act, conn, act_may(act, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE));
}

/* Signatories and coordination, certified. */
static enum status of_shared(struct queue *queue, struct act *act, struct db_conn *conn)
{
    if (db_turn(conn) == 0)
        return shared_as_kept(queue, act, conn);
    struct charter_roll roll;
    struct membership_row *members;
    struct account_id *readers = NULL;
    size_t count;
    size_t reader_count = 0;
    size_t room = 0;
    enum status status = roll_charter(&roll, act, conn);
    if (status == STATUS_OK)
        status = roll_members(&members, &count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        struct certificate certificate;
        if (!members[i].coordination &&
            !charter_roll_binds(&roll, members[i].account, members[i].structure))
            continue;
        status = roll_certifies(&certificate, act, conn, &members[i]);
        if (status == STATUS_OK) {
            readers = arena_grow(act->arena, readers, reader_count, &room, sizeof *readers);
            readers[reader_count++] = members[i].account;
        } else if (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED)
            status = STATUS_OK;
    }
    if (status == STATUS_OK)
        status = add_waiting(queue, act, conn, readers, reader_count);
    if (status == STATUS_OK)
        status =
            note_mine(queue, act, conn, act_may(act, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE));
    return status;
}

static bool over(enum stage stage)
{
    return stage >= STAGE_EXPIRED || stage < STAGE_SUBMITTED;
}

/* Everybody reads a published synthesis in the space's own vault; who worked on it has its comments
 * and versions besides, and finds them again with new keys. */
static enum stage read_since(enum resource resource, enum stage stage)
{
    return resource == RESOURCE_SYNTHESIS && stage == STAGE_PUBLISHED ? STAGE_DRAFTED : stage;
}

static enum status of_dossier(struct queue *queue, struct act *act, struct db_conn *conn)
{
    struct account_id *readers;
    size_t count;
    const enum resource resource = strcmp(queue->vault.purpose, VAULT_SITUATION) == 0
                                       ? RESOURCE_SITUATION
                                       : RESOURCE_SYNTHESIS;
    enum status status = standing_seance(&queue->standing, act, conn, queue->vault.seance);
    if (status != STATUS_OK || over(queue->standing.stage))
        return status;
    status = standing_readers(&readers, &count, act, conn, &queue->standing,
                              read_since(resource, queue->standing.stage), resource);
    if (status == STATUS_OK)
        status = add_waiting(queue, act, conn, readers, count);
    if (status == STATUS_OK)
        status = note_mine(
            queue, act, conn,
            act_may(act, resource, ACTION_GRANT, queue->standing.relations, queue->standing.stage));
    return status;
}

/* That nobody waits for a key follows from the roll and from what entries tell of its séance and of
 * its vault: as long as these are the same it is so. */
static struct digest room[4096][REMEMBERED_WAYS];
static struct remembered settled = REMEMBERED(room);

static bool tell_of(struct record *record, struct act *act, struct db_conn *conn,
                    const struct id *object)
{
    struct ledger_told told;
    if (ledger_told(&told, act->core, conn, object) != STATUS_OK)
        return false;
    record_id(record, object);
    record_number(record, (int64_t)told.seq);
    record_bytes(record, BYTES_OF(told.leaf));
    return true;
}

bool grants_mark(struct digest *out, struct act *act, struct db_conn *conn,
                 const struct vault_row *vault)
{
    struct record *record = record_new(act->arena, "cocon/settled");
    record_number(record, vault->generation);
    if (!roll_mark(record, act, conn) || !tell_of(record, act, conn, &vault->seance.id) ||
        !tell_of(record, act, conn, &vault->id.id))
        return false;
    digest_blake(out, record_encoded(record));
    return true;
}

static enum status of_vault(struct queue *queue, struct act *act, struct db_conn *conn)
{
    struct digest seen;
    if (id_is_none(&queue->vault.seance.id))
        return of_shared(queue, act, conn);
    const bool known = grants_mark(&seen, act, conn, &queue->vault);
    if (known && remembered_has(&settled, &seen))
        return STATUS_OK;
    enum status status = of_dossier(queue, act, conn);
    if (known && status == STATUS_OK && queue->count == 0 && !act->tampered)
        remembered_add(&settled, &seen);
    return status;
}

/* The space's own writing first, then as the meetings were. */
static int by_start(const void *left, const void *right)
{
    const struct queue *one = left, *other = right;
    const char *a = one->standing.seance.starts, *b = other->standing.seance.starts;
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static enum status queues(struct queue **out, size_t *count, struct act *act, struct db_conn *conn)
{
    struct vault_row *vaults;
    size_t vault_count;
    size_t room_left = 0;
    *out = NULL;
    *count = 0;
    enum status status = vault_rows_space(&vaults, &vault_count, conn, act->arena, act->space);
    for (size_t i = 0; status == STATUS_OK && i < vault_count; i++) {
        struct queue queue = {.vault = vaults[i]};
        status = of_vault(&queue, act, conn);
        if (status != STATUS_OK || queue.count == 0)
            continue;
        *out = arena_grow(act->arena, *out, *count, &room_left, sizeof **out);
        (*out)[(*count)++] = queue;
    }
    if (*count > 0)
        qsort(*out, *count, sizeof **out, by_start);
    return status;
}

/* Who waits is said by name as far as a line can be read. */
enum { NAMED = 20, QUEUES = 50 };

static enum status put(json_t *list, struct act *act, struct db_conn *conn,
                       const struct queue *queue)
{
    json_t *people = json_array();
    json_t *entry = json_pack("{s:s, s:o, s:b}", "of", queue->vault.purpose, "people", people,
                              "i_open", queue->opens);
    if (json_array_append_new(list, entry) != 0)
        return STATUS_FAILED;
    const size_t named = queue->count < NAMED ? queue->count : NAMED;
    if (queue->count > NAMED)
        json_object_set_new(entry, "more_count", json_integer((json_int_t)(queue->count - NAMED)));
    enum status status = person_learn(act, conn, queue->people, named);
    for (size_t i = 0; i < named && status == STATUS_OK; i++)
        json_array_append_new(people, person_json(act, conn, queue->people[i]));
    if (status != STATUS_OK)
        return status;
    if (id_is_none(&queue->vault.seance.id))
        return STATUS_OK;
    json_t *brief = json_object();
    json_object_set_new(entry, "seance", brief);
    return calendar_brief(brief, act, conn, &queue->standing.seance);
}

enum status grants_view(struct act *act, json_t **out)
{
    struct queue *all;
    size_t count;
    bool opens = false;
    *out = NULL;
    if (!act_may(act, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE))
        return STATUS_DENIED;
    json_t *list = json_array();
    json_t *model = act_json(act->arena, json_pack("{s:o}", "grants", list));
    struct db_conn *conn = db_read(act->core->db);
    enum status status = queues(&all, &count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        opens |= all[i].opens;
        if (i < QUEUES)
            status = put(list, act, conn, &all[i]);
    }
    db_done(conn);
    if (count > QUEUES)
        json_object_set_new(model, "grants_more_count", json_integer((json_int_t)(count - QUEUES)));
    json_object_set_new(model, "opens", json_boolean(opens));
    if (status == STATUS_OK)
        *out = model;
    return status;
}

/* ${only}: one of those who wait; none: all of them. */
static enum status hand_on(struct act *act, struct db_conn *conn, const struct queue *queue,
                           struct account_id only)
{
    struct vault_key key = {0};
    struct vault_row vault;
    enum status status = STATUS_OK;
    if (!id_is_none(&queue->vault.seance.id)) /* who came, who has a role, how far it is */
        status = state_note(act, conn, STATE_SEANCE, &queue->vault.seance.id);
    if (status == STATUS_OK)
        status = vaults_open(&key, &vault, act, conn, queue->vault.seance, queue->vault.purpose);
    for (size_t i = 0; i < queue->count && status == STATUS_OK; i++)
        if (id_is_none(&only.id) || id_equal(&only.id, &queue->people[i].id))
            status = vaults_grant(act, conn, &vault, &key, &queue->people[i], 1, NULL);
    vault_key_free(&key);
    return status;
}

static enum status open_queues(size_t *done, struct act *act, struct db_conn *conn,
                               struct account_id only)
{
    struct queue *all;
    size_t count;
    *done = 0;
    enum status status = queues(&all, &count, act, conn);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        if (!all[i].opens)
            continue;
        ++*done;
        status = hand_on(act, conn, &all[i], only);
        /* one that was edited keeps nobody waiting for the others; it is told */
        if (status == STATUS_TAMPERED && ledger_is_proven(act->core))
            status = STATUS_OK;
    }
    return status;
}

enum status grants_open_to(struct act *act, struct db_conn *conn, struct account_id account)
{
    size_t done;
    return open_queues(&done, act, conn, account);
}

static enum status open_all(struct db_conn *conn, void *context)
{
    struct act *act = context;
    size_t done;
    if (!act_may(act, RESOURCE_PERSON, ACTION_GRANT, 0, STAGE_NONE))
        return STATUS_DENIED;
    enum status admitted = members_admit(act, conn);
    if (admitted != STATUS_OK && admitted != STATUS_DENIED)
        return admitted;
    enum status status = open_queues(&done, act, conn, (struct account_id){0});
    if (status == STATUS_OK && done > 0)
        act->fault = NULL; /* not everything, but something */
    return status == STATUS_OK && done == 0 ? admitted : status;
}

enum status grants_open(struct act *act)
{
    return db_write(act->core->db, open_all, act);
}
