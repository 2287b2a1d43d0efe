/* The tree of RFC 9162: leaves, nodes, a growing edge. */
#ifndef CRYPTO_MERKLE_H
#define CRYPTO_MERKLE_H

#include "base/bytes.h"
#include "crypto/digest.h"

/* The tree of RFC 9162, section 2.1, with SHA-256. */

/** merkle_leaf(out, entry): SHA-256(0x00 ‖ entry). */
void merkle_leaf(struct digest *out, struct bytes entry);

/** merkle_node(out, left, right): SHA-256(0x01 ‖ left ‖ right). */
void merkle_node(struct digest *out, const struct digest *left, const struct digest *right);

enum { MERKLE_LEVELS = 48 };

/**
 * The right edge of a growing tree: one complete subtree a set bit of ${size}, largest first.
 * Enough to append and to tell the root; complete inner nodes are handed to ${keep} as they are
 * made.
 */
struct merkle_edge {
    uint64_t size;
    struct digest
        complete[MERKLE_LEVELS]; /* complete[level] valid where bit ${level} of size is 1 */
};

/** merkle_append(edge, leaf, keep, context): keep(context, level, index, hash) for the leaf (level
 * 0) and for every inner node that this leaf completes; a status other than OK stops and is
 * returned, with ${edge} as it was. */
CHECKED enum status merkle_append(struct merkle_edge *edge, const struct digest *leaf,
                                  enum status (*keep)(void *context, unsigned level, uint64_t index,
                                                      const struct digest *hash),
                                  void *context);

/** merkle_root(out, edge): the tree head's hash; of no entry, SHA-256 of nothing. */
void merkle_root(struct digest *out, const struct merkle_edge *edge);

#endif
