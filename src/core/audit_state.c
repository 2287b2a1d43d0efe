#include "core/audit_state.h"

#include "core/sign_in.h"
#include "core/state.h"

struct looking {
    struct core *core;
    struct db_conn *conn;
    void (*report)(void *context, const struct audit_fault *fault);
    void *context;
    uint64_t compared, faults;
};

static void fault(struct looking *looking, enum audit_fault_kind kind, unsigned subject,
                  const struct id *object)
{
    const struct audit_fault found = {
        .kind = kind, .count = 1, .level = subject, .object = *object};
    looking->faults++;
    looking->report(looking->context, &found);
}

static enum status look(struct looking *looking, enum state_subject subject,
                        const struct id *object)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = state_check(looking->core, arena, looking->conn, subject, object);
    arena_free(arena);
    looking->compared++;
    if (status == STATUS_NOT_FOUND)
        fault(looking, AUDIT_FAULT_UNTOLD, subject, object);
    else if (status == STATUS_TAMPERED)
        fault(looking, AUDIT_FAULT_STATE, subject, object);
    else
        return status;
    return STATUS_OK;
}

static enum status look_at_all(struct looking *looking, struct arena *arena)
{
    struct id *objects;
    size_t count;
    enum status status = STATUS_OK;
    for (unsigned subject = 0; subject < STATE_SUBJECT_COUNT && status == STATUS_OK; subject++) {
        status = state_rows_objects(&objects, &count, looking->conn, arena, subject);
        if (status == STATUS_TAMPERED) { /* those before it are looked at all the same */
            fault(looking, AUDIT_FAULT_STATE, subject, &(struct id){0});
            status = STATUS_OK;
        }
        for (size_t i = 0; i < count && status == STATUS_OK; i++)
            status = look(looking, subject, &objects[i]);
    }
    if (status == STATUS_OK)
        status = state_rows_logins(&objects, &count, looking->conn, arena, SIGN_IN_LONGEST);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        fault(looking, AUDIT_FAULT_LOGIN, 0, &objects[i]);
    return status;
}

enum status audit_state(struct audit_result *out, struct core *core,
                        void (*report)(void *context, const struct audit_fault *fault),
                        void *context)
{
    struct looking looking = {.core = core, .report = report, .context = context};
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    looking.conn = db_read(core->db);
    enum status status = look_at_all(&looking, arena);
    db_done(looking.conn);
    arena_free(arena);
    out->compared = looking.compared;
    out->faults += looking.faults;
    return status == STATUS_OK && looking.faults > 0 ? STATUS_TAMPERED : status;
}
