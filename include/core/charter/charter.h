/* Publish, sign for a structure, adhere; who is a signatory. */
#ifndef CORE_CHARTER_H
#define CORE_CHARTER_H

#include "core/act.h"

/** charter_view(act, out): {"number", "sha256", "text" (Markdown), "published_at", "note"?,
 * "published_by": person, "structures": [{"structure": {id, short_name, name}, "signed_by"?:
 * person, "signed_at"?, "verified"?: bool}], "people": [{"person", "signed_at"?, "verified"?}],
 * "structures_signed", "structures_count", "people_signed", "people_count",
 * "grace_until_at"? (when the version before ends), "my_structure_signed", "i_adhered",
 * "i_represent", "i_publish", "pack_text"? (for the first publication)}; "number" is null before
 * version 1. */
CHECKED enum status charter_view(struct act *act, json_t **out);

/** charter_publish(act, fields): {"text", "note"?}: the next version, signed by the publisher. */
CHECKED enum status charter_publish(struct act *act, const json_t *fields);

/** charter_sign(act, number): for one's structure (representatives).  charter_adhere(act, number):
 * for oneself.  ${number} is the version that was read: STATUS_CONFLICT, fault "conflict_stale", if
 * another was published meanwhile. Over record "cocon/charter-signature": space, charter id,
 * number, sha256, kind, subject, signer, time.  STATUS_CONFLICT if already signed or nothing is
 * published. */
CHECKED enum status charter_sign(struct act *act, int64_t number);
CHECKED enum status charter_adhere(struct act *act, int64_t number);

#endif
