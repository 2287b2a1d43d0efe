/* A request becomes the act of a member: what they are, by what is proven. */
#ifndef CORE_ENTRY_INNER_H
#define CORE_ENTRY_INNER_H

#include "act.h"
#include "core/doors/entry.h"

/* For core alone. */

/** entry_pack(out, core, arena, conn, space): the rules of a space.  STATUS_TAMPERED if its row is
 * not the one that its journal tells of; STATUS_FAILED if the pack's folder went away. */
CHECKED enum status entry_pack(const struct pack **out, struct core *core, struct arena *arena,
                               struct db_conn *conn, struct space_id space);

#endif
