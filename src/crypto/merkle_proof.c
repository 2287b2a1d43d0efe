#include "crypto/merkle_proof.h"

#include <string.h>

struct source {
    merkle_proof_node *node;
    void *context;
};

/* The largest power of two under ${count}, as its exponent; ${count} is 2 at least. */
static unsigned split(uint64_t count)
{
    unsigned level = 0;
    while (UINT64_C(2) << level < count)
        level++;
    return level;
}

/* MTH of the ${count} leaves from ${start}, which is a multiple of a power of two ≥ count: one
 * complete subtree for each set bit of ${count}, joined from the right. */
static enum status tree_hash(struct digest *out, const struct source *source, uint64_t start,
                             uint64_t count)
{
    bool first = true;
    uint64_t end = start + count;
    enum status status = STATUS_OK;
    digest_sha256(out, (struct bytes){0});
    for (unsigned level = 0; status == STATUS_OK && count >> level != 0; level++) {
        struct digest part;
        if ((count >> level & 1) == 0)
            continue;
        end -= UINT64_C(1) << level;
        status = source->node(&part, source->context, level, end >> level);
        if (first)
            *out = part;
        else
            merkle_node(out, &part, out);
        first = false;
    }
    return status;
}

enum status merkle_proof_root(struct digest *out, uint64_t size, merkle_proof_node *node,
                              void *context)
{
    const struct source source = {node, context};
    enum status status =
        size >> MERKLE_LEVELS != 0 ? STATUS_INVALID : tree_hash(out, &source, 0, size);
    if (status != STATUS_OK)
        memset(out, 0, sizeof *out);
    return status;
}

/* Proofs are told from the leaves up; going down from the root finds the last step first. */
static void reverse(struct merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct digest other = proof->path[i];
        proof->path[i] = proof->path[proof->count - 1 - i];
        proof->path[proof->count - 1 - i] = other;
    }
}

static enum status finish(struct merkle_proof *out, enum status status)
{
    if (status == STATUS_OK)
        reverse(out);
    else
        *out = (struct merkle_proof){0};
    return status;
}

enum status merkle_proof_inclusion(struct merkle_proof *out, uint64_t index, uint64_t size,
                                   merkle_proof_node *node, void *context)
{
    const struct source source = {node, context};
    uint64_t start = 0;
    enum status status = STATUS_OK;
    *out = (struct merkle_proof){0};
    if (index >= size || size >> MERKLE_LEVELS != 0)
        return STATUS_INVALID;
    while (size > 1 && status == STATUS_OK) {
        const uint64_t left = UINT64_C(1) << split(size);
        struct digest *step = &out->path[out->count++];
        if (index - start < left) {
            status = tree_hash(step, &source, start + left, size - left);
            size = left;
        } else {
            status = tree_hash(step, &source, start, left);
            start += left;
            size -= left;
        }
    }
    return finish(out, status);
}

enum status merkle_proof_consistency(struct merkle_proof *out, uint64_t old, uint64_t size,
                                     merkle_proof_node *node, void *context)
{
    const struct source source = {node, context};
    uint64_t start = 0;
    enum status status = STATUS_OK;
    *out = (struct merkle_proof){0};
    if (old > size || size >> MERKLE_LEVELS != 0)
        return STATUS_INVALID;
    if (old == 0 || old == size)
        return STATUS_OK;
    while (old - start != size && status == STATUS_OK) {
        const uint64_t left = UINT64_C(1) << split(size);
        struct digest *step = &out->path[out->count++];
        if (old - start <= left) {
            status = tree_hash(step, &source, start + left, size - left);
            size = left;
        } else {
            status = tree_hash(step, &source, start, left);
            start += left;
            size -= left;
        }
    }
    /* what is left is in both trees; the old root says it already if it is all of the old tree */
    if (start != 0 && status == STATUS_OK)
        status = tree_hash(&out->path[out->count++], &source, start, size);
    return finish(out, status);
}

/* A node on its way up, and the last node of its level. */
struct way {
    uint64_t at, last;
};

static void up(struct way *way)
{
    way->at >>= 1;
    way->last >>= 1;
}

/* Whether what a path tells next stands to its left; if so up to where it is a right child. */
static bool is_right(struct way *way)
{
    if ((way->at & 1) == 0 && way->at != way->last)
        return false;
    while ((way->at & 1) == 0 && way->at != 0)
        up(way);
    return true;
}

enum status merkle_proof_includes(const struct merkle_proof *proof, const struct digest *leaf,
                                  uint64_t index, uint64_t size, const struct digest *root)
{
    if (index >= size || proof->count > MERKLE_PROOF_MAX)
        return STATUS_TAMPERED;
    struct way way = {index, size - 1};
    struct digest hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (way.last == 0)
            return STATUS_TAMPERED;
        if (is_right(&way))
            merkle_node(&hash, &proof->path[i], &hash);
        else
            merkle_node(&hash, &hash, &proof->path[i]);
        up(&way);
    }
    return way.last == 0 && digest_equal(&hash, root) ? STATUS_OK : STATUS_TAMPERED;
}

/* Trees of which no path tells: any goes on from the empty one, and each from itself. */
static bool continues_at_once(uint64_t old, const struct digest *old_root, uint64_t size,
                              const struct digest *root)
{
    struct digest none;
    digest_sha256(&none, (struct bytes){0});
    const struct {
        bool is;
        const struct digest *as;
    } cases[] = {{old == 0, &none}, {old == size, root}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cases[i].is && !digest_equal(old_root, cases[i].as))
            return false;
    return true;
}

enum status merkle_proof_continues(const struct merkle_proof *proof, uint64_t old,
                                   const struct digest *old_root, uint64_t size,
                                   const struct digest *root)
{
    const bool at_once = old == 0 || old == size;
    if (old > size || proof->count > MERKLE_PROOF_MAX || (proof->count == 0) != at_once)
        return STATUS_TAMPERED;
    if (at_once)
        return continues_at_once(old, old_root, size, root) ? STATUS_OK : STATUS_TAMPERED;
    const bool whole = (old & (old - 1)) == 0; /* then the old root begins the path by itself */
    struct way way = {old - 1, size - 1};
    while ((way.at & 1) != 0)
        up(&way);
    struct digest before = whole ? *old_root : proof->path[0];
    struct digest after = before;
    for (size_t i = whole ? 0 : 1; i < proof->count; i++) {
        if (way.last == 0)
            return STATUS_TAMPERED;
        if (is_right(&way)) {
            merkle_node(&before, &proof->path[i], &before);
            merkle_node(&after, &proof->path[i], &after);
        } else {
            merkle_node(&after, &after, &proof->path[i]);
        }
        up(&way);
    }
    return way.last == 0 && digest_equal(&before, old_root) && digest_equal(&after, root)
               ? STATUS_OK
               : STATUS_TAMPERED;
}
