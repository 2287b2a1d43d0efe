/* Templates, messages, help and files, loaded and checked. */
#ifndef LOAD_H
#define LOAD_H

#include "request/visit.h"

/** load_site(out, web, assets, rules): all that a site has from files, checked. */
CHECKED enum status load_site(struct site **out, const char *web, const char *assets,
                              const struct rules *rules);
void load_free(struct site *site);

#endif
