/* Who reads a text now and later; keys taken from who no longer may. */
#ifndef CORE_READERS_H
#define CORE_READERS_H

#include "core/act.h"

/* Who can read a text of a séance, now and later: the policy in force, the séance as it is, and the
 * people of its roles. */

/** readers_standing(act, relations, stage, seance): what the one who acts is to a séance, and where
 * it stands. */
CHECKED enum status readers_standing(struct act *act, uint32_t *relations, enum stage *stage,
                                     struct seance_id seance);

#endif
