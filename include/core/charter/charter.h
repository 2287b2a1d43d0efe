/* Publish, sign for a structure, adhere; who is a signatory. */
#ifndef CORE_CHARTER_H
#define CORE_CHARTER_H

#include "core/act.h"
#include "core/listing.h"

/** Of whom to tell whether they signed. */
struct charter_choice {
    const char *text; /* words that begin words of a name; NULL: everybody */
    enum { CHARTER_ANY, CHARTER_SIGNED, CHARTER_UNSIGNED } signs; /* the newest version */
    size_t people, structures;                                    /* pages, from 1 */
};

/** charter_view_chosen(act, out, choice): {"number", "sha256", "text" (Markdown), "published_at",
 * "note"?, "published_by": person, "structures": [{"structure": {id, short_name, name},
 * "signed_by"?: person, "signed_at"?, "verified"?: bool}], "people": [{"person", "signed_at"?,
 * "verified"?}], of each a page of whoever fits, "structures_page", "people_page"? (for whoever may
 * read who is in the space): listing_json(), "structures_signed", "structures_count",
 * "people_signed", "people_count", "grace_until_at"? (when the version before ends),
 * "my_structure_signed", "i_adhered", "i_represent", "i_publish", "pack_text"? (for the first
 * publication)}; "number" is null before version 1.  charter_view(act, out): the first page of
 * everybody. */
CHECKED enum status charter_view_chosen(struct act *act, json_t **out,
                                        const struct charter_choice *choice);
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
