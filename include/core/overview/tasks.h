/* The home page: what is expected, what is next, what is new. */
#ifndef CORE_TASKS_H
#define CORE_TASKS_H

#include "core/act.h"

/** tasks_view(act, out): the home page: {"tasks": [{"task" (key of [task] in messages), "path"
 * (relative kind: {"seance"?: id, "starts"?, "count"?})…}] most urgent first, "next"?: brief
 * séance, "news": [{"what", "at", "seance"?, "kind"?, "starts"?}], "recovery": as quorum_uses()}.
 * Task keys: sign_charter_structure, adhere_charter, publish_charter, open_access, invite_people,
 * plan_cycle, accept_role, answer_positioning, give_roles, write_situation, finish_situation,
 * situation_sent_back, review_situation, read_situation, record_attendance, write_synthesis,
 * finish_synthesis, comment_synthesis, sign_synthesis, read_synthesis. */
CHECKED enum status tasks_view(struct act *act, json_t **out);

#endif
