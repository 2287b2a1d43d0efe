/* What somebody is in the space changes: a certificate ends, another begins. */
#ifndef CORE_ASSIGNMENT_H
#define CORE_ASSIGNMENT_H

#include "core/act.h"

/** assignment_view(act, out, account): {"person", "values": {"structure"?, "profession",
 * "represents", "coordination"}}.  STATUS_NOT_FOUND unless a present member; STATUS_CONFLICT, fault
 * "not_admitted", before they are admitted. */
CHECKED enum status assignment_view(struct act *act, json_t **out, struct account_id account);

/**
 * assignment_change(act, account, fields): {"structure"?, "profession", "represents"?,
 * "coordination"?, "sure"?}: what somebody is in the space, in one write: the certificate they had
 * ends, a coordinator signs another for the same keys; roles that the rules refuse to who they are
 * now are given back; envelopes of what they may read no longer go, and those vaults turn.
 * STATUS_INVALID, field "sure", "second_look", when coordination is given without it;
 * STATUS_CONFLICT: "last_coordinator"; "not_oneself": nobody certifies themselves.
 */
CHECKED enum status assignment_change(struct act *act, struct account_id account,
                                      const json_t *fields);

/** assignment_invited(act, out, account): {"values": fields of the form "invite"} of somebody who
 * has not accepted; STATUS_CONFLICT, fault "already_accepted", otherwise. */
CHECKED enum status assignment_invited(struct act *act, json_t **out, struct account_id account);

#endif
