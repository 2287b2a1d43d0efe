/* Characters that do not show, or end a line without a key for it. */
#ifndef BASE_UNSEEN_H
#define BASE_UNSEEN_H

#include <stdbool.h>
#include <stdint.h>

/* Characters that do not show, or show as something else than they are. */

/** unseen_breaks(point): it ends a line, and keyboards do not write it: VT, FF, SO (a column in
 * Word), NEL, U+2028, U+2029. */
bool unseen_breaks(int32_t point);

/** unseen_dropped(point): it has no place in a text: controls but \n and \t, the zero-width space,
 * the soft hyphen, byte order marks, invisible operators, tags, non-characters, annotations, and
 * what overrides, embeds or isolates directions. */
bool unseen_dropped(int32_t point);

/** unseen_blank(point): blanks of all widths, fillers that look like one, and formats such as
 * joiners and marks of direction: what goes at the ends of a text. */
bool unseen_blank(int32_t point);

/** unseen_shows(point): a text of this alone is no blank one; marks do not show alone. */
bool unseen_shows(int32_t point);

#endif
