#include "core/journal/audit_run.h"

#include "base/log.h"
#include "core/journal/audit_state.h"
#include "journal/audit_head.h"
#include "journal/audit_watch.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"
#include "store/rows/journal_rows.h"

#include <inttypes.h>

/* What there is now, against what was seen before. */
static enum status compare_heads(bool *waits, struct core *core)
{
    struct tree_head before, head;
    uint64_t size;
    struct arena *arena = arena_new();
    *waits = false;
    if (arena == NULL)
        return STATUS_FAILED;
    audit_watch_head(&before, core);
    struct db_conn *conn = db_read(core->db);
    enum status status = ledger_follow(core, conn);
    if (status == STATUS_OK)
        status = journal_rows_size(&size, conn);
    enum status found = audit_head_last(&head, conn);
    if (status == STATUS_OK && found != STATUS_NOT_FOUND)
        status = found;
    if (status == STATUS_OK && size < head.size)
        status = STATUS_TAMPERED;
    if (status == STATUS_OK && before.size > 0)
        status = audit_head_continues(conn, &before, &head);
    if (status == STATUS_OK && found == STATUS_OK)
        status = tree_head_verify(&head, arena, core->key);
    db_done(conn);
    arena_free(arena);
    *waits = status == STATUS_OK && size > head.size;
    if (status == STATUS_OK)
        audit_watch_note(core, &head);
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

enum status audit_run_tick(struct core *core)
{
    bool waits;
    enum status status = compare_heads(&waits, core);
    if (status == STATUS_OK)
        status = ledger_keep_now(core);
    if (status != STATUS_OK || !waits)
        return status;
    status = db_write(core->db, sign, core);
    if (status == STATUS_TAMPERED)
        audit_watch_alarm(core);
    return status == STATUS_OK ? compare_heads(&waits, core) : status;
}

struct telling {
    struct arena *arena;
    unsigned told;
};

static void log_fault(void *context, const struct audit_fault *fault)
{
    enum { MOST = 20 };
    struct telling *telling = context;
    if (telling->told++ < MOST)
        log_error("journal: %s", audit_fault_text(telling->arena, fault));
}

enum status audit_run_check(struct core *core)
{
    struct audit_result result;
    struct telling telling = {.arena = arena_new()};
    if (telling.arena == NULL)
        return STATUS_FAILED;
    enum status status = audit_verify(&result, core, NULL, log_fault, &telling);
    const bool whole = status == STATUS_OK;
    if (whole || status == STATUS_TAMPERED)
        status = audit_state(&result, core, log_fault, &telling);
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
    audit_watch_checked(core, result.faults);
    return STATUS_OK;
}
