/* The map of the site. */
#ifndef ROUTES_H
#define ROUTES_H

#include "request/route.h"

/** routes_table(count): the whole map. */
const struct route *routes_table(size_t *count);

#endif
