/* New keys for somebody who lost their passphrase, in the place that they have. */
#ifndef CORE_RENEWAL_H
#define CORE_RENEWAL_H

#include "core/act.h"

/* Somebody lost their passphrase, or somebody else has it: they make new keys and keep their place.
 */

/** renewal_view(act, out, account): what it would do, said beforehand: {"person", "again": bool (it
 * is under way: another link), "lost": [{"of": situation | synthesis, "seance": brief}] (drafts
 * that nobody else can open: they go), "waits": how many texts wait until somebody opens them
 * again, "sealed": how many of these nobody else can open}.  STATUS_CONFLICT, fault "not_admitted",
 * for who never had keys, "renewing_elsewhere" if another space's coordination began it,
 * "not_oneself".
 */
CHECKED enum status renewal_view(struct act *act, json_t **out, struct account_id account);

/** renewal_renew(act, account, fields, token): {"key"?}: ends the certificate of their keys, their
 * logins and envelopes, turns the vaults that they could open, and gives the link of one use by
 * which they make new keys: of the account that they have, with its roles and signatures.  Whoever
 * is a member of other spaces waits there too, until each coordination has done the same.  The same
 * form asked again gives the same link.  Faults as renewal_view(). */
CHECKED enum status renewal_renew(struct act *act, struct account_id account, const json_t *fields,
                                  char token[TOKEN_TEXT]);

#endif
