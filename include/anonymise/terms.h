/* What the lists of policies/ come to, as bytes for a browser. */
#ifndef ANONYMISE_TERMS_H
#define ANONYMISE_TERMS_H

#include "anonymise/detect.h"

#include "base/bytes.h"

/**
 * terms_write(arena, lexicon, known): the cues and wordings of ${lexicon} and the names of ${known}
 * (may be NULL), in ${arena}.  Words and names stand as hashes of 64 bits.  With the unzipped
 * anonymise.pack of the same build they find what ${lexicon} finds.
 */
struct bytes terms_write(struct arena *arena, const struct lexicon *lexicon,
                         const struct detect_known *known);

#endif
