/* What could identify somebody in a dossier, and the gate that lets none of it pass unexamined. */
#ifndef CORE_GUARD_INNER_H
#define CORE_GUARD_INNER_H

#include "act.h"
#include "core/texts/guard.h"

/* For core alone. */

/** guard_judge(act, guard): STATUS_INVALID, fault "identifies" or "unjustified", and the faults of
 * the fields, if something identifies or a mild passage is not justified. */
CHECKED enum status guard_judge(struct act *act, const struct guard *guard);

/** guard_nameless(act, form, values): for a line about a séance rather than a case, where places
 * and structures belong: STATUS_INVALID as guard_judge(), if it names or reaches a person. */
CHECKED enum status guard_nameless(struct act *act, const struct form *form, const json_t *values);

/** guard_tell(conn, act, guard, kind, object): the counts go to the journal ("examine"; its detail
 * is how many were justified, two bytes, big endian), if there are any. */
CHECKED enum status guard_tell(struct db_conn *conn, struct act *act, const struct guard *guard,
                               const char *kind, const struct id *object);

/** guard_values(out, values, act, form): guard_examine() over the texts of ${*values} and what
 * they bring as "examined"; ${*values} becomes a copy that keeps only justifications: no table of
 * replacements is ever stored.  Nothing to do if the form is not guarded. */
CHECKED enum status guard_values(struct guard *out, const json_t **values, struct act *act,
                                 const struct form *form);

#endif
