/* What k trustees do together: rehearse, renew. */
#ifndef CORE_QUORUM_INNER_H
#define CORE_QUORUM_INNER_H

#include "act.h"
#include "core/keys/quorum.h"

/* For core alone. */

/** quorum_uses(out, act, conn): what the sheets were used for lately: the last of each kind within
 * 30 days: [{"act", "at", "first"}], of the arena.  The making of a space's "first" sheets is told
 * to coordination alone. */
CHECKED enum status quorum_uses(json_t **out, struct act *act, struct db_conn *conn);

#endif
