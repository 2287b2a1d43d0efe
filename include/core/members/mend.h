/* What an edit froze while it left, freed by the operator. */
#ifndef CORE_MEND_H
#define CORE_MEND_H

#include "core/core.h"
#include "store/rows/state_rows.h"

/* Somebody's access, or a structure's membership, ends even where its own rows were edited; the
 * entry about it then answers for no rows, so that nobody's edit is made good.  What is about them
 * stays stopped until the operator, who has looked, says what becomes of the rows. */

/** mend_is_reason(reason): "attack", "accident" or "test": what the journal tells. */
bool mend_is_reason(const char *reason);

/**
 * mend_frozen(core, arena, subject, object, reason): a person's name, address, keys, second
 * factors, invitations and logins go and every membership ends: what is left is what they did.  A
 * structure's row is taken over as it lies there.  Journalled "mend" by the platform; it grants
 * nothing.  STATUS_CONFLICT unless the newest entry about it answers for no rows: others are mended
 * by putting back the rows that it answers for.  STATUS_DENIED for a person whose access goes on in
 * a space; STATUS_TAMPERED if certificates, revocations or departures are not those that the
 * journal tells of: put these back first; STATUS_NOT_FOUND if there is none; STATUS_INVALID for
 * another subject or reason.
 */
CHECKED enum status mend_frozen(struct core *core, struct arena *arena, enum state_subject subject,
                                const struct id *object, const char *reason);

#endif
