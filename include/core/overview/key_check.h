/* Who holds which key, against who may read. */
#ifndef CORE_KEY_CHECK_H
#define CORE_KEY_CHECK_H

#include "core/core.h"
#include "core/overview/key_fault.h"

/* Whether those who hold a vault's key are those whom the policy entitles.  It has no keys: what
 * rows and certificates say is enough. */

struct key_result {
    uint64_t vaults, envelopes;
    uint64_t faults[KEY_FAULT_COUNT];
};

/** key_check_run(out, core, space, report, context): every vault of ${space}, or of all spaces if
 * it is NULL; ${report} may be NULL.  ${out} counts whatever the answer of the three is.
 * STATUS_TAMPERED if somebody holds too much or something is broken, STATUS_BUSY if some only wait.
 */
CHECKED enum status key_check_run(struct key_result *out, struct core *core,
                                  const struct space_id *space,
                                  void (*report)(void *context, const struct key_fault *fault),
                                  void *context);

#endif
