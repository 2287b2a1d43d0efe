/* XChaCha20-Poly1305 with a format byte and a nonce: under every seal. */
#ifndef CRYPTO_BOX_H
#define CRYPTO_BOX_H

#include "base/arena.h"
#include "base/bytes.h"
#include "crypto/secret.h"

/* What every sealed thing of this layer is: a format byte, a nonce of 24 bytes, and the
 * XChaCha20-Poly1305 ciphertext with its tag of 16. */
enum { BOX_KEY = 32, BOX_OVERHEAD = 1 + 24 + 16 };

/** box_seal(arena, plain, ad, key): the sealed bytes, in ${arena}.  ${key} has BOX_KEY bytes. */
struct bytes box_seal(struct arena *arena, struct bytes plain, struct bytes ad,
                      const struct secret *key);

/** box_room(sealed): how many plain bytes ${sealed} holds; 0 if it is too short for any. */
size_t box_room(struct bytes sealed);

/** box_open(out, sealed, ad, key): box_room() bytes into ${out}.  STATUS_TAMPERED (and zeroed) if
 * the format is unknown or the seal does not verify. */
CHECKED enum status box_open(uint8_t *out, struct bytes sealed, struct bytes ad,
                             const struct secret *key);

#endif
