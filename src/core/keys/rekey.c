#include "core/keys/rekey.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "core/journal/audit.h"
#include "crypto/server_key_next.h"
#include "crypto/tree_head.h"
#include "journal/audit_head.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"
#include "journal/row_seal.h"
#include "keys/rekey_move.h"
#include "store/rows/rekey_rows.h"
#include "trust/state.h"

#include <string.h>
#include <unistd.h>

/* One change. */
struct change {
    struct core *was;
    struct core now; /* the same with the new key */
    struct arena *arena;
    struct digest log;
    struct rekey_result *result;
};

static const char *key_path(struct arena *arena, const char *folder, const char *end)
{
    return arena_printf(arena, "%s/server.key%s", folder, end);
}

static enum status tell(struct db_conn *conn, struct core *core, struct arena *arena,
                        const struct digest *log)
{
    struct space_row *spaces;
    size_t count;
    enum status status = person_rows_spaces(&spaces, &count, conn, arena);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct act platform = {.core = core, .arena = arena, .space = spaces[i].id};
        status = journal_add(conn, &platform, "rekey", "journal", NULL, BYTES_OF(log->bytes));
    }
    return status;
}

/* The former key says who comes after it, and signs a head over that. */
static enum status announce(struct db_conn *conn, void *context)
{
    const struct change *change = context;
    enum status status = tell(conn, change->was, change->arena, &change->log);
    return status == STATUS_OK ? audit_head_sign(change->was, change->arena, conn, true) : status;
}

/* What it is sealed by changes, and its next entry answers for that; of rows that are an edit, for
 * none. */
static enum status move(struct change *change, struct db_conn *conn, enum state_subject subject,
                        const struct id *id)
{
    const struct rekey_move both = {change->was, &change->now};
    struct journal_row entry;
    bool any = false;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = ledger_newest(&entry, &change->now, conn, arena, id);
    const bool told = status == STATUS_OK;
    if (told)
        status = row_seal_check(&change->now, arena, conn, subject, id);
    const bool whole = told && status == STATUS_OK;
    if (status == STATUS_NOT_FOUND || (status == STATUS_TAMPERED && ledger_is_proven(change->was)))
        status = STATUS_OK;
    if (status == STATUS_OK)
        status = (subject == STATE_PERSON ? rekey_move_person : rekey_move_guests)(&any, &both,
                                                                                   arena, conn, id);
    if (!whole && (status == STATUS_NOT_FOUND || status == STATUS_TAMPERED))
        status = STATUS_OK; /* rows that nobody can read */
    if (status == STATUS_OK && any && told) {
        struct act platform = {.core = &change->now, .arena = arena, .space = entry.space};
        ledger_note(&change->now, conn, id, whole ? LEDGER_FOUND_WHOLE : LEDGER_FOUND_EDITED);
        status = journal_add(conn, &platform, "rekey", entry.object_kind, id, (struct bytes){0});
    }
    change->result->people += any && subject == STATE_PERSON;
    change->result->seances += any && subject == STATE_SEANCE;
    change->result->edited += any && !whole;
    arena_free(arena);
    return status;
}

static enum status move_all(struct change *change, struct db_conn *conn, enum state_subject subject)
{
    struct id *ids;
    size_t count;
    enum status status = state_rows_objects(&ids, &count, conn, change->arena, subject);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = move(change, conn, subject, &ids[i]);
    return status;
}

static enum status turn(struct db_conn *conn, void *context)
{
    struct change *change = context;
    uint64_t size;
    enum status status = journal_rows_size(&size, conn);
    if (status == STATUS_OK && size != server_key_since(change->now.key))
        status = STATUS_CONFLICT;
    if (status == STATUS_OK)
        status = rekey_rows_end_logins(conn);
    if (status == STATUS_OK)
        status = tell(conn, &change->now, change->arena, &change->log);
    if (status == STATUS_OK)
        status = move_all(change, conn, STATE_PERSON);
    if (status == STATUS_OK)
        status = move_all(change, conn, STATE_SEANCE);
    return status == STATUS_OK ? audit_head_sign(&change->now, change->arena, conn, true) : status;
}

static void complain(void *context, const struct audit_fault *fault)
{
    log_error("journal: %s", audit_fault_text(context, fault));
}

/* The journal is what the new key takes over: it must be whole. */
static enum status look(struct change *change)
{
    struct audit_result result;
    enum status status = audit_verify(&result, change->was, NULL, complain, change->arena);
    return status == STATUS_OK && !ledger_is_proven(change->was) ? STATUS_TAMPERED : status;
}

static enum status write_key(struct change *change, const struct server_key_next *next,
                             const char *path)
{
    uint64_t size;
    struct db_conn *conn = db_read(change->was->db);
    enum status status = journal_rows_size(&size, conn);
    db_done(conn);
    if (status == STATUS_OK)
        status = server_key_next_write(next, path, change->was->key, size, clock_now());
    return status == STATUS_OK ? server_key_load(&change->now.key, path) : status;
}

/* In this order: whoever is interrupted finds the new file beside the old one, and the journal says
 * under which of them it is. */
static enum status carry_out(struct change *change, const struct server_key_next *next,
                             const char *folder)
{
    const char *path = key_path(change->arena, folder, ".new");
    enum status status = look(change);
    if (status == STATUS_OK)
        status = db_write(change->was->db, announce, change);
    if (status == STATUS_OK)
        status = write_key(change, next, path);
    if (status != STATUS_OK)
        return status;
    status = db_write(change->was->db, turn, change);
    if (status != STATUS_OK) {
        unlink(path);
        return status;
    }
    status = ledger_keep_now(&change->now);
    return status == STATUS_OK ? file_rename(path, key_path(change->arena, folder, "")) : status;
}

enum status rekey_run(struct rekey_result *out, struct core *core, const char *folder)
{
    struct audit_public public;
    *out = (struct rekey_result){0};
    enum status status = server_key_alone(core->key);
    if (status == STATUS_OK && server_key_number(core->key) == SERVER_KEY_FORMER)
        status = STATUS_LIMIT;
    struct arena *arena = status == STATUS_OK ? arena_new() : NULL;
    if (status != STATUS_OK || arena == NULL)
        return status != STATUS_OK ? status : STATUS_FAILED;
    struct change change = {.was = core, .now = *core, .arena = arena, .result = out};
    struct server_key_next *next = server_key_next_new();
    change.now.key = NULL;
    server_key_next_audit(next, &public);
    tree_head_log(&change.log, &public);
    bytes_hex(out->log, BYTES_OF(change.log.bytes));
    status = carry_out(&change, next, folder);
    server_key_free(change.now.key);
    server_key_next_free(next);
    arena_free(arena);
    return status;
}
