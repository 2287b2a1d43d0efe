/* Roles given, accepted, declined. */
#ifndef CORE_ROTATION_H
#define CORE_ROTATION_H

#include "core/trust/standing.h"

/** rotation_view(act, out, seance): {"roles": [{"role", "person"?, "state"?:
 * proposed|accepted|declined, "mine": bool, "candidates": [{"person", "offered": bool, "coming":
 * bool, "served": times in that role, "served_any", "last_at"?}] those who offered first, then
 * those who served least, "lost": bool (its holder can act no longer), "i_give": bool}], "i_give":
 * bool}.  Candidates are signatories; coordination is never one
 * for animator. */
CHECKED enum status rotation_view(struct act *act, json_t **out, struct seance_id seance);

/** rotation_give(act, seance, fields): {"role", "account"}: proposed until they answer.  Faults:
 * "animator_is_coordination", "roles_same_person", "animator_same_structure", "not_signatory",
 * "role_taken" (accepted by somebody: they give it back first, unless their access ended; then
 * until the synthesis is published). */
CHECKED enum status rotation_give(struct act *act, struct seance_id seance, const json_t *fields);

/** rotation_lost(out, act, conn, row): whether who has the role can act no longer (suspended,
 * withdrawn, or no longer bound by the charter) and has not signed the synthesis as it is. */
CHECKED enum status rotation_lost(bool *out, struct act *act, struct db_conn *conn,
                                  const struct role_row *row);

/** rotation_answer(act, seance, fields): {"role", "answer": accepted|declined}; declining an
 * accepted role gives it back (the séance may fall back to planned).  The third acceptance makes it
 * staffed. Accepting also positions the person as coming. */
CHECKED enum status rotation_answer(struct act *act, struct seance_id seance, const json_t *fields);

/** rotation_give_back(conn, act, standing, row): inside a write whose right was asked: a proposed
 * or accepted role is declined, and the séance falls back to what it is without it.  ${row} is the
 * declined one on return. */
CHECKED enum status rotation_give_back(struct db_conn *conn, struct act *act,
                                       const struct standing *standing, struct role_row *row);

#endif
