#include "journal/ledger_adopt.h"

#include "base/log.h"
#include "core/journal/audit_state.h"
#include "journal/journal.h"
#include "journal/ledger.h"

#include <inttypes.h>
#include <string.h>

static enum status seal_all(struct db_conn *conn, void *context)
{
    enum { SLICE = 512 };
    struct core *core = context;
    struct digest chain = {{0}};
    uint64_t size;
    enum status status = journal_rows_size(&size, conn);
    for (uint64_t from = 0; from < size && status == STATUS_OK;) {
        struct journal_row *rows;
        size_t count;
        struct arena *arena = arena_new();
        if (arena == NULL)
            return STATUS_FAILED;
        status = journal_rows_scan(&rows, &count, conn, arena, (int64_t)from, SLICE);
        for (size_t i = 0; i < count && status == STATUS_OK; i++) {
            struct digest before = chain;
            ledger_seal(&chain, core, arena, &rows[i], &before);
            status = journal_rows_set_seal(conn, rows[i].seq, chain.bytes);
        }
        from += count;
        arena_free(arena);
    }
    return status;
}

static void log_fault(void *context, const struct audit_fault *fault)
{
    log_error("journal: %s", audit_fault_text(context, fault));
}

static enum status adopt(struct core *core, struct arena *arena)
{
    struct audit_result result;
    enum status status = audit_verify(&result, core, NULL, log_fault, arena);
    if (status == STATUS_OK)
        status = audit_state(&result, core, log_fault, arena);
    if (status == STATUS_OK)
        status = db_write(core->db, seal_all, core);
    if (status == STATUS_OK)
        log_info("journal: %" PRIu64 " entries sealed, each to the one before", result.entries);
    return status;
}

enum status ledger_adopt(bool *done, struct core *core, struct ledger_file *file)
{
    struct ledger_mark mark;
    uint64_t size;
    uint8_t seal[JOURNAL_ROWS_HASH] = {1};
    static const uint8_t none[JOURNAL_ROWS_HASH];
    *done = false;
    enum status found = ledger_file_read(&mark, file);
    if (found != STATUS_NOT_FOUND || server_key_number(core->key) > 0) /* sealed before, surely */
        return found == STATUS_NOT_FOUND ? STATUS_OK : found;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct db_conn *conn = db_read(core->db);
    enum status status = journal_rows_size(&size, conn);
    if (status == STATUS_OK && size > 0)
        status = journal_rows_seal(seal, conn, 0);
    db_done(conn);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_TAMPERED; /* the first entry is missing */
    if (status == STATUS_OK && size > 0 && memcmp(seal, none, sizeof none) == 0)
        *done = (status = adopt(core, arena)) == STATUS_OK;
    arena_free(arena);
    return status;
}
