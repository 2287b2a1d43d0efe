#include "core/journal.h"

#include "base/clock.h"
#include "crypto/merkle.h"
#include "crypto/record.h"
#include "store/journal_rows.h"

#include <string.h>

static enum status keep(void *conn, unsigned level, uint64_t position, const struct digest *hash)
{
    if (level == 0)
        return STATUS_OK; /* the leaf stands in its entry */
    return journal_rows_node_insert(conn, level, position, hash->bytes);
}

/* Only the complete subtrees that the next leaf can join: those of the trailing ones of ${size}. */
static enum status load_edge(struct merkle_edge *edge, struct db_conn *conn, uint64_t size)
{
    *edge = (struct merkle_edge){.size = size};
    enum status status = STATUS_OK;
    for (unsigned level = 0; (size >> level & 1) != 0 && status == STATUS_OK; level++)
        status = journal_rows_node(edge->complete[level].bytes, conn, level, (size >> level) - 1);
    return status;
}

enum status journal_add(struct db_conn *conn, const struct act *act, const char *action,
                        const char *kind, const struct id *object, struct bytes detail)
{
    struct merkle_edge edge;
    struct digest leaf;
    uint64_t size;
    struct arena *arena = arena_new();
    enum status status = STATUS_FAILED;
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
    status = journal_rows_size(&size, conn);
    if (status == STATUS_OK)
        status = load_edge(&edge, conn, size);
    if (status != STATUS_OK)
        goto done;
    entry.seq = size;
    struct record *record = record_new(arena, "cocon/journal");
    record_number(record, (int64_t)entry.seq);
    record_number(record, entry.at);
    record_id(record, &entry.space.id);
    record_id(record, &entry.actor.id);
    record_text(record, entry.action);
    record_text(record, entry.object_kind);
    record_id(record, &entry.object);
    record_bytes(record, entry.detail);
    merkle_leaf(&leaf, record_encoded(record));
    memcpy(entry.leaf, leaf.bytes, sizeof entry.leaf);
    status = journal_rows_insert(conn, &entry);
    if (status == STATUS_OK)
        status = merkle_append(&edge, &leaf, keep, conn);
done:
    arena_free(arena);
    return status;
}

struct reading {
    const struct act *act;
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
