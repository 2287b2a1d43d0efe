/* Text that grows up to a limit; HTML escaping. */
#ifndef RENDER_BUFFER_H
#define RENDER_BUFFER_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

#include <stddef.h>

/** Text that grows in an arena up to a limit.  Once ${status} is not STATUS_OK nothing is added:
 * callers may look once, at the end. */
struct buffer {
    struct arena *arena;
    char *data;
    size_t len;
    size_t size;
    size_t limit;
    enum status status;
};

/** buffer_start(arena, limit): empty; ${limit} in bytes. */
struct buffer buffer_start(struct arena *arena, size_t limit);

/** buffer_add(buffer, text, len) / buffer_text(buffer, text): as it is. */
void buffer_add(struct buffer *buffer, const char *text, size_t len);
void buffer_text(struct buffer *buffer, const char *text);

/** buffer_escape(buffer, text, len): with & < > " ' as HTML references. */
void buffer_escape(struct buffer *buffer, const char *text, size_t len);

/** buffer_finish(buffer, out): the text, a NUL after it, or the buffer's status and zeroed. */
CHECKED enum status buffer_finish(const struct buffer *buffer, struct bytes *out);

#endif
