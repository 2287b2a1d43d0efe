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

/* Up from a node that is a right child or the last of its level, to where it is a right child. */
static void climb(uint64_t *at, uint64_t *last)
{
    while ((*at & 1) == 0 && *at != 0) {
        *at >>= 1;
        *last >>= 1;
    }
}

enum status merkle_proof_includes(const struct merkle_proof *proof, const struct digest *leaf,
                                  uint64_t index, uint64_t size, const struct digest *root)
{
    if (index >= size || proof->count > MERKLE_PROOF_MAX)
        return STATUS_TAMPERED;
    uint64_t at = index, last = size - 1;
    struct digest hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0)
            return STATUS_TAMPERED;
        if ((at & 1) != 0 || at == last) {
            merkle_node(&hash, &proof->path[i], &hash);
            climb(&at, &last);
        } else {
            merkle_node(&hash, &hash, &proof->path[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && digest_equal(&hash, root) ? STATUS_OK : STATUS_TAMPERED;
}

enum status merkle_proof_continues(const struct merkle_proof *proof, uint64_t old,
                                   const struct digest *old_root, uint64_t size,
                                   const struct digest *root)
{
    if (old > size || proof->count > MERKLE_PROOF_MAX)
        return STATUS_TAMPERED;
    if (old == 0 || old == size) {
        struct digest expected = *root;
        if (old == 0)
            digest_sha256(&expected, (struct bytes){0});
        bool same = digest_equal(old_root, &expected) && (size > 0 || digest_equal(old_root, root));
        return same && proof->count == 0 ? STATUS_OK : STATUS_TAMPERED;
    }
    const bool whole = (old & (old - 1)) == 0; /* then the old root begins the path by itself */
    if (proof->count == 0)
        return STATUS_TAMPERED;
    uint64_t at = old - 1, last = size - 1;
    for (; (at & 1) != 0; at >>= 1)
        last >>= 1;
    struct digest before = whole ? *old_root : proof->path[0];
    struct digest after = before;
    for (size_t i = whole ? 0 : 1; i < proof->count; i++) {
        if (last == 0)
            return STATUS_TAMPERED;
        if ((at & 1) != 0 || at == last) {
            merkle_node(&before, &proof->path[i], &before);
            merkle_node(&after, &proof->path[i], &after);
            climb(&at, &last);
        } else {
            merkle_node(&after, &after, &proof->path[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && digest_equal(&before, old_root) && digest_equal(&after, root)
               ? STATUS_OK
               : STATUS_TAMPERED;
}
