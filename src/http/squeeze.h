/* Static files, compressed once. */
#ifndef HTTP_SQUEEZE_H
#define HTTP_SQUEEZE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

#include <stdbool.h>

/* Brotli, for files that everybody may have.  Pages are never compressed: how long one is would
 * tell of what stands in it beside what a visitor typed (BREACH). */

/** squeeze_text(out, arena, content): ${content} compressed; empty if that gains nothing. */
CHECKED enum status squeeze_text(struct bytes *out, struct arena *arena, struct bytes content);

/** squeeze_accepted(header): whether an Accept-Encoding (NULL: none) takes it. */
bool squeeze_accepted(const char *header);

#endif
