/* Roles given, accepted, declined. */
#ifndef CORE_ROTATION_H
#define CORE_ROTATION_H

#include "core/act.h"

/** rotation_view(act, out, seance): {"roles": [{"role", "seat"?: {"number", "of"} and "place" (its
 * name on the page: a role that two hold has two), "person"?, "state"?: proposed|accepted|declined,
 * "mine": bool, "candidates":
 * [{"person", "offered": bool, "coming": bool, "served": times in that role, "served_any",
 * "last_at"?}] those who offered first, then those who served least, "lost": bool (its holder can
 * act no longer), "i_give": bool}], "i_give": bool}.  Candidates are signatories whom the pack's
 * rules do not keep from the role. */
CHECKED enum status rotation_view(struct act *act, json_t **out, struct seance_id seance);

/** rotation_give(act, seance, fields): {"role", "account"}: proposed until they answer.  Faults:
 * "role_not_coordination", "roles_same_person", "roles_same_structure", "role_once_a_cycle",
 * "not_signatory", "role_taken" (accepted by somebody: they give it back first, unless their access
 * ended; then until the synthesis is published). */
CHECKED enum status rotation_give(struct act *act, struct seance_id seance, const json_t *fields);

/** rotation_answer(act, seance, fields): {"role", "answer": accepted|declined}; declining an
 * accepted role gives it back (the séance may fall back to planned).  The last acceptance makes it
 * staffed. Accepting also positions the person as coming. */
CHECKED enum status rotation_answer(struct act *act, struct seance_id seance, const json_t *fields);

#endif
