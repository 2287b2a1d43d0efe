/* Hexadecimal. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/** A borrowed run of bytes; ${data} may be NULL only if ${len} is 0. */
struct bytes {
    const uint8_t *data;
    size_t len;
};

/** bytes_hex(out, in): lower-case hexadecimal; ${out} has room for 2 * in.len + 1 characters. */
void bytes_hex(char *out, struct bytes in);

/** bytes_unhex(out, len, hex): exactly 2 * ${len} lower-case digits, else STATUS_INVALID (zeroed).
 */
CHECKED enum status bytes_unhex(uint8_t *out, size_t len, const char *hex);

#define BYTES_OF(array) ((struct bytes){(const uint8_t *)(array), sizeof(array)})

#endif
