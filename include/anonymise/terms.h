/* What the lists of policies/ come to, as bytes for a browser. */
#ifndef ANONYMISE_TERMS_H
#define ANONYMISE_TERMS_H

#include "anonymise/detect.h"

#include "base/bytes.h"

/** terms_lists(arena, lexicon): its cues, as hashes of 64 bits, and its wordings.  With the
 * unzipped anonymise.pack of the same build they find what ${lexicon} finds. */
struct bytes terms_lists(struct arena *arena, const struct lexicon *lexicon);

/** terms_names(arena, known): the names, as hashes of 64 bits: to be recognised, not to be read. */
struct bytes terms_names(struct arena *arena, const struct detect_known *known);

#endif
