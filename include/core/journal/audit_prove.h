/* Proofs as JSON. */
#ifndef CORE_AUDIT_PROVE_H
#define CORE_AUDIT_PROVE_H

#include "core/core.h"
#include "crypto/tree_head.h"

#include <jansson.h>

/* Proofs for people: JSON that deploy/verify-journal.py checks without this program.  Both have
 * {"log": {"id", "key"}, "head": {"size", "root", "at", "signature"}, "proof": [hash, …]}, bytes
 * in hexadecimal. */

/** audit_prove_inclusion(out, core, arena, seq): that entry ${seq} is in the journal of the head in
 * force: also {"type": "inclusion", "entry": {"seq", "at", "space", "actor", "action",
 * "object_kind", "object", "detail"}}.  Signs a head if none covers it yet.  STATUS_NOT_FOUND if
 * there is no such entry; the entry is as it lies there, the proof says whether it is right. */
CHECKED enum status audit_prove_inclusion(json_t **out, struct core *core, struct arena *arena,
                                          uint64_t seq);

/** audit_prove_consistency(out, core, arena, size): that the head in force continues the journal
 * of ${size} entries: also {"type": "consistency", "from": {"size", "root"}}.  STATUS_NOT_FOUND if
 * the journal is shorter. */
CHECKED enum status audit_prove_consistency(json_t **out, struct core *core, struct arena *arena,
                                            uint64_t size);

#endif
