/* Names in small letters and in lines of capitals. */
#ifndef ANONYMISE_SMALL_H
#define ANONYMISE_SMALL_H

#include "name.h"

/** small_find(scan, i): what the name in small letters is that begins here, if one does; words of a
 * line of capitals count as small letters. */
void small_find(struct scan *scan, int i);

/** small_end(scan, i): the last token of the person's name in small letters that begins at ${i}. */
int small_end(const struct scan *scan, int i);

/** small_from(scan, i): the same, for a name that begins with « de la », « van den »; -1 if none
 * does. */
int small_from(const struct scan *scan, int i);

#endif
