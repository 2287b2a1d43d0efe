#include "core/state.h"

#include "base/log.h"
#include "core/charter.h"
#include "core/journal.h"
#include "core/ledger.h"
#include "core/shown.h"
#include "core/trust.h"
#include "crypto/record.h"
#include "verified.h"

#include <string.h>

static const char *const subject_names[STATE_SUBJECT_COUNT] = {
    [STATE_SEANCE] = "seance",   [STATE_VAULT] = "vault",         [STATE_PERSON] = "person",
    [STATE_CHARTER] = "charter", [STATE_STRUCTURE] = "structure", [STATE_CYCLE] = "cycle",
    [STATE_SPACE] = "space",
};

const char *state_subject_name(enum state_subject subject)
{
    return (unsigned)subject < STATE_SUBJECT_COUNT ? subject_names[subject] : NULL;
}

static const struct {
    const char *kind;
    enum state_subject subject;
} kinds[] = {
    {"seance", STATE_SEANCE},       {"situation", STATE_SEANCE}, {"synthesis", STATE_SEANCE},
    {"vault", STATE_VAULT},         {"person", STATE_PERSON},    {"account", STATE_PERSON},
    {"structure", STATE_STRUCTURE}, {"charter", STATE_CHARTER},  {"cycle", STATE_CYCLE},
    {"pack", STATE_SPACE},
};

enum state_subject state_subject_of(const char *kind, const char *action)
{
    if (strcmp(action, "read") == 0 || strcmp(action, "sign-out") == 0)
        return STATE_SUBJECT_COUNT;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].subject;
    return STATE_SUBJECT_COUNT;
}

/* Over the entry too: nobody who lacks the key can write a later entry that answers for other rows.
 */
static void seal(struct digest *out, const struct core *core, struct arena *arena,
                 const struct journal_row *entry, struct bytes detail, const struct bytes *rows,
                 size_t count)
{
    struct record *record = record_new(arena, "cocon/state");
    record_number(record, (int64_t)entry->seq);
    record_number(record, entry->at);
    record_id(record, &entry->space.id);
    record_id(record, &entry->actor.id);
    record_text(record, entry->action);
    record_text(record, entry->object_kind);
    record_id(record, &entry->object);
    record_bytes(record, detail);
    for (size_t i = 0; i < count; i++)
        record_bytes(record, rows[i]);
    server_key_state(core->key, out, record, entry->seq);
}

/* Rows that were not held against their last entry could be somebody's edit, which this entry would
 * make good.  A thing of which nothing was told yet is new: whoever makes it asks state_note()
 * before the first row, for somebody may have laid down others. */
static enum status is_noted(struct act *act, struct arena *arena, struct db_conn *conn,
                            const struct journal_row *entry)
{
    struct journal_row last;
    char text[ID_TEXT];
    if (ledger_looked(act->core, conn, &entry->object) != LEDGER_NOT_LOOKED)
        return STATUS_OK;
    enum status status = ledger_newest(&last, act->core, conn, arena, &entry->object);
    if (status == STATUS_NOT_FOUND) {
        ledger_note(act->core, conn, &entry->object, LEDGER_FOUND_WHOLE);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return status;
    log_error("%s %s: \"%s\" would answer for rows that nobody looked at", entry->object_kind,
              id_text(text, &entry->object), entry->action);
    return STATUS_FAILED;
}

enum status state_seal(struct act *act, struct arena *arena, struct db_conn *conn,
                       struct journal_row *entry)
{
    struct bytes *rows;
    size_t count;
    struct digest digest;
    const enum state_subject subject = state_subject_of(entry->object_kind, entry->action);
    if (subject == STATE_SUBJECT_COUNT || id_is_none(&entry->object))
        return STATUS_OK;
    enum status status = is_noted(act, arena, conn, entry);
    if (status == STATUS_OK)
        status = state_rows_read(&rows, &count, conn, arena, subject, &entry->object);
    if (status != STATUS_OK || (count == 0 && subject != STATE_VAULT))
        return status;
    seal(&digest, act->core, arena, entry, entry->detail, rows, count);
    /* what only takes away goes on over edited rows, and answers for none of them */
    if (ledger_looked(act->core, conn, &entry->object) == LEDGER_FOUND_EDITED)
        digest = (struct digest){{0}};
    const size_t len = entry->detail.len;
    uint8_t *detail = arena_alloc(arena, len + sizeof digest.bytes);
    if (len > 0)
        memcpy(detail, entry->detail.data, len);
    memcpy(detail + len, digest.bytes, sizeof digest.bytes);
    entry->detail = (struct bytes){detail, len + sizeof digest.bytes};
    return STATUS_OK;
}

/* Whether the rows are those that ${entry}, the newest, answers for. */
static enum status compare(const struct core *core, struct arena *arena, struct db_conn *conn,
                           enum state_subject subject, const struct id *object,
                           const struct journal_row *entry)
{
    struct bytes *rows;
    size_t count;
    struct digest made;
    struct digest sealed;
    enum status status = state_rows_read(&rows, &count, conn, arena, subject, object);
    if (status != STATUS_OK)
        return status;
    if (count == 0 && subject != STATE_VAULT) /* nothing else ends */
        return STATUS_TAMPERED;
    if (entry->detail.len < sizeof sealed.bytes ||
        state_subject_of(entry->object_kind, entry->action) != subject)
        return STATUS_TAMPERED;
    const struct bytes detail = {entry->detail.data, entry->detail.len - sizeof sealed.bytes};
    memcpy(sealed.bytes, detail.data + detail.len, sizeof sealed.bytes);
    seal(&made, core, arena, entry, detail, rows, count);
    return digest_equal(&made, &sealed) ? STATUS_OK : STATUS_TAMPERED;
}

enum status state_as_told(const struct core *core, struct arena *arena, struct db_conn *conn,
                          enum state_subject subject, const struct id *object)
{
    struct journal_row entry;
    enum status status = journal_rows_stated(&entry, conn, arena, object);
    return status == STATUS_OK ? compare(core, arena, conn, subject, object, &entry) : status;
}

/* Rows that no entry tells of are somebody's edit; where there are none, the thing is new. */
static enum status is_new(struct db_conn *conn, struct arena *arena, enum state_subject subject,
                          const struct id *object)
{
    struct bytes *rows;
    size_t count;
    enum status status = state_rows_read(&rows, &count, conn, arena, subject, object);
    return status == STATUS_OK && count > 0 ? STATUS_TAMPERED : status;
}

static enum status check(struct journal_row *entry, struct core *core, struct arena *arena,
                         struct db_conn *conn, enum state_subject subject, const struct id *object)
{
    enum status status = ledger_newest(entry, core, conn, arena, object);
    return status == STATUS_OK ? compare(core, arena, conn, subject, object, entry) : status;
}

enum status state_check(struct core *core, struct arena *arena, struct db_conn *conn,
                        enum state_subject subject, const struct id *object)
{
    struct journal_row entry;
    return check(&entry, core, arena, conn, subject, object);
}

/* Whoever acted as a signatory or as coordination signed the entry with the keys that were
 * certified then, and to coordinate if they claimed it.  Who was neither is nobody to the space
 * yet, and the platform has no keys: their entries count by the server's seal alone. */
static enum status is_carried(struct act *act, struct arena *arena, struct db_conn *conn,
                              const struct journal_row *entry)
{
    struct act then = {.core = act->core, .arena = arena, .space = entry->space, .pack = act->pack};
    struct account_public actor;
    struct digest before = {{0}};
    struct signature signature;
    if ((entry->capacity & (RELATION_SIGNATORY | RELATION_COORDINATION)) == 0)
        return STATUS_OK;
    enum status status = trust_as(&actor, &then, conn, entry->actor, entry->at,
                                  (entry->capacity & RELATION_COORDINATION) != 0);
    if (status == STATUS_NOT_FOUND)
        return STATUS_TAMPERED;
    if (status == STATUS_OK && entry->seq > 0)
        status = journal_rows_seal(before.bytes, conn, entry->seq - 1);
    memcpy(signature.bytes, entry->signature, sizeof signature.bytes);
    return status == STATUS_OK
               ? verified_record(journal_act_record(arena, entry, &before), &signature, &actor)
               : status;
}

static bool is_login(const struct act *act)
{
    static const uint8_t none[sizeof act->login];
    return memcmp(act->login, none, sizeof none) != 0;
}

/* Whose access ended, or became another, between a request's beginning and its write: what they may
 * do is no longer what they might. */
static enum status is_current(struct act *act, struct arena *arena, struct db_conn *conn)
{
    struct membership_row now;
    struct login_row login;
    const struct membership_row *began = &act->membership;
    enum status status = person_rows_membership(&now, conn, arena, act->space, act->who);
    if (status == STATUS_OK &&
        (!person_rows_present(&now) || !id_equal(&now.structure.id, &began->structure.id) ||
         now.coordination != began->coordination || now.represents != began->represents))
        status = STATUS_DENIED;
    bool signatory = true;
    if (status == STATUS_OK && (act->standing & RELATION_SIGNATORY) != 0)
        status = charter_is_signatory(&signatory, act, conn, act->who, now.structure);
    if (status == STATUS_OK && !signatory) /* their structure left meanwhile, or time is over */
        status = STATUS_DENIED;
    if (status == STATUS_OK && is_login(act))
        status = person_rows_login(&login, conn, arena, act->login);
    if (status == STATUS_OK)
        status = state_check(act->core, arena, conn, STATE_PERSON, &act->who.id);
    return status == STATUS_NOT_FOUND ? STATUS_DENIED : status;
}

enum status state_current(struct act *act, struct db_conn *conn)
{
    enum status looked = shown_look(act, conn);
    if (looked != STATUS_OK)
        return looked;
    if (act->begins || act->keys == NULL || id_is_none(&act->membership.account.id) ||
        act->turn == db_turn(conn))
        return STATUS_OK;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = is_current(act, arena, conn);
    arena_free(arena);
    if (status == STATUS_OK)
        act->turn = db_turn(conn);
    if (status == STATUS_TAMPERED)
        state_met(act, STATE_PERSON, &act->who.id);
    return status;
}

void state_met(struct act *act, enum state_subject subject, const struct id *object)
{
    char text[ID_TEXT];
    act->tampered = true;
    act->met = *object;
    log_error("%s %s: its rows are not those of its last entry in the journal",
              subject_names[subject], id_text(text, object));
}

enum status state_note(struct act *act, struct db_conn *conn, enum state_subject subject,
                       const struct id *object)
{
    struct journal_row entry;
    enum status status = state_current(act, conn);
    if (status != STATUS_OK)
        return status;
    const enum ledger_look before = ledger_looked(act->core, conn, object);
    if (before != LEDGER_NOT_LOOKED)
        return before == LEDGER_FOUND_WHOLE ? STATUS_OK : STATUS_TAMPERED;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    status = check(&entry, act->core, arena, conn, subject, object);
    if (status == STATUS_OK)
        status = is_carried(act, arena, conn, &entry);
    if (status == STATUS_NOT_FOUND)
        status = is_new(conn, arena, subject, object);
    arena_free(arena);
    if (status == STATUS_TAMPERED)
        state_met(act, subject, object);
    if (status == STATUS_OK || (status == STATUS_TAMPERED && ledger_is_proven(act->core)))
        ledger_note(act->core, conn, object,
                    status == STATUS_OK ? LEDGER_FOUND_WHOLE : LEDGER_FOUND_EDITED);
    return status;
}

enum status state_take(bool *whole, struct act *act, struct db_conn *conn,
                       enum state_subject subject, const struct id *object)
{
    enum status status = state_note(act, conn, subject, object);
    *whole = status == STATUS_OK;
    return status == STATUS_TAMPERED && ledger_is_proven(act->core) ? STATUS_OK : status;
}

enum status state_believe(struct act *act, struct db_conn *conn, enum state_subject subject,
                          const struct id *object)
{
    if (db_turn(conn) != 0)
        return state_note(act, conn, subject, object);
    enum status status = state_check(act->core, act->arena, conn, subject, object);
    if (status == STATUS_NOT_FOUND)
        status = is_new(conn, act->arena, subject, object);
    if (status == STATUS_TAMPERED)
        state_met(act, subject, object);
    return status;
}
