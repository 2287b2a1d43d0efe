#include "crypto/base64url.h"

#include <sodium.h>
#include <string.h>

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

const char *base64url_text(struct arena *arena, struct bytes data)
{
    const size_t room = sodium_base64_encoded_len(data.len, VARIANT);
    char *out = arena_alloc(arena, room);
    return sodium_bin2base64(out, room, data.len > 0 ? data.data : (const uint8_t *)"", data.len,
                             VARIANT);
}

enum status base64url_read(struct bytes *out, struct arena *arena, const char *text)
{
    *out = (struct bytes){0};
    if (text == NULL)
        return STATUS_INVALID;
    size_t len = 0;
    const size_t room = strlen(text) + 1;
    uint8_t *bytes = arena_alloc(arena, room);
    if (sodium_base642bin(bytes, room, text, strlen(text), NULL, &len, NULL, VARIANT) != 0)
        return STATUS_INVALID;
    const struct bytes read = {bytes, len};
    if (strcmp(base64url_text(arena, read), text) != 0) /* one text only */
        return STATUS_INVALID;
    *out = read;
    return STATUS_OK;
}
