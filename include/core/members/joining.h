/* Somebody with an account answers an invitation of another space; declining. */
#ifndef CORE_JOINING_H
#define CORE_JOINING_H

#include "core/act.h"

/* An invitation that reaches somebody who has an account.  Until they accept, its space knows what
 * it typed, and they are no member. */

/** joining_view(act, out, token): {"mine": bool (it was sent to their address), "name": by which
 * the space would know them}.  STATUS_NOT_FOUND for unknown, used and expired alike. */
CHECKED enum status joining_view(struct act *act, json_t **out, const char *token);

/** joining_join(act, token): the one who is signed in is the member that was invited, with the keys
 * they have, and waits to be admitted like any newcomer; this login looks at that space.
 * STATUS_DENIED, fault "invitation_other", if it was sent to another address; STATUS_CONFLICT,
 * fault "joined_already", if they are a member. */
CHECKED enum status joining_join(struct act *act, const char *token);

/** joining_decline(core, arena, token): whoever has the link, signed in or not, so that declining
 * tells nothing.  The invitation is over; what was typed for it stays with its space, which can
 * erase it. */
CHECKED enum status joining_decline(struct core *core, struct arena *arena, const char *token);

#endif
