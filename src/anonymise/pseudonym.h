/* Who is the same person; what is proposed. */
#ifndef ANONYMISE_PSEUDONYM_H
#define ANONYMISE_PSEUDONYM_H

#include "scan.h"

/** What each field's rules found. */
struct pseudonym_field {
    const char *text;
    struct hit *hits;
    size_t count;
    struct finding *findings; /* made here, as many */
};

/** pseudonym_give(arena, lexicon, fields, count, letters): findings with entities and suggestions
 * that hold in all fields together; ${letters} are those that the texts use already. */
void pseudonym_give(struct arena *arena, const struct lexicon *lexicon,
                    struct pseudonym_field *fields, size_t count, uint32_t letters);

#endif
