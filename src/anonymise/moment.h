/* Dates told from the first event. */
#ifndef ANONYMISE_MOMENT_H
#define ANONYMISE_MOMENT_H

#include "pseudonym.h"

/** From when a document's dates are told. */
struct moment {
    int32_t first_day;
    bool has_first;
    int32_t *days; /* that are told, in order, each once */
    size_t count;
};

/** moment_begin(moment, fields, count): the first event of the document.  Days without a year get
 * the one that brings them nearest to the day told before them, so that each differs from the
 * others. */
void moment_begin(struct moment *moment, struct arena *arena, struct pseudonym_field *fields,
                  size_t count);

/** moment_wording(moment, arena, lexicon, hit): what is proposed for a date. */
const char *moment_wording(const struct moment *moment, struct arena *arena,
                           const struct lexicon *lexicon, const struct hit *hit);

#endif
