/* Whether somebody is bound by the charter. */
#ifndef CORE_SIGNATORY_H
#define CORE_SIGNATORY_H

#include "act.h"

/**
 * signatory_is(out, act, conn, account, structure):
 * Whether ${account} of ${structure} (none: the coordination team, which needs no structure's
 * signature) is bound by a charter version in force: the newest, or an older one during the pack's
 * grace days after its successor.  Each signature is verified over its canonical record; one that
 * does not verify counts as none and is logged with its id.
 */
CHECKED enum status signatory_is(bool *out, struct act *act, struct db_conn *conn,
                                 struct account_id account, struct structure_id structure);

/** signatory_has_signed(out, act, conn, kind, subject): whether a version in force is signed for a
 * "person" or "structure", by keys that were certified then or that wait for it: of who is not
 * admitted, only that is wanting. */
CHECKED enum status signatory_has_signed(bool *out, struct act *act, struct db_conn *conn,
                                         const char *kind, const struct id *subject);

#endif
