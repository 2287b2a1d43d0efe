/* Who may have which role beside the others. */
#ifndef CORE_ROTATION_RULES_H
#define CORE_ROTATION_RULES_H

#include "trust/standing.h"

/* Who may have which role of a séance beside the others. */

enum { ROTATION_ROLES = 3 };
extern const char *const rotation_rules_roles[ROTATION_ROLES];

bool rotation_rules_known(const char *role);

/** rotation_rules_has(standing, role): meetings without a dossier have nobody who tells a
 * situation. */
bool rotation_rules_has(const struct standing *standing, const char *role);

/** rotation_rules_obstacle(out, act, conn, standing, role, member): the fault's key, or NULL:
 * nothing stands in the way.  Roles proposed or accepted count, those declined do not.
 * STATUS_TAMPERED in a write, if the rows of whoever has the other role were edited. */
CHECKED enum status rotation_rules_obstacle(const char **out, struct act *act, struct db_conn *conn,
                                            const struct standing *standing, const char *role,
                                            const struct membership_row *member);

/** rotation_rules_complete(standing): all roles accepted, by different people. */
bool rotation_rules_complete(const struct standing *standing);

#endif
