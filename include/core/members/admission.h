/* Invitations, the founding one included. */
#ifndef CORE_ADMISSION_H
#define CORE_ADMISSION_H

#include "core/act.h"

/** admission_found(core, pack, token): make the space of a pack if there is none yet, and an
 * invitation for its first coordinator.  STATUS_CONFLICT if the space has an active coordinator:
 * then only they invite.  Valid 7 days. */
CHECKED enum status admission_found(struct core *core, const char *pack, char token[TOKEN_TEXT]);

/** admission_invite(act, fields, token): {"email", "name", "profession", "structure"?,
 * "represents", "coordination", "key"?}; an invited person who has not accepted is invited as what
 * is said now, gets a new link, and the old one dies; but the same form asked again, by its "key",
 * gives the same link.  Everybody else is written as a newcomer under an id of their own, and
 * nothing tells whether another space knows the address, or this one did: whoever has an account
 * says so by the link.  Valid 14 days.  Faults: field email "already_member", of this space; field
 * represents "represented" {"name"}: a structure has one representative. */
CHECKED enum status admission_invite(struct act *act, const json_t *fields, char token[TOKEN_TEXT]);

/** admission_correct(act, account, fields, token): the invitation of ${account}, who has not
 * accepted: what was typed is corrected, the address too.  Fields and faults as admission_invite().
 */
CHECKED enum status admission_correct(struct act *act, struct account_id account,
                                      const json_t *fields, char token[TOKEN_TEXT]);

/** admission_again(act, account, fields, token): {"key"?}: a new link for somebody who has not
 * accepted yet, or whose keys are being renewed; the same one for the same form. */
CHECKED enum status admission_again(struct act *act, struct account_id account,
                                    const json_t *fields, char token[TOKEN_TEXT]);

#endif
