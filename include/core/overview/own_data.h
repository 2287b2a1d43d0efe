/* A copy of everything that is held about oneself. */
#ifndef CORE_OWN_DATA_H
#define CORE_OWN_DATA_H

#include "core/act.h"

/**
 * own_data(act, out): everything that the space holds about the one who acts, as they are in it:
 * {"made_at", "space", "account": {…}, "memberships": […], … a member each kind of own_rows.h,
 * "texts": what they wrote and may still read}.  Seals, private keys and the ids of logins are left
 * out.  Journalled "export" before it is given, and each text that it opens as a reading.
 */
CHECKED enum status own_data(struct act *act, json_t **out);

#endif
