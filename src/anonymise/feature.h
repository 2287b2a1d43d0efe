/* What the model knows of a word. */
#ifndef ANONYMISE_FEATURE_H
#define ANONYMISE_FEATURE_H

#include "scan.h"

/* What the model knows of a word: its shape, what the lists say of it, what the rules found in it,
 * and the same of its neighbours.  Each is a hash; weights are told apart by it alone. */

enum { FEATURES = 28 };

/** feature_plain(scan, i): whether it is certainly none of those, which most words are. */
static inline bool feature_plain(const struct scan *scan, int i)
{
    const struct token *token = &scan->tokens[i];
    const uint32_t names = WORD_FIRST | WORD_WEAK | WORD_SURNAME | WORD_PLACE | WORD_BIG |
                           WORD_COUNTRY | WORD_REGION | WORD_PROPER;
    bool word = (token->flags & (names | WORD_COMMON)) == WORD_COMMON ||
                (token->flags & (WORD_COMMON | WORD_MOSTLY)) == (WORD_COMMON | WORD_MOSTLY);
    return token->kind != TOKEN_WORD ||
           (token->shape == SHAPE_LOWER && word && (i == 0 || token[-1].found == 0));
}

/** feature_wanted(scan, i): whether the model is asked about the word: one that could be of a name.
 */
bool feature_wanted(const struct scan *scan, int i);

/** feature_piece(scan): what is the same for all words of the piece, for feature_of(): whether it
 * has capitals that say something. */
uint32_t feature_piece(const struct scan *scan);

/** feature_of(out, scan, i, piece): the features of the word, FEATURES of them. */
void feature_of(uint32_t *out, const struct scan *scan, int i, uint32_t piece);

#endif
