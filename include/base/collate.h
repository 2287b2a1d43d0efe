/* The order of names in French, and their letter in an index. */
#ifndef BASE_COLLATE_H
#define BASE_COLLATE_H

#include "base/arena.h"

/* The order in which French readers look names up: that of CLDR for "fr". */

/**
 * collate_key(arena, name): strcmp() on keys is that order.  Letters first (œ is oe, æ is ae), then
 * accents, then capitals; numbers by their value.  Words count one by one, whether a space, a
 * hyphen or an apostrophe parts them; other punctuation only tells apart what is equal without it.
 */
const char *collate_key(struct arena *arena, const char *name);

/** collate_letter(arena, name): the capital from A to Z under which an index has it, or '#':
 * digits, other scripts, nothing. */
char collate_letter(struct arena *arena, const char *name);

#endif
