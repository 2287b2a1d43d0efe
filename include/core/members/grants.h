/* Who waits for which key; all that one holds, opened. */
#ifndef CORE_GRANTS_H
#define CORE_GRANTS_H

#include "core/act.h"

/** grants_view(act, out): who waits for a key: {"grants": [{"of": shared | situation | synthesis,
 * "seance"?: brief, "people": [person], the first of them, "more_count"?: how many others,
 * "i_open": bool (I hold the key and may hand it on)}], "grants_more_count"?: how many more of
 * these, "opens": bool (any of them)}.  Newcomers who wait for their admission are not among them:
 * see members_list(). */
CHECKED enum status grants_view(struct act *act, json_t **out);

/** grants_open(act): newcomers are admitted, and everybody who waits for a key that the one who
 * acts holds and may hand on gets it, in one write.  STATUS_DENIED, fault "no_shared_key", if they
 * hold none of those that somebody waits for. */
CHECKED enum status grants_open(struct act *act);

#endif
