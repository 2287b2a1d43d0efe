/* Letters without case and accents. */
#ifndef ANONYMISE_FOLD_H
#define ANONYMISE_FOLD_H

#include "table.h"

#include <stdbool.h>
#include <stdint.h>

/** What a letter is: for every code point under FOLD_END, from a table; others on demand. */
struct fold {
    uint8_t kind;    /* enum fold_kind */
    uint8_t len;     /* bytes of its folded form: lower case, decomposed, œ as oe */
    uint8_t plain;   /* how many of them remain without accents */
    uint8_t text[5]; /* the plain ones first */
};

enum fold_kind { FOLD_OTHER, FOLD_LOWER, FOLD_UPPER, FOLD_MARK, FOLD_DIGIT };

enum { FOLD_END = 0x250 };

/** fold_fill(folds): the table of FOLD_END entries. */
void fold_fill(struct fold *folds);

/** A word's two keys as they grow: with accents and without. */
struct folding {
    struct key exact, loose;
};

/** fold_add(folding, fold): one more letter. */
static inline void fold_add(struct folding *folding, const struct fold *fold)
{
    for (unsigned i = 0; i < fold->len; i++) {
        folding->exact = key_byte(folding->exact, fold->text[i]);
        if (i < fold->plain)
            folding->loose = key_byte(folding->loose, fold->text[i]);
    }
}

#endif
