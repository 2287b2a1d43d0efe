#include "core/state.h"

#include "base/log.h"
#include "crypto/record.h"

#include <string.h>

static const char *const subject_names[STATE_SUBJECT_COUNT] = {
    [STATE_SEANCE] = "seance",   [STATE_VAULT] = "vault",         [STATE_PERSON] = "person",
    [STATE_CHARTER] = "charter", [STATE_STRUCTURE] = "structure", [STATE_CYCLE] = "cycle",
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
    server_key_state(core->key, out, record);
}

enum status state_seal(const struct act *act, struct arena *arena, struct db_conn *conn,
                       struct journal_row *entry)
{
    struct bytes *rows;
    size_t count;
    struct digest digest;
    const enum state_subject subject = state_subject_of(entry->object_kind, entry->action);
    if (subject == STATE_SUBJECT_COUNT || id_is_none(&entry->object))
        return STATUS_OK;
    enum status status = state_rows_read(&rows, &count, conn, arena, subject, &entry->object);
    if (status != STATUS_OK || (count == 0 && subject != STATE_VAULT))
        return status;
    seal(&digest, act->core, arena, entry, entry->detail, rows, count);
    if (act->edited)
        digest = (struct digest){{0}};
    const size_t len = entry->detail.len;
    uint8_t *detail = arena_alloc(arena, len + sizeof digest.bytes);
    if (len > 0)
        memcpy(detail, entry->detail.data, len);
    memcpy(detail + len, digest.bytes, sizeof digest.bytes);
    entry->detail = (struct bytes){detail, len + sizeof digest.bytes};
    return STATUS_OK;
}

enum status state_check(const struct core *core, struct arena *arena, struct db_conn *conn,
                        enum state_subject subject, const struct id *object)
{
    struct bytes *rows;
    size_t count;
    struct journal_row entry;
    struct digest made;
    struct digest sealed;
    enum status status = journal_rows_stated(&entry, conn, arena, object);
    if (status != STATUS_OK)
        return status;
    status = state_rows_read(&rows, &count, conn, arena, subject, object);
    if (status != STATUS_OK)
        return status;
    if (count == 0 && subject != STATE_VAULT) /* nothing else ends */
        return STATUS_TAMPERED;
    if (entry.detail.len < sizeof sealed.bytes ||
        state_subject_of(entry.object_kind, entry.action) != subject)
        return STATUS_TAMPERED;
    const struct bytes detail = {entry.detail.data, entry.detail.len - sizeof sealed.bytes};
    memcpy(sealed.bytes, detail.data + detail.len, sizeof sealed.bytes);
    seal(&made, core, arena, &entry, detail, rows, count);
    return digest_equal(&made, &sealed) ? STATUS_OK : STATUS_TAMPERED;
}

enum status state_note(struct act *act, struct db_conn *conn, enum state_subject subject,
                       const struct id *object)
{
    char text[ID_TEXT];
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    enum status status = state_check(act->core, arena, conn, subject, object);
    arena_free(arena);
    if (status == STATUS_TAMPERED) {
        act->edited = true;
        act->tampered = true;
        log_error("%s %s: its rows are not those of its last entry in the journal",
                  subject_names[subject], id_text(text, object));
    }
    return status == STATUS_TAMPERED || status == STATUS_NOT_FOUND ? STATUS_OK : status;
}
