#include "core/keys/rekey.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "core/journal/audit_state.h"
#include "crypto/server_key_next.h"
#include "crypto/tree_head.h"
#include "journal/audit_head.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "journal/ledger_keep.h"
#include "journal/row_seal.h"
#include "keys/rekey_move.h"
#include "keys/rekey_resume.h"
#include "store/rows/rekey_rows.h"
#include "trust/state.h"

#include <string.h>

/* One change. */
struct change {
    struct core *was;
    struct core now; /* the same with the new key */
    struct arena *arena;
    struct digest log;
    struct rekey_result *result;
    bool despite; /* what was edited is left an edit for good */
};

static const char *key_path(struct arena *arena, const char *folder, const char *end)
{
    return arena_printf(arena, "%s/server.key%s", folder, end);
}

static enum status tell_spaces(struct db_conn *conn, struct core *core, struct arena *arena,
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
    enum status status = tell_spaces(conn, change->was, change->arena, &change->log);
    return status == STATUS_OK ? audit_head_sign(change->was, change->arena, conn, true) : status;
}

/* Rows that are put back later would never be whole again, and seals under the former key open
 * nothing any more: unless the operator says so, not over an edit.  What its own newest entry gave
 * up is lost already. */
static bool may_move(const struct change *change, const struct journal_row *entry, bool told)
{
    return change->despite || (told && row_seal_given_up(entry));
}

static void left(enum state_subject subject, const struct id *id)
{
    char text[ID_TEXT];
    log_error("%s %s: its rows are not those of its last entry in the journal",
              row_seal_subject_name(subject), id_text(text, id));
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
    if (status == STATUS_OK && !whole && !may_move(change, &entry, told)) {
        left(subject, id);
        status = STATUS_TAMPERED;
        goto done;
    }
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
    change->result->edited += !whole;
done:
    arena_free(arena);
    return status;
}

/* All that entries tell of, whatever rows there are; and rows of which none does. */
static enum status move_all(struct change *change, struct db_conn *conn, enum state_subject subject)
{
    struct id *ids;
    struct id *others;
    size_t count;
    size_t other_count;
    enum status status = ledger_all(&ids, &count, &change->now, conn, change->arena, subject);
    if (status == STATUS_OK)
        status = state_rows_objects(&others, &other_count, conn, change->arena, subject);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = move(change, conn, subject, &ids[i]);
    for (size_t i = 0; status == STATUS_OK && i < other_count; i++)
        if (!id_among(ids, count, sizeof *ids, &others[i]))
            status = move(change, conn, subject, &others[i]);
    return status;
}

static enum status turn_journal(struct db_conn *conn, void *context)
{
    struct change *change = context;
    uint64_t size;
    enum status status = journal_rows_size(&size, conn);
    if (status == STATUS_OK && size != server_key_since(change->now.key))
        status = STATUS_CONFLICT;
    if (status == STATUS_OK)
        status = rekey_rows_end_logins(conn);
    if (status == STATUS_OK)
        status = tell_spaces(conn, &change->now, change->arena, &change->log);
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

/* The journal is what the new key takes over: it must be whole; and so must all that it tells of.
 */
static enum status compare_rows(struct change *change)
{
    struct audit_result result;
    enum status status = change->despite
                             ? audit_verify(&result, change->was, NULL, complain, change->arena)
                             : audit_state_before(change->was, complain, change->arena);
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
    enum status status = compare_rows(change);
    if (status == STATUS_OK)
        status = db_write(change->was->db, announce, change);
    if (status == STATUS_OK)
        status = write_key(change, next, path);
    if (status != STATUS_OK)
        return status;
    status = db_write(change->was->db, turn_journal, change);
    if (status == STATUS_TAMPERED || status == STATUS_CONFLICT) { /* undone, surely */
        enum status aside = rekey_resume_aside(folder);
        return aside == STATUS_OK ? status : aside;
    }
    if (status != STATUS_OK) /* rekey_resume() finds out */
        return status;
    status = ledger_keep_now(&change->now);
    return status == STATUS_OK ? file_rename(path, key_path(change->arena, folder, "")) : status;
}

static enum status run(struct rekey_result *out, struct core *core, const char *folder,
                       bool despite)
{
    struct audit_public public;
    *out = (struct rekey_result){0};
    enum status status = server_key_alone(core->key);
    if (status == STATUS_OK && server_key_number(core->key) == SERVER_KEY_FORMER)
        status = STATUS_LIMIT;
    struct arena *arena = status == STATUS_OK ? arena_new() : NULL;
    if (status != STATUS_OK || arena == NULL)
        return status != STATUS_OK ? status : STATUS_FAILED;
    struct change change = {
        .was = core, .now = *core, .arena = arena, .result = out, .despite = despite};
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

enum status rekey_run(struct rekey_result *out, struct core *core, const char *folder)
{
    return run(out, core, folder, false);
}

enum status rekey_run_despite(struct rekey_result *out, struct core *core, const char *folder)
{
    return run(out, core, folder, true);
}
