/* What the anonymiser asks of Unicode. */
#ifndef ANONYMISE_LETTER_H
#define ANONYMISE_LETTER_H

#include "fold.h"

#include <stddef.h>
#include <stdint.h>

/* letter.c answers from utf8proc; in the browser, src/browser/letter.c from tables that the build
 * asked of letter.c. */

/** letter_next(out, text, len): the code point that ${text} begins with; how many bytes it takes, 0
 * if they are ill-formed (RFC 3629) or none is left. */
size_t letter_next(int32_t *out, const char *text, size_t len);

/** letter_put(out, point): its bytes, at most 4; how many, 0 if it is no code point. */
size_t letter_put(char *out, int32_t point);

/** letter_fold(point): one code point, from any script. */
struct fold letter_fold(int32_t point);

/** letter_shaped(point): another shape of plain letters, digits and signs: full width,
 * mathematical, circled, ligatures. */
static inline int letter_shaped(int32_t point)
{
    return (point >= 0xFF01 && point <= 0xFF5E) || (point >= 0x1D400 && point <= 0x1D7FF) ||
           (point >= 0x2460 && point <= 0x2473) || (point >= 0x24B6 && point <= 0x24EA) ||
           (point >= 0xFB00 && point <= 0xFB06) || (point >= 0x2080 && point <= 0x2089) ||
           (point >= 0x2070 && point <= 0x2079);
}

enum { LETTER_PARTS = 4 };

/** letter_plain(out, point): what a shaped one is in plain letters; how many, 0 for those that are
 * more than LETTER_PARTS. */
size_t letter_plain(int32_t out[LETTER_PARTS], int32_t point);

#endif
