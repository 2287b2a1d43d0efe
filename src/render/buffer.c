#include "buffer.h"

#include <string.h>

enum { FIRST = 4096 };

struct buffer buffer_start(struct arena *arena, size_t limit)
{
    return (struct buffer){.arena = arena, .limit = limit, .status = STATUS_OK};
}

static void grow(struct buffer *buffer, size_t need)
{
    size_t size = buffer->size > 0 ? buffer->size : FIRST;
    while (size < need)
        size *= 2;
    char *data = arena_alloc(buffer->arena, size);
    if (buffer->len > 0)
        memcpy(data, buffer->data, buffer->len);
    buffer->data = data;
    buffer->size = size;
}

void buffer_add(struct buffer *buffer, const char *text, size_t len)
{
    if (buffer->status != STATUS_OK || len == 0)
        return;
    if (len > buffer->limit - buffer->len) {
        buffer->status = STATUS_LIMIT;
        return;
    }
    if (buffer->len + len >= buffer->size)
        grow(buffer, buffer->len + len + 1); /* room for the final NUL */
    memcpy(buffer->data + buffer->len, text, len);
    buffer->len += len;
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void buffer_escape(struct buffer *buffer, const char *text, size_t len)
{
    size_t done = 0;
    for (size_t at = 0; at < len; at++) {
        const char *instead = reference(text[at]);
        if (instead == NULL)
            continue;
        buffer_add(buffer, text + done, at - done);
        buffer_text(buffer, instead);
        done = at + 1;
    }
    if (len > done)
        buffer_add(buffer, text + done, len - done);
}

enum status buffer_finish(const struct buffer *buffer, struct bytes *out)
{
    *out = (struct bytes){0};
    if (buffer->status != STATUS_OK)
        return buffer->status;
    if (buffer->data == NULL) {
        *out = (struct bytes){arena_alloc(buffer->arena, 1), 0};
        return STATUS_OK;
    }
    buffer->data[buffer->len] = '\0'; /* growing keeps one byte for it */
    *out = (struct bytes){(const uint8_t *)buffer->data, buffer->len};
    return STATUS_OK;
}
