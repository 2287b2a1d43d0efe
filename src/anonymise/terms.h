/* A lexicon without files. */
#ifndef ANONYMISE_TERMS_INNER_H
#define ANONYMISE_TERMS_INNER_H

#include "anonymise/terms.h"
#include "knowledge.h"
#include "known.h"

/** terms_read_lists(lexicon, arena, lists): ${lexicon} gets its cues and wordings, in ${arena}.
 * STATUS_INVALID if these are no lists of this version. */
CHECKED enum status terms_read_lists(struct lexicon *lexicon, struct arena *arena,
                                     struct bytes lists);

/** terms_read_names(known, arena, names): STATUS_INVALID if these are no names. */
CHECKED enum status terms_read_names(struct detect_known *known, struct arena *arena,
                                     struct bytes names);

#endif
