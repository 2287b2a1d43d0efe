/* Percent-decoding. */
#ifndef PERCENT_H
#define PERCENT_H

#include "base/arena.h"
#include "base/bytes.h"

#include <stdbool.h>

/**
 * percent_decode(arena, text, len, plus): the bytes that a part of a URL or of a form stands for,
 * a NUL after them; with ${plus} a '+' is a space.  A '%' without two digits stays as it is, as in
 * browsers: what was typed is never lost.
 */
struct bytes percent_decode(struct arena *arena, const char *text, size_t len, bool plus);

#endif
