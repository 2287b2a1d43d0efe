#include "plain.h"

#include <string.h>
#include <utf8proc.h>

/* Soft hyphens, joiners, marks of direction, variation selectors. */
static bool unseen(int32_t point)
{
    return point == 0xAD || point == 0x34F || point == 0x61C || point == 0x180E ||
           (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || (point >= 0xFE00 && point <= 0xFE0F) ||
           point == 0xFEFF;
}

/* Other shapes of plain letters, digits and signs: full width, mathematical, circled, ligatures. */
static bool shaped(int32_t point)
{
    return (point >= 0xFF01 && point <= 0xFF5E) || (point >= 0x1D400 && point <= 0x1D7FF) ||
           (point >= 0x2460 && point <= 0x2473) || (point >= 0x24B6 && point <= 0x24EA) ||
           (point >= 0xFB00 && point <= 0xFB06) || (point >= 0x2080 && point <= 0x2089) ||
           (point >= 0x2070 && point <= 0x2079);
}

/* Whether a text may hold one: by the first byte of its letters, for most have none. */
static bool suspect(const char *text, size_t len)
{
    for (size_t at = 0; at < len; at++) {
        unsigned char c = (unsigned char)text[at];
        if (c < 0xC2)
            continue;
        int32_t point;
        if ((c == 0xC2 || c == 0xCD || c == 0xD8 || c >= 0xE1) &&
            utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(len - at),
                             &point) > 0 &&
            (unseen(point) || shaped(point)))
            return true;
    }
    return false;
}

struct plain plain_of(struct arena *arena, const char *text, size_t len)
{
    if (!suspect(text, len))
        return (struct plain){.text = text, .len = len};
    size_t room = 2 * len + 1; /* a sign of three bytes becomes at most four letters */
    char *copy = arena_alloc(arena, room);
    struct plain plain = {.text = copy,
                          .bytes = arena_alloc(arena, (room + 1) * sizeof(uint32_t)),
                          .chars = arena_alloc(arena, (room + 1) * sizeof(uint32_t))};
    uint32_t chars = 0;
    for (size_t at = 0; at < len; chars++) {
        int32_t point;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                                                 (utf8proc_ssize_t)(len - at), &point);
        if (used <= 0)
            break;
        int32_t parts[4] = {point};
        utf8proc_ssize_t count = unseen(point) ? 0 : 1;
        if (shaped(point)) {
            count = utf8proc_decompose_char(point, parts, 4, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
                                            NULL);
            count = count < 0 || count > 4 ? 0 : count;
        }
        for (utf8proc_ssize_t i = 0; i < count; i++) {
            utf8proc_ssize_t bytes =
                utf8proc_encode_char(parts[i], (utf8proc_uint8_t *)copy + plain.len);
            for (utf8proc_ssize_t k = 0; k < bytes; k++) {
                plain.bytes[plain.len] = (uint32_t)at;
                plain.chars[plain.len++] = chars;
            }
        }
        at += (size_t)used;
    }
    plain.bytes[plain.len] = (uint32_t)len;
    plain.chars[plain.len] = chars;
    copy[plain.len] = '\0';
    return plain;
}
