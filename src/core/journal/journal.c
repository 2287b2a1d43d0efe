#include "journal/journal.h"

#include "base/clock.h"
#include "crypto/merkle.h"
#include "crypto/record.h"
#include "journal/audit_head.h"
#include "journal/audit_watch.h"
#include "journal/ledger.h"
#include "journal/row_seal.h"
#include "journal/shown.h"
#include "verified.h"

#include <string.h>

static enum status keep_node(void *conn, unsigned level, uint64_t position,
                             const struct digest *hash)
{
    if (level == 0)
        return STATUS_OK; /* the leaf stands in its entry */
    return journal_rows_node_insert(conn, level, position, hash->bytes);
}

/* Only the complete subtrees that the next leaf can join: those of the trailing ones of ${size}. */
static enum status load_edge(struct merkle_edge *edge, struct db_conn *conn, uint64_t size)
{
    *edge = (struct merkle_edge){.size = size};
    enum status status = size >> MERKLE_LEVELS != 0 ? STATUS_TAMPERED : STATUS_OK;
    for (unsigned level = 0; (size >> level & 1) != 0 && status == STATUS_OK; level++)
        status = audit_head_node(&edge->complete[level], conn, level, (size >> level) - 1);
    return status;
}

void journal_leaf(struct digest *out, struct arena *arena, const struct journal_row *row)
{
    struct record *record = record_new(arena, "cocon/journal");
    record_number(record, (int64_t)row->seq);
    record_number(record, row->at);
    record_id(record, &row->space.id);
    record_id(record, &row->actor.id);
    record_text(record, row->action);
    record_text(record, row->object_kind);
    record_id(record, &row->object);
    record_bytes(record, row->detail);
    merkle_leaf(out, record_encoded(record));
}

struct record *journal_act_record(struct arena *arena, const struct journal_row *row,
                                  const struct digest *before)
{
    struct record *record = record_new(arena, "cocon/act");
    record_bytes(record, BYTES_OF(row->leaf));
    record_number(record, row->capacity);
    record_digest(record, before);
    return record;
}

/* Who acts puts their name to the entry, where it stands. */
static void sign(const struct act *act, struct arena *arena, struct journal_row *entry,
                 const struct digest *before)
{
    struct signature signature;
    if (act->keys == NULL || id_is_none(&act->who.id))
        return;
    entry->capacity = act->standing;
    const struct record *record = journal_act_record(arena, entry, before);
    record_sign(&signature, record, act->keys);
    verified_signed(record, &signature, act->keys);
    memcpy(entry->signature, signature.bytes, sizeof entry->signature);
}

static enum status append(struct act *act, struct db_conn *conn, struct arena *arena,
                          struct journal_row *entry, bool followed)
{
    struct merkle_edge edge;
    struct digest before, leaf, seal;
    enum status status = ledger_next(&entry->seq, &before, act->core, conn);
    if (status == STATUS_OK)
        status = load_edge(&edge, conn, entry->seq);
    if (status == STATUS_OK)
        status = act->core->current(act, conn);
    if (status == STATUS_OK && shown_is_stale(act)) /* who may not act was refused before */
        status = act_fault(act, STATUS_CONFLICT, "conflict_changed");
    if (status == STATUS_OK)
        status = row_seal_add(act, arena, conn, entry, followed);
    if (status != STATUS_OK)
        return status;
    journal_leaf(&leaf, arena, entry);
    memcpy(entry->leaf, leaf.bytes, sizeof entry->leaf);
    sign(act, arena, entry, &before);
    ledger_seal(&seal, act->core, arena, entry, &before);
    memcpy(entry->seal, seal.bytes, sizeof entry->seal);
    status = journal_rows_insert(conn, entry);
    return status == STATUS_OK ? merkle_append(&edge, &leaf, keep_node, conn) : status;
}

/* People's work goes on when the journal was tampered with; that it was is not kept quiet. */
static enum status sign_head(struct core *core, struct arena *arena, struct db_conn *conn)
{
    enum status status = audit_head_sign(core, arena, conn, false);
    if (status != STATUS_TAMPERED)
        return status;
    audit_watch_alarm(core);
    return STATUS_OK;
}

static enum status add(struct db_conn *conn, struct act *act, const char *action, const char *kind,
                       const struct id *object, struct bytes detail, bool followed)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return STATUS_FAILED;
    struct journal_row entry = {.at = clock_now(),
                                .space = act->space,
                                .actor = act->who,
                                .action = action,
                                .object_kind = kind,
                                .detail = detail};
    if (object != NULL)
        entry.object = *object;
    enum status status = append(act, conn, arena, &entry, followed);
    if (status == STATUS_OK)
        status = sign_head(act->core, arena, conn);
    arena_free(arena);
    return status;
}

enum status journal_add(struct db_conn *conn, struct act *act, const char *action, const char *kind,
                        const struct id *object, struct bytes detail)
{
    return add(conn, act, action, kind, object, detail, false);
}

enum status journal_add_followed(struct db_conn *conn, struct act *act, const char *action,
                                 const char *kind, const struct id *object, struct bytes detail)
{
    return add(conn, act, action, kind, object, detail, true);
}

struct reading {
    struct act *act;
    const char *kind;
    const struct id *object;
    struct bytes detail;
};

static enum status add_reading(struct db_conn *conn, void *context)
{
    const struct reading *reading = context;
    return journal_add(conn, reading->act, "read", reading->kind, reading->object, reading->detail);
}

enum status journal_read(struct act *act, const char *kind, const struct id *object,
                         struct bytes detail)
{
    struct reading reading = {act, kind, object, detail};
    return db_write(act->core->db, add_reading, &reading);
}
