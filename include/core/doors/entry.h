/* A request becomes the act of a member: what they are, by what is proven. */
#ifndef CORE_ENTRY_H
#define CORE_ENTRY_H

#include "core/act.h"

/** entry_begin(out, core, arena, conn, space, who, keys): the act of a member of a space; its
 * standing is computed from the rows.  ${keys} pass to the arena on any status.  STATUS_NOT_FOUND
 * if they are not, or no longer, a member. */
CHECKED enum status entry_begin(struct act **out, struct core *core, struct arena *arena,
                                struct db_conn *conn, struct space_id space, struct account_id who,
                                struct account_keys *keys);

#endif
