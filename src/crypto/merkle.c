#include "crypto/merkle.h"

#include <sodium.h>

static void hash(struct digest *out, uint8_t prefix, struct bytes first, struct bytes second)
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, first.data, first.len);
    crypto_hash_sha256_update(&state, second.data, second.len);
    crypto_hash_sha256_final(&state, out->bytes);
}

void merkle_leaf(struct digest *out, struct bytes entry)
{
    hash(out, 0x00, entry, (struct bytes){0});
}

void merkle_node(struct digest *out, const struct digest *left, const struct digest *right)
{
    hash(out, 0x01, BYTES_OF(left->bytes), BYTES_OF(right->bytes));
}

enum status merkle_append(struct merkle_edge *edge, const struct digest *leaf,
                          enum status (*keep)(void *context, unsigned level, uint64_t index,
                                              const struct digest *hash),
                          void *context)
{
    if (edge->size >= (UINT64_C(1) << MERKLE_LEVELS) - 1)
        return STATUS_LIMIT;
    struct digest node = *leaf;
    unsigned level = 0;
    enum status status = keep(context, level, edge->size, &node);
    for (; status == STATUS_OK && (edge->size >> level & 1) != 0; level++) {
        merkle_node(&node, &edge->complete[level], &node);
        status = keep(context, level + 1, edge->size >> (level + 1), &node);
    }
    if (status != STATUS_OK)
        return status;
    edge->complete[level] = node;
    edge->size++;
    return STATUS_OK;
}

void merkle_root(struct digest *out, const struct merkle_edge *edge)
{
    bool first = true;
    digest_sha256(out, (struct bytes){0});
    for (unsigned level = 0; level < MERKLE_LEVELS; level++) {
        if ((edge->size >> level & 1) == 0)
            continue;
        if (first)
            *out = edge->complete[level];
        else
            merkle_node(out, &edge->complete[level], out);
        first = false;
    }
}
