#include "crypto/digest.h"

#include <sodium.h>

void digest_sha256(struct digest *out, struct bytes data)
{
    crypto_hash_sha256(out->bytes, data.data, data.len);
}

void digest_blake(struct digest *out, struct bytes data)
{
    crypto_generichash(out->bytes, sizeof out->bytes, data.data, data.len, NULL, 0);
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
    return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
