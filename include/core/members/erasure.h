/* Somebody who left becomes a function. */
#ifndef CORE_ERASURE_H
#define CORE_ERASURE_H

#include "core/act.h"
#include "core/listing.h"

/* Somebody who left becomes a function: name and address, private keys and whatever signs them in
 * are destroyed; what they did and signed stays, verifiable by their certificate, which names
 * nobody. */

/** erasure_ask(act, asks): somebody asks coordination to be erased, or takes it back.
 * STATUS_CONFLICT, fault "last_coordinator", for whom nobody could replace.  Journalled. */
CHECKED enum status erasure_ask(struct act *act, bool asks);

/** erasure_asked(act, out): when they asked; 0: they do not. */
CHECKED enum status erasure_asked(struct act *act, int64_t *out);

/** erasure_list_page(act, out, listing): for coordination, a page of [{"person", "present",
 * "asked_at"?, "until_at"?}]: who asked, and who left and was not erased.  STATUS_DENIED for
 * others.  erasure_list(act, out): the first page. */
CHECKED enum status erasure_list_page(struct act *act, json_t **out, struct listing *listing);
CHECKED enum status erasure_list(struct act *act, json_t **out);

/** erasure_view(act, out, account): {"person", "asked_at"?}, before it is done; as erasure_erase().
 */
CHECKED enum status erasure_view(struct act *act, json_t **out, struct account_id account);

/** erasure_erase(act, account): STATUS_DENIED unless the policy lets one; STATUS_NOT_FOUND for
 * nobody of the space; STATUS_CONFLICT, fault "erase_present" for whom access was not withdrawn,
 * here or in another space, "erased_already".  Then the log is emptied, at once or by the next run
 * of retention. */
CHECKED enum status erasure_erase(struct act *act, struct account_id account);

#endif
