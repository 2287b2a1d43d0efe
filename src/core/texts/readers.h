/* Who reads a text now and later; keys taken from who no longer may. */
#ifndef CORE_READERS_INNER_H
#define CORE_READERS_INNER_H

#include "core/texts/readers.h"
#include "trust/standing.h"

/* For core alone. */

/** readers_close(act, conn, seance): inside the write that took somebody's right to read the
 * situation away (excused, cancelled), before its journal entry: their envelopes go, each
 * journalled; its author keeps theirs. */
CHECKED enum status readers_close(struct act *act, struct db_conn *conn, struct seance_id seance);

/**
 * readers_tell(model, act, conn, standing, resource): adds "who_reads" to the model of a situation
 * or a synthesis that the one who acts may read:
 * {"now": {"stage", "alone": bool (nobody but oneself), "readers_count"? (unless every signatory
 * reads), "groups": [group]},
 * "later": [{"stage", "gain": [group], "lose": [group]}] (only stages at which that changes),
 * "next"?: {"stage", "readers_count", "people": [person]} (whom one's own next act opens it to)}.
 * group: {"relations": [name], "person"? (who has the role), "count"? (how many so far)}.
 * Counted are "readers" and "waiting" of the model where it has them, else whom the policy
 * entitles.
 */
CHECKED enum status readers_tell(json_t *model, struct act *act, struct db_conn *conn,
                                 const struct standing *standing, enum resource resource);

#endif
