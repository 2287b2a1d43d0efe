/* A lexicon without files. */
#ifndef ANONYMISE_TERMS_INNER_H
#define ANONYMISE_TERMS_INNER_H

#include "anonymise/terms.h"
#include "knowledge.h"
#include "known.h"

/** terms_read(lexicon, known, arena, terms): ${lexicon} gets its cues and wordings, ${known} its
 * names, in ${arena}.  STATUS_INVALID if these are no terms of this version. */
CHECKED enum status terms_read(struct lexicon *lexicon, struct detect_known *known,
                               struct arena *arena, struct bytes terms);

#endif
