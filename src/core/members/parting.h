/* Logins, roles and envelopes go, vaults turn, when people may read no longer. */
#ifndef CORE_PARTING_H
#define CORE_PARTING_H

#include "act.h"
#include "keys/vaults.h"

/* What happens to logins and keys when people may read no longer.  Everything here runs inside the
 * caller's write; begin with parting_open(), end with parting_close(). */

struct parting {
    struct act *act;
    struct vault_key shared;  /* of the generation that ends; none if the one who acts holds none */
    struct account_id keeper; /* keeps what they alone hold, for it would be lost; or none */
};

/** parting_write(act, only_access, work, context): db_write(); where that stops at what somebody
 * edited, or met a row in its place, again with ${only_access} set: nobody keeps their access by an
 * edit about others.  Roles, envelopes and the next keys are then left (logged, and noted in
 * ${act}): the role counts as lost, and before the next text each envelope without a right goes and
 * the vault turns. */
CHECKED enum status parting_write(struct act *act, bool *only_access,
                                  enum status (*work)(struct db_conn *conn, void *context),
                                  void *context);

/** parting_open(parting, act, conn): before one's own envelopes may go: the shared key, under which
 * invitations under way are sealed.  Not to hold it is no reason to leave somebody their access. */
CHECKED enum status parting_open(struct parting *parting, struct act *act, struct db_conn *conn);
void parting_close(struct parting *parting);

/** parting_doors(act, conn, account): every login of theirs, unused invitations, and the claims by
 * which their keys could be admitted again; their account's state by the memberships that remain.
 */
CHECKED enum status parting_doors(struct act *act, struct db_conn *conn, struct account_id account);

/** parting_settle(act, conn, account): "active", "suspended" or "left", by the memberships. */
CHECKED enum status parting_settle(struct act *act, struct db_conn *conn,
                                   struct account_id account);

/** parting_roles(act, conn, account): roles in séances not prepared yet are given back; a
 * narrator's text goes with the role. */
CHECKED enum status parting_roles(struct act *act, struct db_conn *conn, struct account_id account);

/** parting_take(parting, conn, account): all their envelopes of the space. */
CHECKED enum status parting_take(struct parting *parting, struct db_conn *conn,
                                 struct account_id account);

/** parting_turn(parting, conn): the next key of every vault that text may still come into. */
CHECKED enum status parting_turn(struct parting *parting, struct db_conn *conn);

/** parting_trim(parting, conn, members, count): of members who became something else, the envelopes
 * of what they may read no longer; each such vault turns once.  Of nobody by somebody's edit: where
 * rows were edited by which it is judged they wait for the next text; STATUS_TAMPERED if those of
 * the charter were. */
CHECKED enum status parting_trim(struct parting *parting, struct db_conn *conn,
                                 const struct membership_row *members, size_t count);

#endif
