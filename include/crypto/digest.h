/* SHA-256 and BLAKE2b. */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/** 32 bytes of SHA-256 or BLAKE2b-256, as the maker says. */
struct digest {
    uint8_t bytes[32];
};

/** digest_sha256(out, data): SHA-256 (FIPS 180-4): what people can check with other tools. */
void digest_sha256(struct digest *out, struct bytes data);

/** digest_blake(out, data): BLAKE2b-256 (RFC 7693) without a key. */
void digest_blake(struct digest *out, struct bytes data);

/** digest_equal(a, b): in constant time. */
bool digest_equal(const struct digest *a, const struct digest *b);

#endif
