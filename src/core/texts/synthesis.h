/* Save, submit, comment, send back, sign, read. */
#ifndef CORE_SYNTHESIS_INNER_H
#define CORE_SYNTHESIS_INNER_H

#include "act.h"
#include "core/texts/synthesis.h"

/* For core alone. */

/** synthesis_role_taken_over(conn, act, seance): inside a write: before it is handed in, only its
 * secretary could read it: what they leave is discarded, for the next one to begin. */
CHECKED enum status synthesis_role_taken_over(struct db_conn *conn, struct act *act,
                                              struct seance_id seance);

#endif
