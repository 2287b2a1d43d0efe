/* Each space's founding fingerprint, in a file beside the database. */
#ifndef CORE_ANCHORS_H
#define CORE_ANCHORS_H

#include "base/id.h"
#include "crypto/account_keys.h"
#include "crypto/digest.h"

/* The trust anchors: for each space the fingerprint of its founding coordinator's keys, and the
 * public keys that its trustees' sheets open, in a file of the data folder beside the database:
 * whoever can write the database alone cannot write it.  A file that another process replaced is
 * read again. */
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

/** anchors_recovery(anchors, out, space): the recovery key in force.  STATUS_NOT_FOUND if the space
 * has none. */
CHECKED enum status anchors_recovery(struct anchors *anchors, struct account_public *out,
                                     struct space_id space);

/** anchors_recovery_at(anchors, out, space, at): the one that was in force at ${at}. */
CHECKED enum status anchors_recovery_at(struct anchors *anchors, struct account_public *out,
                                        struct space_id space, int64_t at);

/** anchors_recovery_add(anchors, space, public, since): from ${since} on it is this one; durable on
 * return.  Those before stay, for what they certified.  Inside a write, so that no two processes
 * change the file at once.  STATUS_CONFLICT if one is there that began later. */
CHECKED enum status anchors_recovery_add(struct anchors *anchors, struct space_id space,
                                         const struct account_public *public, int64_t since);

#endif
