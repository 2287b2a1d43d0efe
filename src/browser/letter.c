/* What the anonymiser asks of Unicode, where there is no utf8proc. */

#include "letter.h"

/** Code points that fold alike: to ${fold}, or each to itself where its len is 0. */
struct run {
    int32_t first, last;
    struct fold fold;
};

struct shape {
    int32_t point;
    uint8_t count;
    int32_t parts[LETTER_PARTS];
};

#include <letter_tables.h> /* of tables.c */

size_t letter_next(int32_t *out, const char *text, size_t len)
{
    const unsigned char *at = (const unsigned char *)text;
    *out = -1;
    if (len == 0)
        return 0;
    if (at[0] < 0x80) {
        *out = at[0];
        return 1;
    }
    size_t used = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
    static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (at[0] < 0xC2 || at[0] > 0xF4 || used > len)
        return 0;
    int32_t point = at[0] & (0x7F >> used);
    for (size_t i = 1; i < used; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        point = point << 6 | (at[i] & 0x3F);
    }
    if (point < least[used] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return 0;
    *out = point;
    return used;
}

size_t letter_put(char *out, int32_t point)
{
    if (point < 0 || point > 0x10FFFF)
        return 0;
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t len = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len - 1; i > 0; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(first[len] | point);
    return len;
}

struct fold letter_fold(int32_t point)
{
    size_t from = 0;
    size_t to = sizeof RUNS / sizeof *RUNS;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (RUNS[middle].last < point)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == sizeof RUNS / sizeof *RUNS || RUNS[from].first > point)
        return (struct fold){.kind = FOLD_OTHER};
    struct fold fold = RUNS[from].fold;
    if (fold.len == 0) {
        fold.len = (uint8_t)letter_put((char *)fold.text, point);
        fold.plain = fold.kind == FOLD_MARK ? 0 : fold.len;
    }
    return fold;
}

size_t letter_plain(int32_t out[LETTER_PARTS], int32_t point)
{
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++)
        if (SHAPES[i].point == point) {
            for (size_t k = 0; k < SHAPES[i].count; k++)
                out[k] = SHAPES[i].parts[k];
            return SHAPES[i].count;
        }
    return 0;
}
