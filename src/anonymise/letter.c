#include "letter.h"

#include <string.h>
#include <utf8proc.h>

size_t letter_next(int32_t *out, const char *text, size_t len)
{
    utf8proc_ssize_t used =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, out);
    return used > 0 ? (size_t)used : 0;
}

size_t letter_put(char *out, int32_t point)
{
    utf8proc_ssize_t len = utf8proc_encode_char(point, (utf8proc_uint8_t *)out);
    return len > 0 ? (size_t)len : 0;
}

static enum fold_kind kind_of(int32_t point)
{
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return FOLD_UPPER;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return FOLD_LOWER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
        return FOLD_MARK;
    case UTF8PROC_CATEGORY_ND:
        return point < 0x80 ? FOLD_DIGIT : FOLD_OTHER;
    default:
        return FOLD_OTHER;
    }
}

struct fold letter_fold(int32_t point)
{
    struct fold fold = {.kind = (uint8_t)kind_of(point)};
    /* º is a letter to Unicode; in « n º » it is none */
    if (point == 0xAA || point == 0xBA)
        fold.kind = FOLD_OTHER;
    if (fold.kind == FOLD_OTHER)
        return fold;
    if (point == 0x152 || point == 0x153 || point == 0xC6 || point == 0xE6 || point == 0xDF) {
        memcpy(fold.text, point == 0xDF ? "ss" : point < 0x100 ? "ae" : "oe", 2);
        fold.len = fold.plain = 2;
        return fold;
    }
    int32_t parts[8];
    utf8proc_ssize_t count = utf8proc_decompose_char(utf8proc_tolower(point), parts, 8,
                                                     UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, NULL);
    for (utf8proc_ssize_t i = 0; i < count && i < 8; i++) {
        char bytes[4];
        size_t len = letter_put(bytes, parts[i]);
        if (len == 0 || fold.len + len > sizeof fold.text)
            break;
        memcpy(fold.text + fold.len, bytes, len);
        fold.len = (uint8_t)(fold.len + len);
        if (kind_of(parts[i]) != FOLD_MARK)
            fold.plain = fold.len;
    }
    return fold;
}

size_t letter_plain(int32_t out[LETTER_PARTS], int32_t point)
{
    utf8proc_ssize_t count = utf8proc_decompose_char(point, out, LETTER_PARTS,
                                                     UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, NULL);
    return count < 0 || count > LETTER_PARTS ? 0 : (size_t)count;
}
