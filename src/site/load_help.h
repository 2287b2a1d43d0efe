/* The pages of /aide: those for every space, and those of each. */
#ifndef LOAD_HELP_H
#define LOAD_HELP_H

#include "request/visit.h"

/** load_help(site, web): ${web}/help/<number>-<slug>.md and, for each pack, the pages of its own
 * among them, by number; site->help, as rules_packs() has the packs.  STATUS_INVALID (logged): no
 * page, one without a title, two of one address. */
CHECKED enum status load_help(struct site *site, const char *web);

#endif
