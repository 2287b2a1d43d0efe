/* Who coordinates by certificate; that somebody stays. */
#ifndef CORE_COORDINATORS_H
#define CORE_COORDINATORS_H

#include "act.h"

/** coordinators_besides(out, act, conn, others, count): how many certified coordinators the space
 * has who are none of ${others}.  A row makes none. */
CHECKED enum status coordinators_besides(size_t *out, struct act *act, struct db_conn *conn,
                                         const struct account_id *others, size_t count);

/** coordinators_stay(act, conn, others, count): STATUS_CONFLICT, fault "last_coordinator", if there
 * is nobody besides. */
CHECKED enum status coordinators_stay(struct act *act, struct db_conn *conn,
                                      const struct account_id *others, size_t count);

#endif
