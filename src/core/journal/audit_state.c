#include "core/journal/audit_state.h"

#include "anchors.h"
#include "crypto/certificate.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"
#include "journal/row_seal.h"

#include <string.h>

enum { SLICE = 64 /* things */ };

struct looking {
    struct core *core;
    struct db_conn *conn;
    void (*report)(void *context, const struct audit_fault *fault);
    void *context;
    uint64_t compared, faults;
};

static void count_fault(struct looking *looking, const struct audit_fault *found)
{
    looking->faults++;
    looking->report(looking->context, found);
}

static void fault(struct looking *looking, enum audit_fault_kind kind, unsigned subject,
                  const struct id *object)
{
    const struct audit_fault found = {
        .kind = kind, .count = 1, .level = subject, .object = *object};
    count_fault(looking, &found);
}

static void not_as_told(struct looking *looking, struct arena *arena, enum state_subject subject,
                        const struct id *object)
{
    struct journal_row entry;
    const struct audit_fault found = {
        .kind = AUDIT_FAULT_STATE,
        .count = 1,
        .level = subject,
        .object = *object,
        .given_up = journal_rows_stated(&entry, looking->conn, arena, object) == STATUS_OK &&
                    row_seal_given_up(&entry)};
    count_fault(looking, &found);
}

static enum status compare_rows(struct looking *looking, enum state_subject subject,
                                const struct id *object)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = row_seal_as_told(looking->core, arena, looking->conn, subject, object);
    looking->compared++;
    if (status == STATUS_NOT_FOUND)
        fault(looking, AUDIT_FAULT_UNTOLD, subject, object);
    else if (status == STATUS_TAMPERED)
        not_as_told(looking, arena, subject, object);
    arena_free(arena);
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

/* Outside the database, so that nobody who writes there replaces it; and told in it, so that nobody
 * replaces it outside either. */
static enum status look_at_anchor(struct looking *looking, struct arena *arena,
                                  struct space_id space)
{
    struct journal_row told;
    struct account_public public;
    struct digest fingerprint;
    enum status status =
        journal_rows_newest(&told, looking->conn, arena, &space.id, NULL, LEDGER_RECOVERY_NEW);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    const bool is_told = status == STATUS_OK;
    status = anchors_recovery(looking->core->anchors, &public, space);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    const bool is_there = status == STATUS_OK;
    certificate_fingerprint(&fingerprint, &public);
    looking->compared += is_there;
    if (is_told != is_there ||
        (is_there && (told.detail.len != sizeof fingerprint.bytes ||
                      memcmp(told.detail.data, fingerprint.bytes, told.detail.len) != 0)))
        fault(looking, AUDIT_FAULT_ANCHOR, 0, &space.id);
    return STATUS_OK;
}

static enum status look_at_anchors(struct looking *looking, struct arena *arena)
{
    struct space_row *spaces;
    size_t count;
    enum status status = person_rows_spaces(&spaces, &count, looking->conn, arena);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = look_at_anchor(looking, arena, spaces[i].id);
    return status;
}

/* What this server has shown already. */
static enum status look_behind(struct looking *looking, struct arena *arena)
{
    const char *why;
    enum status status = ledger_keep_behind(&why, looking->core, arena, looking->conn);
    if (status == STATUS_OK && why != NULL)
        fault(looking, AUDIT_FAULT_BEHIND, 0, &(struct id){0});
    return status;
}

/* No snapshot is held for long: each thing and its newest entry are of one, and that is enough. */
static enum status next_slice(struct looking *looking)
{
    db_done(looking->conn);
    looking->conn = db_read(looking->core->db);
    return core_go_on(looking->core) ? STATUS_OK : STATUS_BUSY;
}

static enum status look_at_all(struct looking *looking, struct arena *arena)
{
    struct id *objects;
    size_t count;
    enum status status = STATUS_OK;
    for (unsigned subject = 0; subject < STATE_SUBJECT_COUNT && status == STATUS_OK; subject++) {
        if (subject == STATE_SPACE && looking->core->ledger == NULL)
            continue; /* of before there were seals, no entry tells of it */
        status = state_rows_objects(&objects, &count, looking->conn, arena, subject);
        if (status == STATUS_TAMPERED) { /* those before it are looked at all the same */
            fault(looking, AUDIT_FAULT_STATE, subject, &(struct id){0});
            status = STATUS_OK;
        }
        for (size_t i = 0; i < count && status == STATUS_OK; i++) {
            if (i % SLICE == SLICE - 1)
                status = next_slice(looking);
            if (status == STATUS_OK)
                status = compare_rows(looking, subject, &objects[i]);
        }
    }
    if (status == STATUS_OK)
        status = state_rows_logins(&objects, &count, looking->conn, arena, CORE_LOGIN_LONGEST);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        fault(looking, AUDIT_FAULT_LOGIN, 0, &objects[i]);
    if (status == STATUS_OK && looking->core->ledger != NULL)
        status = look_behind(looking, arena);
    return status == STATUS_OK ? look_at_anchors(looking, arena) : status;
}

enum status audit_state(struct audit_result *out, struct core *core,
                        void (*report)(void *context, const struct audit_fault *fault),
                        void *context)
{
    struct looking looking = {.core = core, .report = report, .context = context};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = db_intact(core->db);
    if (status == STATUS_TAMPERED) {
        fault(&looking, AUDIT_FAULT_FILE, 0, &(struct id){0});
        status = STATUS_OK;
    }
    looking.conn = db_read(core->db);
    if (status == STATUS_OK)
        status = look_at_all(&looking, arena);
    db_done(looking.conn);
    arena_free(arena);
    out->compared = looking.compared;
    out->faults += looking.faults;
    return status == STATUS_OK && looking.faults > 0 ? STATUS_TAMPERED : status;
}

struct asking {
    void (*report)(void *context, const struct audit_fault *fault);
    void *context;
    uint64_t faults;
};

static void unless_given_up(void *context, const struct audit_fault *fault)
{
    struct asking *asking = context;
    if (fault->given_up)
        return;
    asking->faults++;
    asking->report(asking->context, fault);
}

enum status audit_state_before(struct core *core,
                               void (*report)(void *context, const struct audit_fault *fault),
                               void *context)
{
    struct audit_result result = {0};
    struct asking asking = {.report = report, .context = context};
    enum status status = audit_verify(&result, core, NULL, unless_given_up, &asking);
    if (status == STATUS_OK)
        status = audit_state(&result, core, unless_given_up, &asking);
    if (status == STATUS_TAMPERED && asking.faults == 0)
        status = STATUS_OK;
    return status;
}
