/* The key of a draft that stays in its writer's browser. */
#ifndef CORE_LOCAL_DRAFT_H
#define CORE_LOCAL_DRAFT_H

#include "core/act.h"

/** local_draft_key(act, seance, text): 32 bytes in base64url, in the arena: of this account, this
 * space, this séance and this text (its form's name) alone, at every login the same until the
 * account's keys are renewed.  The server keeps it nowhere, and never sees what it seals. */
const char *local_draft_key(struct act *act, struct seance_id seance, const char *text);

#endif
