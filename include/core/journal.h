#ifndef CORE_JOURNAL_H
#define CORE_JOURNAL_H

#include "core/act.h"

/**
 * journal_add(conn, act, action, kind, object, detail):
 * One entry, inside the writer's transaction of the act it tells: next leaf of the Merkle tree.
 * ${action} as access.ini names them or "sign-in", "accept", …; ${object} may be NULL; ${detail} at
 * most 64 bytes (a hash, an id).  Ids only, never content.
 */
CHECKED enum status journal_add(struct db_conn *conn, const struct act *act, const char *action,
                                const char *kind, const struct id *object, struct bytes detail);

/** journal_read(act, kind, object, detail): an entry for a reading, durable on return. */
CHECKED enum status journal_read(struct act *act, const char *kind, const struct id *object,
                                 struct bytes detail);

#endif
