/* A journal of before there were seals, taken over once. */
#ifndef CORE_LEDGER_ADOPT_H
#define CORE_LEDGER_ADOPT_H

#include "journal/ledger_file.h"

/* A journal of before there were seals, at the first start after them. */

/** What an entry of the platform tells anew of all certificates that somebody has in a space: how
 * many (four bytes), and their sum as in struct ledger_set.  Before, entries told of keys. */
#define LEDGER_ADOPTED "certify"

/** ledger_adopt(done, core, file): if there is no file and no seal yet, and the journal, its heads
 * and all states verify, seal each entry; then ${done}.  STATUS_TAMPERED if they do not. */
CHECKED enum status ledger_adopt(bool *done, struct core *core, struct ledger_file *file);

#endif
