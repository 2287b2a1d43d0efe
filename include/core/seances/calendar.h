/* Cycles; planning and cancelling. */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include "core/act.h"
#include "core/listing.h"

/** calendar_view_page(act, out, cycle, page): {"cycles": [{"id", "name", "year", "current": bool}],
 * "cycle": {id, name, year}, "seances": [brief], "seances_page"?: listing_json(), "i_plan": bool};
 * ${cycle} none: the newest; ${page} 0: the one with what is next.  brief =
 * {"id", "kind", "stage", "starts", "ends", "duration", "venue", "host": {id, short_name}|null,
 * "roles": [{"role", "role_title", "person"}] accepted, "my_answer"?: "coming"|"excused",
 * "my_roles":
 * ["animator"…], "reason"?, "replaced_by"?, "number" (place among its cycle's of that kind; null if
 * cancelled)}.  calendar_view(act, out, cycle): page 0.
 */
CHECKED enum status calendar_view_page(struct act *act, json_t **out, struct cycle_id cycle,
                                       size_t page);
CHECKED enum status calendar_view(struct act *act, json_t **out, struct cycle_id cycle);

/** calendar_open_cycle(act, out, fields): {"name", "year"}. */
CHECKED enum status calendar_open_cycle(struct act *act, struct cycle_id *out,
                                        const json_t *fields);

/** calendar_month(act, out, month): the briefs of all that begin in "YYYY-MM", whatever their
 * cycle. */
CHECKED enum status calendar_month(struct act *act, json_t **out, const char *month);

/** calendar_plan(act, out, fields): {"cycle", "kind", "starts", "duration", "venue", "host"?}, and
 * true where it is meant: "past" (the day is over), "twice" (another of that kind that day), "far"
 * (over a year from the cycle's); STATUS_INVALID with fault "confirm" of these fields if not. */
CHECKED enum status calendar_plan(struct act *act, struct seance_id *out, const json_t *fields);

/** calendar_cancel(act, id, fields): {"reason", "replaced_by"?}. */
CHECKED enum status calendar_cancel(struct act *act, struct seance_id id, const json_t *fields);

/** calendar_seance(act, out, id): brief, and {"positions"?: {"coming", "excused", "silent"}
 * (counts), "attendance"?: {"present", "excused", "absent", "guest"}, "i_position", "i_give_role",
 * "i_answer_role", "i_record", "i_cancel": bool, "steps": [{"stage", "done": bool, "current":
 * bool}] (planned … published, where there are texts), "has_roles", "has_situation",
 * "has_synthesis": what a meeting of its kind has}. */
CHECKED enum status calendar_seance(struct act *act, json_t **out, struct seance_id id);

#endif
