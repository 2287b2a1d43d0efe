/* The ledger from start to end: the journal proven as a whole, journal.head kept. */
#ifndef CORE_LEDGER_KEEP_H
#define CORE_LEDGER_KEEP_H

#include "core/journal/ledger.h"

/* The ledger from a process's start to its end, and what of it lies in journal.head. */

/** ledger_keep_accept(core): the operator knows that the journal is shorter than the file says: a
 * backup was put back.  The file says so from now on: ask for this last, once everything else was
 * found good.  STATUS_TAMPERED if it does not prove for another reason. */
CHECKED enum status ledger_keep_accept(struct core *core);

#endif
