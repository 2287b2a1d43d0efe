/* Proofs that an entry is in the tree, and that a tree continues another. */
#ifndef CRYPTO_MERKLE_PROOF_H
#define CRYPTO_MERKLE_PROOF_H

#include "crypto/merkle.h"

/* Inclusion and consistency proofs of RFC 9162, section 2.1.  Making one needs the kept hashes of
 * complete subtrees, about two a level; checking one needs nothing but the proof and the roots. */

/** Where a tree's complete subtrees are read: the hash over the 2^${level} leaves from
 * ${position} << ${level}, level 0 being the leaf. */
typedef enum status merkle_proof_node(struct digest *out, void *context, unsigned level,
                                      uint64_t position);

enum { MERKLE_PROOF_MAX = MERKLE_LEVELS + 1 };

struct merkle_proof {
    size_t count;
    struct digest path[MERKLE_PROOF_MAX];
};

/** merkle_proof_root(out, size, node, context): the root of the first ${size} leaves. */
CHECKED enum status merkle_proof_root(struct digest *out, uint64_t size, merkle_proof_node *node,
                                      void *context);

/** merkle_proof_inclusion(out, index, size, node, context): that leaf ${index} is in the tree of
 * ${size}.  STATUS_INVALID unless index < size; else OK or what ${node} answered. */
CHECKED enum status merkle_proof_inclusion(struct merkle_proof *out, uint64_t index, uint64_t size,
                                           merkle_proof_node *node, void *context);

/** merkle_proof_consistency(out, old, size, node, context): that the tree of ${size} begins with
 * the whole tree of ${old}.  STATUS_INVALID if old > size. */
CHECKED enum status merkle_proof_consistency(struct merkle_proof *out, uint64_t old, uint64_t size,
                                             merkle_proof_node *node, void *context);

/** merkle_proof_includes(proof, leaf, index, size, root): STATUS_TAMPERED unless it proves it. */
CHECKED enum status merkle_proof_includes(const struct merkle_proof *proof,
                                          const struct digest *leaf, uint64_t index, uint64_t size,
                                          const struct digest *root);

/** merkle_proof_continues(proof, old, old_root, size, root): STATUS_TAMPERED unless it proves it.
 * Everything continues the empty tree. */
CHECKED enum status merkle_proof_continues(const struct merkle_proof *proof, uint64_t old,
                                           const struct digest *old_root, uint64_t size,
                                           const struct digest *root);

#endif
