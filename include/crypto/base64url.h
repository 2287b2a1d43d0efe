/* Bytes as browsers write them. */
#ifndef CRYPTO_BASE64URL_H
#define CRYPTO_BASE64URL_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

/* Bytes as browsers write them (RFC 4648, section 5, no padding). */

const char *base64url_text(struct arena *arena, struct bytes data);

/** base64url_read(out, arena, text): STATUS_INVALID for NULL and whatever base64url_text() would
 * not write. */
CHECKED enum status base64url_read(struct bytes *out, struct arena *arena, const char *text);

#endif
