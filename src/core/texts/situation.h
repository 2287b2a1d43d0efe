/* The narrator's account: save, submit, approve, send back, read. */
#ifndef CORE_SITUATION_INNER_H
#define CORE_SITUATION_INNER_H

#include "act.h"
#include "core/texts/situation.h"

/* For core alone. */

/** situation_open_to_readers(conn, act, seance): inside the write that moved the séance on:
 * envelopes for everyone entitled now, if the one who acts holds the key; if not, they wait. */
CHECKED enum status situation_open_to_readers(struct db_conn *conn, struct act *act,
                                              struct seance_id seance);

/** situation_noted(conn, act, seance): inside a write, before a role goes and a text with it:
 * STATUS_TAMPERED if the séance, its situation or the vault was edited. */
CHECKED enum status situation_noted(struct db_conn *conn, struct act *act, struct seance_id seance);

/** situation_role_given_back(conn, act, seance, writes): inside the write in which an accepted role
 * was given back: if it ${writes} the situation, the text goes with it; without another role it is
 * a draft again, that only its author can open. */
CHECKED enum status situation_role_given_back(struct db_conn *conn, struct act *act,
                                              struct seance_id seance, bool writes);

#endif
