#include "fold.h"

#include <string.h>
#include <utf8proc.h>

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

struct fold fold_letter(int32_t point)
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
        uint8_t bytes[4];
        utf8proc_ssize_t len = utf8proc_encode_char(parts[i], bytes);
        if (len <= 0 || fold.len + (size_t)len > sizeof fold.text)
            break;
        memcpy(fold.text + fold.len, bytes, (size_t)len);
        fold.len = (uint8_t)(fold.len + len);
        if (kind_of(parts[i]) != FOLD_MARK)
            fold.plain = fold.len;
    }
    return fold;
}

void fold_fill(struct fold *folds)
{
    for (int32_t point = 0; point < FOLD_END; point++)
        folds[point] = fold_letter(point);
}
