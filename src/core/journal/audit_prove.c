#include "journal/audit_prove.h"

#include "act.h"
#include "journal/audit_head.h"
#include "store/rows/journal_rows.h"

static const char *hex(struct arena *arena, struct bytes bytes)
{
    char *text = arena_alloc(arena, 2 * bytes.len + 1);
    bytes_hex(text, bytes);
    return text;
}

/* The log that speaks in a head: before a change of the key, another. */
static json_t *log_json(struct arena *arena, const struct core *core, const struct tree_head *head)
{
    struct digest id;
    const struct audit_public *public = server_key_audit_of(core->key, head->size);
    tree_head_log(&id, public);
    return json_pack("{s:s, s:s}", "id", hex(arena, BYTES_OF(id.bytes)), "key",
                     hex(arena, BYTES_OF(public->bytes)));
}

static json_t *head_json(struct arena *arena, const struct tree_head *head)
{
    return json_pack("{s:I, s:s, s:I, s:s*, s:s}", "size", (json_int_t)head->size, "root",
                     hex(arena, BYTES_OF(head->root.bytes)), "at", (json_int_t)head->at, "previous",
                     head->chained ? hex(arena, BYTES_OF(head->previous.bytes)) : NULL, "signature",
                     hex(arena, BYTES_OF(head->signature.bytes)));
}

json_t *audit_prove_head(struct arena *arena, const struct core *core, const struct tree_head *head)
{
    struct digest id;
    tree_head_log(&id, server_key_audit_of(core->key, head->size));
    json_t *json = head_json(arena, head);
    json_object_set_new(json, "log", json_string(hex(arena, BYTES_OF(id.bytes))));
    return json;
}

static json_t *path_json(struct arena *arena, const struct merkle_proof *proof)
{
    json_t *path = json_array();
    for (size_t i = 0; i < proof->count; i++)
        json_array_append_new(path, json_string(hex(arena, BYTES_OF(proof->path[i].bytes))));
    return path;
}

static json_t *entry_json(struct arena *arena, const struct journal_row *row)
{
    return json_pack("{s:I, s:I, s:o, s:o, s:s, s:s, s:o, s:s}", "seq", (json_int_t)row->seq, "at",
                     (json_int_t)row->at, "space", act_id_json(&row->space.id), "actor",
                     act_id_json(&row->actor.id), "action", row->action, "object_kind",
                     row->object_kind, "object", act_id_json(&row->object), "detail",
                     hex(arena, row->detail));
}

static enum status prove_entry(json_t **out, struct core *core, struct arena *arena,
                               struct db_conn *conn, uint64_t seq)
{
    struct journal_row row;
    struct tree_head head;
    struct merkle_proof proof;
    enum status status = journal_rows_get(&row, conn, arena, seq);
    if (status == STATUS_OK)
        status = audit_head_last(&head, conn);
    if (status == STATUS_OK && seq >= head.size)
        status = STATUS_CONFLICT; /* not covered yet */
    if (status == STATUS_OK)
        status = merkle_proof_inclusion(&proof, seq, head.size, audit_head_node, conn);
    if (status == STATUS_OK)
        *out = act_json(arena, json_pack("{s:s, s:o, s:o, s:o, s:o}", "type", "inclusion", "log",
                                         log_json(arena, core, &head), "head",
                                         head_json(arena, &head), "entry", entry_json(arena, &row),
                                         "proof", path_json(arena, &proof)));
    return status;
}

enum status audit_prove_inclusion(json_t **out, struct core *core, struct arena *arena,
                                  uint64_t seq)
{
    *out = NULL;
    struct db_conn *conn = db_read(core->db);
    enum status status = prove_entry(out, core, arena, conn, seq);
    db_done(conn);
    if (status != STATUS_CONFLICT)
        return status;
    status = audit_head_seal(core);
    if (status != STATUS_OK)
        return status;
    conn = db_read(core->db);
    status = prove_entry(out, core, arena, conn, seq);
    db_done(conn);
    return status;
}

static enum status prove_growth(json_t **out, struct core *core, struct arena *arena,
                                struct db_conn *conn, uint64_t size)
{
    struct tree_head head;
    struct digest root;
    struct merkle_proof proof;
    enum status status = audit_head_last(&head, conn);
    if (status == STATUS_OK && size > head.size)
        status = STATUS_NOT_FOUND;
    if (status == STATUS_OK)
        status = merkle_proof_root(&root, size, audit_head_node, conn);
    if (status == STATUS_OK)
        status = merkle_proof_consistency(&proof, size, head.size, audit_head_node, conn);
    if (status == STATUS_OK)
        *out = act_json(arena, json_pack("{s:s, s:o, s:o, s:{s:I, s:s}, s:o}", "type",
                                         "consistency", "log", log_json(arena, core, &head), "head",
                                         head_json(arena, &head), "from", "size", (json_int_t)size,
                                         "root", hex(arena, BYTES_OF(root.bytes)), "proof",
                                         path_json(arena, &proof)));
    return status;
}

enum status audit_prove_consistency(json_t **out, struct core *core, struct arena *arena,
                                    uint64_t size)
{
    *out = NULL;
    struct db_conn *conn = db_read(core->db);
    enum status status = prove_growth(out, core, arena, conn, size);
    db_done(conn);
    return status;
}
