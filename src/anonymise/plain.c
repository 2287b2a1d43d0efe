#include "plain.h"

#include "letter.h"

#include <string.h>

/* Soft hyphens, joiners, marks of direction, variation selectors. */
static bool unseen(int32_t point)
{
    return point == 0xAD || point == 0x34F || point == 0x61C || point == 0x180E ||
           (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || (point >= 0xFE00 && point <= 0xFE0F) ||
           point == 0xFEFF;
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
            letter_next(&point, text + at, len - at) > 0 && (unseen(point) || letter_shaped(point)))
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
        size_t used = letter_next(&point, text + at, len - at);
        if (used == 0)
            break;
        int32_t parts[LETTER_PARTS] = {point};
        size_t count = unseen(point) ? 0 : 1;
        if (letter_shaped(point))
            count = letter_plain(parts, point);
        for (size_t i = 0; i < count; i++) {
            size_t bytes = letter_put(copy + plain.len, parts[i]);
            for (size_t k = 0; k < bytes; k++) {
                plain.bytes[plain.len] = (uint32_t)at;
                plain.chars[plain.len++] = chars;
            }
        }
        at += used;
    }
    plain.bytes[plain.len] = (uint32_t)len;
    plain.chars[plain.len] = chars;
    copy[plain.len] = '\0';
    return plain;
}
