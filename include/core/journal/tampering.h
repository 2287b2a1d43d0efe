/* What did not verify: counted, and told to the journal. */
#ifndef CORE_TAMPERING_H
#define CORE_TAMPERING_H

#include "core/act.h"

/** tampering_met(core, act, object): a request met something that does not verify up to the anchor
 * (STATUS_TAMPERED, or act->tampered).  Counted (audit_watch_state()), and journalled in the name
 * of
 * ${act} (NULL: nobody was signed in, then it is only counted) about ${object} (may be none): at
 * most one entry a minute about the same object. */
void tampering_met(struct core *core, struct act *act, const struct id *object);

#endif
