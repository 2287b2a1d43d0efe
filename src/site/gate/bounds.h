/* What a body may be, by its row and by who sends it. */
#ifndef BOUNDS_H
#define BOUNDS_H

#include "request/visit.h"

/* What a body may be, before anything of it is read: by its row, and by what its head says of who
 * sends it. */

/** bounds_of(out, site, request): where no row takes a body, none.  Whoever brings no cookie of
 * ours sends little and shares memory with their address; a cookie of the right form opens the
 * row's own bounds, since what an ended login typed comes with one; a login that opened here has
 * memory of its own. */
void bounds_of(struct http_bounds *out, const struct site *site,
               const struct http_request *request);

/** bounds_note(site, token): this login opened. */
void bounds_note(const struct site *site, const char *token);

/** bounds_logins(): where bounds_note() remembers them, keyed hashes only; NULL without memory. */
struct limits *bounds_logins(void);

#endif
