#include "journal/row_seal.h"

#include "base/log.h"
#include "crypto/record.h"
#include "journal/ledger.h"
#include "journal/row_fold.h"

#include <string.h>

static const char *const subject_names[STATE_SUBJECT_COUNT] = {
    [STATE_SEANCE] = "seance",   [STATE_VAULT] = "vault",         [STATE_PERSON] = "person",
    [STATE_CHARTER] = "charter", [STATE_STRUCTURE] = "structure", [STATE_CYCLE] = "cycle",
    [STATE_SPACE] = "space",
};

const char *row_seal_subject_name(enum state_subject subject)
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

enum state_subject row_seal_subject_of(const char *kind, const char *action)
{
    if (strcmp(action, "read") == 0 || strcmp(action, "sign-out") == 0)
        return STATE_SUBJECT_COUNT;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].subject;
    return STATE_SUBJECT_COUNT;
}

/* The rows of a thing as a seal has them. */
struct told_rows {
    struct bytes *all;
    size_t count;
    struct row_fold *folds; /* the texts of a séance: one hash each */
    size_t fold_count;
    bool folded;
};

/* Entries of a séance had every version of its texts among the rows once. */
static enum status read_rows(struct told_rows *out, const struct core *core, struct arena *arena,
                             struct db_conn *conn, enum state_subject subject,
                             const struct id *object, bool folded)
{
    *out = (struct told_rows){.folded = folded && subject == STATE_SEANCE};
    if (!out->folded)
        return state_rows_read(&out->all, &out->count, conn, arena, subject, object);
    enum status status = state_rows_beside(&out->all, &out->count, conn, arena, subject, object);
    if (status == STATUS_OK)
        status = row_fold_read(&out->folds, &out->fold_count, core, arena, conn, object);
    return status;
}

/* Over the entry too: nobody who lacks the key can write a later entry that answers for other rows.
 */
static void seal(struct digest *out, const struct core *core, struct arena *arena,
                 const struct journal_row *entry, struct bytes detail, const struct told_rows *rows)
{
    struct record *record = record_new(arena, rows->folded ? "cocon/state-folded" : "cocon/state");
    record_number(record, (int64_t)entry->seq);
    record_number(record, entry->at);
    record_id(record, &entry->space.id);
    record_id(record, &entry->actor.id);
    record_text(record, entry->action);
    record_text(record, entry->object_kind);
    record_id(record, &entry->object);
    record_bytes(record, detail);
    for (size_t i = 0; i < rows->count; i++)
        record_bytes(record, rows->all[i]);
    for (size_t i = 0; i < rows->fold_count; i++) {
        record_id(record, &rows->folds[i].document);
        record_digest(record, &rows->folds[i].chain);
    }
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

static void put_seal(struct journal_row *entry, struct arena *arena, const struct digest *digest)
{
    const size_t len = entry->detail.len;
    uint8_t *detail = arena_alloc(arena, len + sizeof digest->bytes);
    if (len > 0)
        memcpy(detail, entry->detail.data, len);
    memcpy(detail + len, digest->bytes, sizeof digest->bytes);
    entry->detail = (struct bytes){detail, len + sizeof digest->bytes};
}

enum status row_seal_add(struct act *act, struct arena *arena, struct db_conn *conn,
                         struct journal_row *entry, bool followed)
{
    struct told_rows rows;
    struct digest digest = {{0}};
    const enum state_subject subject = row_seal_subject_of(entry->object_kind, entry->action);
    if (subject == STATE_SUBJECT_COUNT || id_is_none(&entry->object))
        return STATUS_OK;
    enum status status = is_noted(act, arena, conn, entry);
    if (followed && status == STATUS_OK)
        put_seal(entry, arena, &digest);
    if (followed)
        return status;
    if (status == STATUS_OK)
        status = read_rows(&rows, act->core, arena, conn, subject, &entry->object, true);
    if (status != STATUS_OK || (rows.count == 0 && subject != STATE_VAULT))
        return status;
    /* what only takes away goes on over edited rows, and answers for none of them */
    if (ledger_looked(act->core, conn, &entry->object) != LEDGER_FOUND_EDITED)
        seal(&digest, act->core, arena, entry, entry->detail, &rows);
    put_seal(entry, arena, &digest);
    return STATUS_OK;
}

bool row_seal_given_up(const struct journal_row *entry)
{
    static const struct digest none;
    const size_t len = entry->detail.len;
    return len >= sizeof none.bytes &&
           memcmp(entry->detail.data + len - sizeof none.bytes, none.bytes, sizeof none.bytes) == 0;
}

static enum status compare_as(const struct core *core, struct arena *arena, struct db_conn *conn,
                              enum state_subject subject, const struct id *object,
                              const struct journal_row *entry, bool folded)
{
    struct told_rows rows;
    struct digest made;
    struct digest sealed;
    enum status status = read_rows(&rows, core, arena, conn, subject, object, folded);
    if (status != STATUS_OK)
        return status;
    if (rows.count == 0 && subject != STATE_VAULT) /* nothing else ends */
        return STATUS_TAMPERED;
    if (entry->detail.len < sizeof sealed.bytes ||
        row_seal_subject_of(entry->object_kind, entry->action) != subject)
        return STATUS_TAMPERED;
    const struct bytes detail = {entry->detail.data, entry->detail.len - sizeof sealed.bytes};
    memcpy(sealed.bytes, detail.data + detail.len, sizeof sealed.bytes);
    seal(&made, core, arena, entry, detail, &rows);
    if (!digest_equal(&made, &sealed))
        return STATUS_TAMPERED;
    row_fold_learn(core, conn, rows.folds, rows.fold_count);
    return STATUS_OK;
}

/* Whether the rows are those that ${entry}, the newest, answers for. */
static enum status compare(const struct core *core, struct arena *arena, struct db_conn *conn,
                           enum state_subject subject, const struct id *object,
                           const struct journal_row *entry)
{
    enum status status = compare_as(core, arena, conn, subject, object, entry, true);
    if (status == STATUS_TAMPERED && subject == STATE_SEANCE)
        status = compare_as(core, arena, conn, subject, object, entry, false);
    return status;
}

enum status row_seal_as_told(const struct core *core, struct arena *arena, struct db_conn *conn,
                             enum state_subject subject, const struct id *object)
{
    struct journal_row entry;
    enum status status = journal_rows_stated(&entry, conn, arena, object);
    return status == STATUS_OK ? compare(core, arena, conn, subject, object, &entry) : status;
}

enum status row_seal_newest(struct journal_row *entry, struct core *core, struct arena *arena,
                            struct db_conn *conn, enum state_subject subject,
                            const struct id *object)
{
    enum status status = ledger_newest(entry, core, conn, arena, object);
    return status == STATUS_OK ? compare(core, arena, conn, subject, object, entry) : status;
}

enum status row_seal_check(struct core *core, struct arena *arena, struct db_conn *conn,
                           enum state_subject subject, const struct id *object)
{
    struct journal_row entry;
    return row_seal_newest(&entry, core, arena, conn, subject, object);
}
