#include "trust/guest_seal.h"

#include "base/log.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "store/rows/person_rows.h"
#include "store/rows/rekey_rows.h"
#include "trust/state.h"

static const struct record *guest_bound(struct arena *arena, const struct attendance_row *row)
{
    struct record *record = record_new(arena, "guest");
    record_id(record, &row->space.id);
    record_id(record, &row->seance.id);
    record_id(record, &row->id);
    return record;
}

void guest_seal(struct attendance_row *row, const struct core *core, struct arena *arena,
                struct bytes label)
{
    server_key_seal_named(core->key, &row->guest, arena, guest_bound(arena, row), label);
}

enum status guest_seal_open(struct bytes *out, const struct core *core, struct arena *arena,
                            const struct attendance_row *row)
{
    return server_key_open_named(core->key, out, arena, guest_bound(arena, row), row->guest);
}

/* Sealed as a person is: STATUS_NOT_FOUND if it is not, or if there is somebody whose it could be.
 */
static enum status open_former(struct bytes *out, const struct core *core, struct arena *arena,
                               struct db_conn *conn, const struct attendance_row *row)
{
    struct account_row somebody;
    struct bytes label;
    *out = (struct bytes){0};
    if (row->guest.len == 0 || guest_seal_open(&label, core, arena, row) == STATUS_OK ||
        server_key_open_person(core->key, out, arena, &row->id, row->guest) != STATUS_OK)
        return STATUS_NOT_FOUND;
    enum status status = person_rows_account(&somebody, conn, arena, (struct account_id){row->id});
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    *out = (struct bytes){0};
    return status == STATUS_OK ? STATUS_NOT_FOUND : status;
}

/* Whether a séance waits for it; with ${set}, in a write, also done. */
static enum status renew(bool *waits, struct core *core, struct arena *arena, struct db_conn *conn,
                         const struct id *id, bool set)
{
    struct attendance_row *rows;
    size_t count;
    *waits = false;
    enum status status =
        seance_rows_attendance(&rows, &count, conn, arena, (struct seance_id){*id});
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct bytes label;
        status = open_former(&label, core, arena, conn, &rows[i]);
        if (status == STATUS_OK) {
            *waits = true;
            guest_seal(&rows[i], core, arena, label);
            status = set ? rekey_rows_set_guest(conn, &rows[i]) : STATUS_OK;
        }
        status = status == STATUS_NOT_FOUND ? STATUS_OK : status;
    }
    return status;
}

static enum status look_at_guests(bool *waits, struct core *core, struct db_conn *conn,
                                  const struct id *id)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = renew(waits, core, arena, conn, id, false);
    if (status == STATUS_OK && *waits)
        status = row_seal_check(core, arena, conn, STATE_SEANCE, id);
    arena_free(arena);
    *waits &= status == STATUS_OK;
    return status == STATUS_TAMPERED || status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status find(struct id **out, size_t *count, struct core *core, struct db_conn *conn,
                        struct arena *arena)
{
    size_t all;
    *count = 0;
    enum status status = rekey_rows_guested(out, &all, conn, arena);
    for (size_t i = 0; i < all && status == STATUS_OK; i++) {
        bool waits;
        status = look_at_guests(&waits, core, conn, &(*out)[i]);
        if (status == STATUS_OK && waits)
            (*out)[(*count)++] = (*out)[i];
    }
    return status;
}

static enum status renew_one(struct core *core, struct arena *arena, struct db_conn *conn,
                             const struct id *id)
{
    struct journal_row entry;
    bool waits;
    enum status status = ledger_newest(&entry, core, conn, arena, id);
    if (status == STATUS_OK)
        status = row_seal_check(core, arena, conn, STATE_SEANCE, id);
    if (status != STATUS_OK)
        return status;
    struct act platform = {.core = core, .arena = arena, .space = entry.space};
    ledger_note(core, conn, id, LEDGER_FOUND_WHOLE);
    status = renew(&waits, core, arena, conn, id, true);
    return status == STATUS_OK && waits
               ? journal_add(conn, &platform, "reseal_guests", "seance", id, (struct bytes){0})
               : status;
}

struct renewing {
    struct core *core;
    struct arena *arena;
    struct id *ids;
    size_t count;
};

static enum status renew_all(struct db_conn *conn, void *context)
{
    const struct renewing *renewing = context;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < renewing->count && status == STATUS_OK; i++)
        status = renew_one(renewing->core, renewing->arena, conn, &renewing->ids[i]);
    return status;
}

enum status guest_seal_renew(struct core *core)
{
    struct renewing renewing = {.core = core, .arena = arena_new()};
    if (renewing.arena == NULL)
        return STATUS_FAILED;
    struct db_conn *conn = db_read(core->db);
    enum status status = ledger_is_proven(core)
                             ? find(&renewing.ids, &renewing.count, core, conn, renewing.arena)
                             : STATUS_OK;
    db_done(conn);
    if (status == STATUS_OK && renewing.count > 0)
        status = db_write(core->db, renew_all, &renewing);
    if (status == STATUS_OK && renewing.count > 0)
        log_info("guests of %zu meetings sealed anew", renewing.count);
    arena_free(renewing.arena);
    return status == STATUS_TAMPERED ? STATUS_OK : status; /* told where it was met */
}
