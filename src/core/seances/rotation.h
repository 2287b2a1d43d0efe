/* Roles given, accepted, declined. */
#ifndef CORE_ROTATION_INNER_H
#define CORE_ROTATION_INNER_H

#include "core/seances/rotation.h"
#include "trust/standing.h"

/* For core alone. */

/** rotation_give_back(conn, act, standing, row): inside a write whose right was asked: a proposed
 * or accepted role is declined, and the séance falls back to what it is without it.  ${row} is the
 * declined one on return. */
CHECKED enum status rotation_give_back(struct db_conn *conn, struct act *act,
                                       const struct standing *standing, struct role_row *row);

/** rotation_lost(out, act, conn, row): whether who has the role can act no longer (suspended,
 * withdrawn, or no longer bound by the charter) and has not signed the synthesis as it is. */
CHECKED enum status rotation_lost(bool *out, struct act *act, struct db_conn *conn,
                                  const struct role_row *row);

#endif
