#include "journal/audit_head.h"

#include "base/clock.h"

#include <string.h>

enum status audit_head_node(struct digest *out, void *context, unsigned level, uint64_t position)
{
    enum status status = journal_rows_node(out->bytes, context, level, position);
    return status == STATUS_NOT_FOUND ? STATUS_TAMPERED : status;
}

enum status audit_head_last(struct tree_head *out, struct db_conn *conn)
{
    struct journal_head_row row;
    enum status status = journal_rows_head_last(&row, conn);
    audit_head_of(out, &row);
    return status;
}

void audit_head_of(struct tree_head *out, const struct journal_head_row *row)
{
    *out = (struct tree_head){.size = row->size, .at = row->at, .chained = row->chained};
    memcpy(out->root.bytes, row->root, sizeof row->root);
    memcpy(out->previous.bytes, row->previous, sizeof row->previous);
    memcpy(out->signature.bytes, row->signature, sizeof row->signature);
}

enum status audit_head_continues(struct db_conn *conn, const struct tree_head *old,
                                 const struct tree_head *head)
{
    struct merkle_proof proof;
    enum status status =
        merkle_proof_consistency(&proof, old->size, head->size, audit_head_node, conn);
    if (status == STATUS_OK)
        status = merkle_proof_continues(&proof, old->size, &old->root, head->size, &head->root);
    return status == STATUS_INVALID ? STATUS_TAMPERED : status; /* shorter than it was */
}

static enum status put_head(struct db_conn *conn, const struct tree_head *head)
{
    struct journal_head_row row = {.size = head->size, .at = head->at, .chained = head->chained};
    memcpy(row.previous, head->previous.bytes, sizeof row.previous);
    memcpy(row.root, head->root.bytes, sizeof row.root);
    memcpy(row.signature, head->signature.bytes, sizeof row.signature);
    return journal_rows_head_insert(conn, &row);
}

/* A clock that was set back must not keep entries waiting. */
static bool is_old(const struct tree_head *last, int64_t now)
{
    return now < last->at || now - last->at >= AUDIT_HEAD_EVERY;
}

enum status audit_head_sign(struct core *core, struct arena *arena, struct db_conn *conn,
                            bool at_once)
{
    struct tree_head last;
    struct tree_head head = {.at = clock_now(), .chained = true};
    enum status found = audit_head_last(&last, conn);
    enum status status = journal_rows_size(&head.size, conn);
    if (found != STATUS_OK && found != STATUS_NOT_FOUND)
        return found;
    if (status != STATUS_OK || head.size == last.size)
        return status;
    if (found == STATUS_OK && !at_once && !is_old(&last, head.at))
        return STATUS_OK;
    status = merkle_proof_root(&head.root, head.size, audit_head_node, conn);
    if (status == STATUS_OK && found == STATUS_OK)
        status = tree_head_verify(&last, arena, core->key);
    if (status == STATUS_OK && found == STATUS_OK)
        status = audit_head_continues(conn, &last, &head);
    if (status != STATUS_OK)
        return status;
    if (found == STATUS_OK)
        tree_head_digest(&head.previous, &last);
    tree_head_sign(&head, arena, core->key);
    return put_head(conn, &head);
}

static enum status seal(struct db_conn *conn, void *context)
{
    struct arena *arena = arena_new();
    enum status status = STATUS_FAILED;
    if (arena != NULL)
        status = audit_head_sign(context, arena, conn, true);
    arena_free(arena);
    return status;
}

enum status audit_head_seal(struct core *core)
{
    return db_write(core->db, seal, core);
}
