/* Somebody's access ends: revoked, roles given back, keys turned. */
#ifndef CORE_WITHDRAWAL_H
#define CORE_WITHDRAWAL_H

#include "core/act.h"

/** withdrawal_view(act, out, account): {"person"} whose access could end. STATUS_NOT_FOUND unless
 * they are a present member. */
CHECKED enum status withdrawal_view(struct act *act, json_t **out, struct account_id account);

/**
 * withdrawal_withdraw(act, account): end somebody's access to the space, in one write: a signed
 * revocation, the membership, logins, unused invitations, roles in séances not prepared yet and
 * every envelope; every vault that text may still come into gets a new key, for those who remain.
 * What they signed before stands.  STATUS_CONFLICT, fault "last_coordinator", if nobody would be
 * left to coordinate.
 */
CHECKED enum status withdrawal_withdraw(struct act *act, struct account_id account);

#endif
