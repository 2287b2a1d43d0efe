#include "squeeze.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The best but one: the best takes ten times as long, which the first visitor would wait for. */
enum { QUALITY = 9 };

enum status squeeze_text(struct bytes *out, struct arena *arena, struct bytes content)
{
    size_t len = BrotliEncoderMaxCompressedSize(content.len);
    *out = (struct bytes){0};
    if (len == 0)
        return STATUS_FAILED;
    uint8_t *room = arena_alloc(arena, len);
    if (BrotliEncoderCompress(QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, content.len,
                              content.data, &len, room) != BROTLI_TRUE)
        return STATUS_FAILED;
    if (len < content.len)
        *out = (struct bytes){arena_copy(arena, room, len), len};
    return STATUS_OK;
}

/* "br", "br;q=0.5", not "br;q=0"; what stands for all of them ("*") is not taken for this one. */
bool squeeze_accepted(const char *header)
{
    static const char separators[] = " \t,";
    for (const char *at = header; at != NULL && *at != '\0';) {
        at += strspn(at, separators);
        const size_t len = strcspn(at, ",");
        const size_t name = strcspn(at, " \t;,");
        if (name == 2 && strncasecmp(at, "br", 2) == 0) {
            const char *weight = memmem(at, len, "q=", 2);
            return weight == NULL || strtod(weight + 2, NULL) > 0;
        }
        at += len;
    }
    return false;
}
