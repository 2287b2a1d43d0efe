#include "core/journal/audit_watch.h"

#include "base/clock.h"
#include "base/log.h"
#include "core/journal/audit_head.h"
#include "core/journal/audit_state.h"
#include "core/journal/ledger_keep.h"
#include "store/journal_rows.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

struct audit_watch {
    pthread_mutex_t mutex;
    struct audit_state state;
};

struct audit_watch *audit_watch_new(void)
{
    struct audit_watch *watch = calloc(1, sizeof *watch);
    if (watch != NULL)
        pthread_mutex_init(&watch->mutex, NULL);
    return watch;
}

void audit_watch_free(struct audit_watch *watch)
{
    if (watch == NULL)
        return;
    pthread_mutex_destroy(&watch->mutex);
    free(watch);
}

void audit_watch_state(struct audit_state *out, const struct core *core)
{
    pthread_mutex_lock(&core->watch->mutex);
    *out = core->watch->state;
    pthread_mutex_unlock(&core->watch->mutex);
}

void audit_watch_alarm(const struct core *core)
{
    struct audit_watch *watch = core->watch;
    pthread_mutex_lock(&watch->mutex);
    bool first = !watch->state.alarm;
    watch->state.alarm = true;
    pthread_mutex_unlock(&watch->mutex);
    if (first)
        log_error("journal: does not continue its last head: see cocon audit verify");
}

enum { TOLD_AGAIN = 60 /* seconds */ };

bool audit_watch_met(const struct core *core, const struct id *object)
{
    const int64_t now = clock_now();
    struct audit_state *state = &core->watch->state;
    pthread_mutex_lock(&core->watch->mutex);
    const bool told = state->told_at != 0 && now - state->told_at < TOLD_AGAIN &&
                      id_equal(&state->met_object, object);
    state->met++;
    state->met_at = now;
    if (!told) {
        state->met_object = *object;
        state->told_at = now;
    }
    pthread_mutex_unlock(&core->watch->mutex);
    return told;
}

static void take_note(struct core *core, const struct tree_head *head)
{
    pthread_mutex_lock(&core->watch->mutex);
    core->watch->state.head = *head;
    pthread_mutex_unlock(&core->watch->mutex);
}

/* What there is now, against what was seen before. */
static enum status look(bool *waits, struct core *core)
{
    struct audit_state before;
    struct tree_head head;
    uint64_t size;
    struct arena *arena = arena_new();
    *waits = false;
    if (arena == NULL)
        return STATUS_FAILED;
    audit_watch_state(&before, core);
    struct db_conn *conn = db_read(core->db);
    enum status status = ledger_follow(core, conn);
    if (status == STATUS_OK)
        status = journal_rows_size(&size, conn);
    enum status found = audit_head_last(&head, conn);
    if (status == STATUS_OK && found != STATUS_NOT_FOUND)
        status = found;
    if (status == STATUS_OK && size < head.size)
        status = STATUS_TAMPERED;
    if (status == STATUS_OK && before.head.size > 0)
        status = audit_head_continues(conn, &before.head, &head);
    if (status == STATUS_OK && found == STATUS_OK)
        status = tree_head_verify(&head, arena, core->key);
    db_done(conn);
    arena_free(arena);
    *waits = status == STATUS_OK && size > head.size;
    if (status == STATUS_OK)
        take_note(core, &head);
    if (status == STATUS_TAMPERED)
        audit_watch_alarm(core);
    return status;
}

static enum status sign(struct db_conn *conn, void *context)
{
    struct arena *arena = arena_new();
    enum status status = STATUS_FAILED;
    if (arena != NULL)
        status = audit_head_sign(context, arena, conn, false);
    arena_free(arena);
    return status;
}

enum status audit_watch_tick(struct core *core)
{
    bool waits;
    enum status status = look(&waits, core);
    if (status == STATUS_OK)
        status = ledger_keep_now(core);
    if (status != STATUS_OK || !waits)
        return status;
    status = db_write(core->db, sign, core);
    if (status == STATUS_TAMPERED)
        audit_watch_alarm(core);
    return status == STATUS_OK ? look(&waits, core) : status;
}

struct telling {
    struct arena *arena;
    unsigned told;
};

static void tell(void *context, const struct audit_fault *fault)
{
    enum { MOST = 20 };
    struct telling *telling = context;
    if (telling->told++ < MOST)
        log_error("journal: %s", audit_fault_text(telling->arena, fault));
}

enum status audit_watch_check(struct core *core)
{
    struct audit_result result;
    struct telling telling = {.arena = arena_new()};
    if (telling.arena == NULL)
        return STATUS_FAILED;
    enum status status = audit_verify(&result, core, NULL, tell, &telling);
    const bool whole = status == STATUS_OK;
    if (whole || status == STATUS_TAMPERED)
        status = audit_state(&result, core, tell, &telling);
    if (status == STATUS_OK && !whole)
        status = STATUS_TAMPERED;
    arena_free(telling.arena);
    if (status != STATUS_OK && status != STATUS_TAMPERED)
        return status;
    if (status == STATUS_TAMPERED)
        log_error("journal: %" PRIu64 " faults: see cocon audit verify", result.faults);
    else
        log_info("journal: %" PRIu64 " entries and %" PRIu64 " heads are in order", result.entries,
                 result.heads);
    pthread_mutex_lock(&core->watch->mutex);
    core->watch->state.checked = result;
    core->watch->state.checked_at = clock_now();
    pthread_mutex_unlock(&core->watch->mutex);
    return STATUS_OK;
}
