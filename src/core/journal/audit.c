#include "core/journal/audit.h"

#include "crypto/merkle.h"
#include "journal/audit_head.h"
#include "journal/journal.h"
#include "journal/ledger.h"
#include "store/rows/journal_rows.h"

#include <string.h>

/* A slice is a complete subtree: its inner nodes are read with it, a query a level. */
enum { SLICE_LEVELS = 12 };
static const unsigned SLICE = 1U << SLICE_LEVELS;

struct part {
    struct digest hash;
    bool known;
};

struct check {
    struct core *core;
    const struct audit_noted *noted;
    void (*report)(void *context, const struct audit_fault *fault);
    void *context;
    struct audit_result *result;
    uint64_t done;                    /* leaves so far */
    struct digest seal;               /* of the entry before */
    bool sealed;                      /* it is known */
    struct digest head;               /* what the next head tells of the one before; zero: none */
    struct part parts[MERKLE_LEVELS]; /* the right edge, as kept in the database */

    /* The slice at hand. */
    struct arena *arena;
    struct db_conn *conn;
    struct journal_row *rows;
    size_t row_count, row_at;
    struct part *kept[SLICE_LEVELS + 1]; /* by level, from 1 */
    struct journal_head_row *heads;
    size_t head_count, head_at;
};

static void fault(struct check *check, enum audit_fault_kind kind, uint64_t at, unsigned level,
                  uint64_t count)
{
    const struct audit_fault found = {.kind = kind, .at = at, .count = count, .level = level};
    check->result->faults++;
    if (check->report != NULL)
        check->report(check->context, &found);
}

static enum status load_nodes(struct check *check, uint64_t from, unsigned level)
{
    struct journal_node_row *rows;
    size_t count;
    const uint64_t first = from >> level;
    const unsigned room = SLICE >> level;
    struct part *kept = check->kept[level] = arena_alloc(check->arena, room * sizeof *kept);
    enum status status =
        journal_rows_nodes(&rows, &count, check->conn, check->arena, level, first, room);
    for (size_t i = 0; i < count; i++) {
        const uint64_t place = (uint64_t)rows[i].position - first;
        if (place >= room)
            break;
        memcpy(kept[place].hash.bytes, rows[i].hash, sizeof rows[i].hash);
        kept[place].known = true;
    }
    return status;
}

static enum status read_node(struct part *out, struct check *check, unsigned level,
                             uint64_t position)
{
    enum status status = journal_rows_node(out->hash.bytes, check->conn, level, position);
    out->known = status == STATUS_OK;
    return status == STATUS_NOT_FOUND || status == STATUS_TAMPERED ? STATUS_OK : status;
}

/* The kept node over the leaf that was just added; a slice's own nodes are loaded. */
static enum status kept_node(struct part *out, struct check *check, unsigned level,
                             uint64_t position)
{
    if (level > SLICE_LEVELS)
        return read_node(out, check, level, position);
    *out = check->kept[level][position & ((SLICE >> level) - 1)];
    return STATUS_OK;
}

/* Each node is compared with what its kept children give, and then stands for itself: one edit is
 * one fault, where it is, and if all agree the root is that of the entries. */
static enum status add_leaf(struct check *check, const struct part *leaf)
{
    struct part node = *leaf;
    unsigned level = 0;
    for (; (check->done >> level & 1) != 0; level++) {
        struct part kept;
        struct part made = {.known = check->parts[level].known && node.known};
        const uint64_t position = check->done >> (level + 1);
        enum status status = kept_node(&kept, check, level + 1, position);
        if (status != STATUS_OK)
            return status;
        if (made.known)
            merkle_node(&made.hash, &check->parts[level].hash, &node.hash);
        if (made.known && (!kept.known || !digest_equal(&made.hash, &kept.hash)))
            fault(check, AUDIT_FAULT_NODE, position, level + 1, 1);
        check->result->nodes += kept.known;
        node = kept.known ? kept : made;
    }
    check->parts[level] = node;
    check->done++;
    return STATUS_OK;
}

static bool root_now(struct digest *out, const struct check *check)
{
    struct merkle_edge edge = {.size = check->done};
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        edge.complete[level] = check->parts[level].hash;
        if ((check->done >> level & 1) != 0 && !check->parts[level].known)
            return false;
    }
    merkle_root(out, &edge);
    return true;
}

static void check_head(struct check *check, const struct journal_head_row *row)
{
    struct digest root;
    struct tree_head head;
    audit_head_of(&head, row);
    check->result->heads++;
    check->result->covered = row->size;
    if (row->malformed || !root_now(&root, check) || !digest_equal(&root, &head.root))
        fault(check, AUDIT_FAULT_ROOT, row->size, 0, 1);
    if (tree_head_verify(&head, check->arena, check->core->key) != STATUS_OK)
        fault(check, AUDIT_FAULT_SIGNATURE, row->size, 0, 1);
    /* the last one that told of none before, and every one after it */
    if (head.chained && !digest_equal(&head.previous, &check->head))
        fault(check, AUDIT_FAULT_HEAD, row->size, 0, 1);
    tree_head_digest(&check->head, &head);
}

static void check_noted(struct check *check)
{
    struct digest root;
    const struct bytes noted = check->noted->root;
    if (!root_now(&root, check) || noted.len > sizeof root.bytes ||
        memcmp(root.bytes, noted.data, noted.len) != 0)
        fault(check, AUDIT_FAULT_NOTED, check->noted->size, 0, 1);
}

/* What was said of the journal when it had as many entries as now. */
static void check_said(struct check *check)
{
    while (check->head_at < check->head_count && check->heads[check->head_at].size == check->done)
        check_head(check, &check->heads[check->head_at++]);
    if (check->noted != NULL && check->noted->size == check->done)
        check_noted(check);
}

/* Whoever lacks the server's key makes no entry; before there were seals, none has one. */
static void check_seal(struct check *check, const struct journal_row *row, bool whole)
{
    struct digest made, stands;
    memcpy(stands.bytes, row->seal, sizeof stands.bytes);
    if (whole && check->sealed && check->core->ledger != NULL) {
        ledger_seal(&made, check->core, check->arena, row, &check->seal);
        if (!digest_equal(&made, &stands))
            fault(check, AUDIT_FAULT_SEAL, row->seq, 0, 1);
    }
    check->seal = stands;
    check->sealed = !row->malformed;
}

static struct part leaf_of(struct check *check, const struct journal_row *row)
{
    struct part leaf = {.known = !row->malformed};
    struct digest made;
    memcpy(leaf.hash.bytes, row->leaf, sizeof row->leaf);
    check->result->entries++;
    if (!row->malformed)
        journal_leaf(&made, check->arena, row);
    const bool whole = !row->malformed && digest_equal(&made, &leaf.hash);
    if (!whole)
        fault(check, AUDIT_FAULT_ENTRY, row->seq, 0, 1);
    check_seal(check, row, whole);
    return leaf;
}

/* Entries that are not there leave a hole in the edge that only a kept node closes. */
static enum status add_slice(struct check *check, uint64_t end)
{
    enum status status = STATUS_OK;
    uint64_t hole = check->done; /* reported up to here */
    while (check->done < end && status == STATUS_OK) {
        const bool more = check->row_at < check->row_count;
        const struct journal_row *next = more ? &check->rows[check->row_at] : NULL;
        struct part leaf = {0};
        if (more && next->seq == check->done) {
            leaf = leaf_of(check, next);
            check->row_at++;
        } else if (check->done >= hole) {
            hole = more && next->seq < end ? next->seq : end;
            check->sealed = false;
            fault(check, AUDIT_FAULT_MISSING, check->done, 0, hole - check->done);
        }
        status = add_leaf(check, &leaf);
        check_said(check);
    }
    return status;
}

/* Over slices without any entry, however many, to the next one that has some; what was said of the
 * journal in between cannot be right. */
static enum status skip(struct check *check, uint64_t size)
{
    const uint64_t from = check->done;
    const bool more = check->row_count > 0 && check->rows[0].seq < size;
    enum status status = STATUS_OK;
    check->done = more ? check->rows[0].seq / SLICE * SLICE : size;
    check->sealed = false;
    fault(check, AUDIT_FAULT_MISSING, from, 0, check->done - from);
    for (; check->head_at < check->head_count; check->head_at++) {
        if (check->heads[check->head_at].size >= check->done)
            break;
        fault(check, AUDIT_FAULT_ROOT, check->heads[check->head_at].size, 0, 1);
    }
    if (check->noted != NULL && check->noted->size > from && check->noted->size < check->done)
        fault(check, AUDIT_FAULT_NOTED, check->noted->size, 0, 1);
    for (unsigned level = 0; level < MERKLE_LEVELS && status == STATUS_OK; level++) {
        check->parts[level] = (struct part){0};
        if (level >= SLICE_LEVELS && (check->done >> level & 1) != 0)
            status = read_node(&check->parts[level], check, level, (check->done >> level) - 1);
    }
    if (status == STATUS_OK)
        check_said(check);
    return status;
}

static enum status load_slice(struct check *check)
{
    enum status status = journal_rows_scan(&check->rows, &check->row_count, check->conn,
                                           check->arena, (int64_t)check->done, SLICE);
    check->row_at = 0;
    check->head_at = 0;
    if (status == STATUS_OK)
        status = journal_rows_heads(&check->heads, &check->head_count, check->conn, check->arena,
                                    (int64_t)check->done, SLICE);
    for (unsigned level = 1; level <= SLICE_LEVELS && status == STATUS_OK; level++)
        status = load_nodes(check, check->done, level);
    return status;
}

static enum status walk(struct check *check, uint64_t size)
{
    enum status status = STATUS_OK;
    while (check->done < size && status == STATUS_OK) {
        if (!core_go_on(check->core))
            return STATUS_BUSY;
        const uint64_t rest = size - check->done;
        const uint64_t end = check->done + (rest < SLICE ? rest : SLICE);
        check->arena = arena_new();
        if (check->arena == NULL)
            return STATUS_FAILED;
        check->conn = db_read(check->core->db);
        status = load_slice(check);
        if (status == STATUS_OK && check->row_count > 0 && check->rows[0].seq < end)
            status = add_slice(check, end);
        else if (status == STATUS_OK)
            status = skip(check, size);
        db_done(check->conn);
        arena_free(check->arena);
    }
    return status;
}

/* Nodes over entries that there are not; a few of each level are enough to know. */
static enum status stray_nodes(struct check *check, uint64_t size)
{
    enum { FEW = 16 };
    uint64_t stray;
    size_t count;
    enum status status = journal_rows_stray(&stray, check->conn, MERKLE_LEVELS);
    if (stray > 0)
        fault(check, AUDIT_FAULT_STRAY, 0, MERKLE_LEVELS + 1, stray);
    for (unsigned level = 1; level <= MERKLE_LEVELS && status == STATUS_OK; level++) {
        struct journal_node_row *rows;
        status =
            journal_rows_nodes(&rows, &count, check->conn, check->arena, level, size >> level, FEW);
        for (size_t i = 0; i < count; i++)
            fault(check, AUDIT_FAULT_STRAY, (uint64_t)rows[i].position, level, 1);
    }
    return status;
}

static enum status stray_heads(struct check *check, uint64_t size)
{
    struct journal_head_row *rows;
    size_t count;
    enum { FEW = 64 };
    enum status status =
        journal_rows_heads(&rows, &count, check->conn, check->arena, INT64_MIN, FEW);
    for (size_t i = 0; i < count && (int64_t)rows[i].size < 1; i++)
        fault(check, AUDIT_FAULT_ROOT, rows[i].size, 0, 1);
    if (status == STATUS_OK)
        status = journal_rows_heads(&rows, &count, check->conn, check->arena, (int64_t)size, FEW);
    for (size_t i = 0; i < count; i++)
        fault(check, AUDIT_FAULT_ROOT, rows[i].size, 0, 1);
    return status;
}

/* What lies outside of the tree, in one snapshot with its size: what comes later is not stray. */
static enum status look_around(struct check *check)
{
    const uint64_t most = (UINT64_C(1) << MERKLE_LEVELS) - 1;
    uint64_t outside;
    uint64_t *size = &check->result->size;
    check->arena = arena_new();
    if (check->arena == NULL)
        return STATUS_FAILED;
    check->conn = db_read(check->core->db);
    enum status status = journal_rows_size(size, check->conn);
    if (status == STATUS_OK)
        status = journal_rows_outside(&outside, check->conn, most);
    if (status == STATUS_OK && outside > 0)
        fault(check, AUDIT_FAULT_STRAY, 0, 0, outside);
    if ((int64_t)*size < 0)
        *size = 0;
    if (*size > most)
        *size = most;
    if (status == STATUS_OK)
        status = stray_nodes(check, *size);
    if (status == STATUS_OK)
        status = stray_heads(check, *size);
    db_done(check->conn);
    arena_free(check->arena);
    return status;
}

enum status audit_verify(struct audit_result *out, struct core *core,
                         const struct audit_noted *noted,
                         void (*report)(void *context, const struct audit_fault *fault),
                         void *context)
{
    struct check check = {.core = core,
                          .noted = noted,
                          .report = report,
                          .context = context,
                          .result = out,
                          .sealed = true};
    *out = (struct audit_result){0};
    enum status status = look_around(&check);
    if (status == STATUS_OK && noted != NULL && noted->size > out->size)
        fault(&check, AUDIT_FAULT_NOTED, noted->size, 0, 1);
    check_said(&check); /* of no entries */
    if (status == STATUS_OK)
        status = walk(&check, out->size);
    if (status == STATUS_OK && !root_now(&out->root, &check))
        out->root = (struct digest){{0}};
    return status == STATUS_OK && out->faults > 0 ? STATUS_TAMPERED : status;
}
