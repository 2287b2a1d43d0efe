/* The ledger from start to end: the journal proven as a whole, journal.head kept. */
#ifndef CORE_LEDGER_KEEP_INNER_H
#define CORE_LEDGER_KEEP_INNER_H

#include "core.h"
#include "core/journal/ledger_keep.h"

/* For core alone. */

/** ledger_keep_after(core, status): what an act answers that ends an access or a login, or changes
 * what opens one (passphrase, second factor): ${status}; if it was done, it is written down first,
 * so that no rollback takes it back. */
CHECKED enum status ledger_keep_after(struct core *core, enum status status);

/** ledger_keep_behind(why, core, arena, conn): ${why} says how the journal falls short of what the
 * file tells, or is NULL. */
CHECKED enum status ledger_keep_behind(const char **why, struct core *core, struct arena *arena,
                                       struct db_conn *conn);

/** ledger_keep_behind_file(why, path, arena, conn): the same by a file that no ledger has open. */
CHECKED enum status ledger_keep_behind_file(const char **why, const char *path, struct arena *arena,
                                            struct db_conn *conn);

void ledger_keep_close(struct ledger *ledger);

/** ledger_keep_now(core): write how far the journal has come into the file, if it has come further.
 */
CHECKED enum status ledger_keep_now(struct core *core);

/** ledger_keep_open(core, path, adopted): part of core_open(): prove the journal of ${core};
 * ${path} is the file beside the database.  A journal that no server sealed yet, without such a
 * file, is checked as a whole and sealed: ${adopted}, and adopted_facts() is next.  OK also if the
 * journal does not prove: see ledger_is_proven(). */
CHECKED enum status ledger_keep_open(struct core *core, const char *path, bool *adopted);

#endif
