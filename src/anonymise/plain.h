/* A text as it looks: nothing unseen, no odd widths. */
#ifndef ANONYMISE_PLAIN_H
#define ANONYMISE_PLAIN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/** A text as it looks: without signs that nobody sees, letters and digits of other widths as plain
 * ones. */
struct plain {
    const char *text;
    size_t len;
    /* for each byte of it the byte and the code point of the text it came from; NULL: the same */
    uint32_t *bytes, *chars;
};

/** plain_of(arena, text, len): the text itself if it has nothing of the kind. */
struct plain plain_of(struct arena *arena, const char *text, size_t len);

#endif
