/* Who may have which role beside the others. */
#ifndef CORE_ROTATION_RULES_H
#define CORE_ROTATION_RULES_H

#include "trust/standing.h"

/* Who may have which role of a séance beside the others. */

/** rotation_rules_has(standing, role): whether a meeting of that kind has it. */
bool rotation_rules_has(const struct standing *standing, const struct shape_role *role);

/** rotation_rules_obstacle(out, act, conn, standing, role, member): the fault's key, or NULL:
 * nothing stands in the way.  Roles proposed or accepted count, those declined do not.
 * STATUS_TAMPERED in a write, if the rows of whoever has the other role were edited. */
CHECKED enum status rotation_rules_obstacle(const char **out, struct act *act, struct db_conn *conn,
                                            const struct standing *standing,
                                            const struct shape_role *role,
                                            const struct membership_row *member);

/** rotation_rules_complete(standing): every role accepted by as many as hold it, and by people who
 * may hold what they hold. */
bool rotation_rules_complete(const struct standing *standing);

#endif
