/* Entries for what entries did not tell before there were seals. */
#ifndef CORE_ADOPTED_FACTS_H
#define CORE_ADOPTED_FACTS_H

#include "core.h"

/** adopted_facts(core): once the seals of a journal of before are proven (ledger_adopt.h): entries
 * for what entries did not tell then: certificates, and the pack of each space. */
CHECKED enum status adopted_facts(struct core *core);

#endif
