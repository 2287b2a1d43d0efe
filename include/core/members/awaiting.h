/* What somebody who is no signatory yet waits for, and from whom. */
#ifndef CORE_AWAITING_H
#define CORE_AWAITING_H

#include "core/act.h"

/** awaiting_view(act, out): what somebody who is no signatory yet waits for, and from whom:
 * {"published": bool (there is a charter), "adhered": bool, "has_structure": bool, "structure"?:
 * {id, name, short_name}, "structure_signed": bool, "i_represent": bool, "representative"?: person,
 * "admitted": bool (by certificate), "renewed": bool (they made new keys, in the place that they
 * had: nothing else keeps them out), "mine": bool (something is asked of them), "patience": bool
 * (they did their part: others are awaited)}. */
CHECKED enum status awaiting_view(struct act *act, json_t **out);

#endif
