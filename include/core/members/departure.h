/* A structure leaves the charter, with its people. */
#ifndef CORE_DEPARTURE_H
#define CORE_DEPARTURE_H

#include "core/act.h"

/** departure_view(act, out, structure): what its leaving would do: {"structure": {id, short_name,
 * name}, "mine": bool, "people": [person], "dossiers": [{"seance": brief, "people": [person +
 * {"role"?: given back}]}] that they lose or leave, "people_count", "dossiers_count"}.
 * STATUS_CONFLICT, fault "not_signed", if its signature binds nobody now; STATUS_DENIED unless
 * coordination or its representative. */
CHECKED enum status departure_view(struct act *act, json_t **out, struct structure_id structure);

/** departure_leave(act, structure): in one write: the signed statement that ends its charter
 * signatures; its people's roles in séances not prepared yet and their envelopes; the vaults they
 * held and that text may still come into turn.  They stay members, who read the charter; it may
 * sign again. */
CHECKED enum status departure_leave(struct act *act, struct structure_id structure);

#endif
