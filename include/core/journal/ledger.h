/* The ledger: the journal as this process has proven it. */
#ifndef CORE_LEDGER_H
#define CORE_LEDGER_H

#include "core/core.h"

/** ledger_is_proven(core): whether every entry so far proves: otherwise nothing is believed until
 * the process ends. */
bool ledger_is_proven(const struct core *core);

#endif
