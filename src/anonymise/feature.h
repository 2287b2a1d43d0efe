#ifndef ANONYMISE_FEATURE_H
#define ANONYMISE_FEATURE_H

#include "scan.h"

/* What the model knows of a word: its shape, what the lists say of it, what the rules found in it,
 * and the same of its neighbours.  Each is a hash; weights are told apart by it alone. */

enum { FEATURES = 28 };

/** feature_wanted(scan, i): whether the model is asked about the word: one that could be of a name.
 */
bool feature_wanted(const struct scan *scan, int i);

/** feature_piece(scan): what is the same for all words of the piece, for feature_of(): whether it
 * has capitals that say something. */
uint32_t feature_piece(const struct scan *scan);

/** feature_of(out, scan, i, piece): the features of the word, FEATURES of them. */
void feature_of(uint32_t *out, const struct scan *scan, int i, uint32_t piece);

#endif
