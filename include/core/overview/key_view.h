/* The same for coordination. */
#ifndef CORE_KEY_VIEW_H
#define CORE_KEY_VIEW_H

#include "core/act.h"

/** key_view(act, out): the check of core/key_check.h for the act's space, for whoever may read the
 * whole journal: {"vaults", "envelopes", "clean": bool, "faults": [{"key_fault", "key_reason",
 * "purpose", "seance" (id or null), "stage"?, "generation", "person"?}]}. */
CHECKED enum status key_view(struct act *act, json_t **out);

#endif
