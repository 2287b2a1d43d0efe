/* Who came; the séance is held. */
#ifndef CORE_ATTENDANCE_H
#define CORE_ATTENDANCE_H

#include "core/act.h"

/** attendance_view(act, out, seance): {"people": [{"person", "status"?: present|excused|absent,
 * "answer"?}] every member, those coming first, "guests": [{"id", "label"}], "recorded_at"?,
 * "i_record": bool, "can_close": bool, "stage"}. */
CHECKED enum status attendance_view(struct act *act, json_t **out, struct seance_id seance);

/** attendance_record(act, seance, fields): {"people": [{"account", "status"}], "guests":
 * [{"label"}], "closed": bool}: replaces what was recorded; closed: the séance is held
 * (LIFE_HOLD), for which everyone who said they come must have a status; fault
 * "attendance_incomplete".  Guests' labels are sealed under the people key. */
CHECKED enum status attendance_record(struct act *act, struct seance_id seance,
                                      const json_t *fields);

#endif
