/* Guarded memory. */
#ifndef CRYPTO_SECRET_H
#define CRYPTO_SECRET_H

#include "base/bytes.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** How many rooms of freed secrets are kept at most, to be had again without a system call: wiped,
 * locked, each in pages of its own between two that fault. */
enum { SECRET_KEPT = 64 };

/** Bytes in guarded, locked memory (sodium_malloc), wiped when freed. */
struct secret {
    size_t len;
    uint8_t *bytes;
};

/** secret_start(): start the library; call once before anything else of this layer.
 * STATUS_FAILED, with the reason in the log, if the process may not lock 512 KiB of memory. */
CHECKED enum status secret_start(void);

/** secret_new(len): zeroed guarded memory, or abort: a server without locked memory must stop. */
struct secret *secret_new(size_t len);

/** secret_copy(data): a guarded copy; the caller wipes the original with secret_wipe(). */
struct secret *secret_copy(struct bytes data);

/** secret_random(len): filled from the library's random source. */
struct secret *secret_random(size_t len);

/** secret_free(secret): wipe and free.  NULL does nothing.  Aborts if something was written before
 * it; what is written past its end faults at once. */
void secret_free(struct secret *secret);

/** secret_wipe(data, len): zero memory that held a secret, surely. */
void secret_wipe(void *data, size_t len);

/** secret_noise(out, len): random bytes that need not be guarded (salts, nonces, tokens). */
void secret_noise(uint8_t *out, size_t len);

#endif
