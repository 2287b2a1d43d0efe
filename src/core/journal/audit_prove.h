/* Proofs as JSON. */
#ifndef CORE_AUDIT_PROVE_INNER_H
#define CORE_AUDIT_PROVE_INNER_H

#include "core.h"
#include "core/journal/audit_prove.h"

/* For core alone. */

/** audit_prove_head(arena, core, head): {"size", "root", "at", "signature", "log"}; new
 * reference. */
json_t *audit_prove_head(struct arena *arena, const struct core *core,
                         const struct tree_head *head);

#endif
