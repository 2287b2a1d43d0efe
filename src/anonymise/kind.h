/* What a name without a cue is the name of. */
#ifndef ANONYMISE_KIND_H
#define ANONYMISE_KIND_H

#include "name.h"

/** kind_of(scan, first, last): the finding that a name without a cue is, by what the lexicon has of
 * its words and by what stands before it. */
struct hit kind_of(const struct scan *scan, int first, int last);

/** kind_person(hit, scan, first, last): it is somebody. */
void kind_person(struct hit *hit, const struct scan *scan, int first, int last);

/** kind_place(hit, flags): it is a place, of which the lexicon has ${flags}. */
void kind_place(struct hit *hit, uint32_t flags);

#endif
