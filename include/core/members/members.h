/* People of a space; the shared vault handed on. */
#ifndef CORE_MEMBERS_H
#define CORE_MEMBERS_H

#include "core/act.h"
#include "core/listing.h"

/** Which people to show: NULL does not choose. */
struct members_choice {
    const char *text;       /* words that begin words of name, structure or profession */
    const char *profession; /* of the pack */
    const char *state;      /* "invited", "active", "suspended", "edited", "waits", "late" */
    size_t page;            /* from 1 */
};

/** members_list_chosen(act, out, choice): {"people": [person + {"account_state":
 * invited|renewing|active|suspended|edited, "represents", "signatory": bool, "knocks": bool (waits
 * to be admitted), "waits": bool (or for the space's key), "outdated": bool (bound by an older
 * version of the charter only)}] by name, a page of those who fit, "people_page": listing_json(),
 * "knocking": [the same of the first who knock, wherever the page is], "knocking_more_count"?: how
 * many more do, "late"?: how many are outdated, "grace_until_at"?: when that version ends,
 * "waiting": count, "one_coordinator": bool (fewer than two are certified), "i_invite", "i_grant",
 * "i_withdraw", "i_suspend", "i_change": bool, "group"?: {"people", "least", "most"} where the pack
 * bounds it}. */
CHECKED enum status members_list_chosen(struct act *act, json_t **out,
                                        const struct members_choice *choice);

/** members_list(act, out): the first page of all of them. */
CHECKED enum status members_list(struct act *act, json_t **out);

/** members_grant(act): admit newcomers and seal the space's shared vault key for whoever waits.
 * members_admit(act, conn): the same, inside a write.  STATUS_DENIED, fault "no_shared_key", if the
 * one who acts does not hold that key. */
CHECKED enum status members_grant(struct act *act);

/** members_welcome(act): members_grant(), if who acts coordinates and something was noted that
 * nobody looked at.  What hinders it (they hold no shared key, an edit) is logged, keeps nobody
 * from their page, and is tried again after a minute. */
void members_welcome(struct act *act);

#endif
