/* Seals on the rows by which somebody comes in: invitations, logins, waits. */
#ifndef CORE_DOOR_SEAL_H
#define CORE_DOOR_SEAL_H

#include "core.h"
#include "store/rows/person_rows.h"
#include "store/rows/second_factor_rows.h"

/* The rows by which somebody comes in bear a seal of the server's (sub-key 9): none is made, moved
 * or prolonged by who writes into the database. */

/** door_seal_invitation(row, core, arena): fill the row's seal, over what does not change of it:
 * id, space, whom it invites, by whom, from when, until when, and the digest of its keys. */
void door_seal_invitation(struct invitation_row *row, const struct core *core, struct arena *arena);

/** door_seal_login(row, core, arena), door_seal_pending(row, core, arena): over all of the row but
 * its keys, which are sealed for it, and its browser. */
void door_seal_login(struct login_row *row, const struct core *core, struct arena *arena);
void door_seal_pending(struct pending_row *row, const struct core *core, struct arena *arena);

/** door_seal_holds_invitation(row, core, arena), …: STATUS_TAMPERED (logged) if the seal is
 * another's. */
CHECKED enum status door_seal_holds_invitation(const struct invitation_row *row,
                                               const struct core *core, struct arena *arena);
CHECKED enum status door_seal_holds_login(const struct login_row *row, const struct core *core,
                                          struct arena *arena);
CHECKED enum status door_seal_holds_pending(const struct pending_row *row, const struct core *core,
                                            struct arena *arena);

#endif
