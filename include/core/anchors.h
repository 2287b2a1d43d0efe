#ifndef CORE_ANCHORS_H
#define CORE_ANCHORS_H

#include "base/id.h"
#include "crypto/digest.h"

/* The trust anchors: for each space the fingerprint of its founding coordinator's keys, in a file
 * of the data folder beside the database: whoever can write the database alone cannot write it. */
struct anchors;

/** anchors_open(out, path): the file may be missing as long as no space is founded. */
CHECKED enum status anchors_open(struct anchors **out, const char *path);
void anchors_close(struct anchors *anchors);

/** anchors_get(anchors, out, space): STATUS_NOT_FOUND if the space was not founded. */
CHECKED enum status anchors_get(struct anchors *anchors, struct digest *out, struct space_id space);

/** anchors_set(anchors, space, fingerprint): once and for all, durable on return.  STATUS_CONFLICT
 * if the space has another one. */
CHECKED enum status anchors_set(struct anchors *anchors, struct space_id space,
                                const struct digest *fingerprint);

#endif
