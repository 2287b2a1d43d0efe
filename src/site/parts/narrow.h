/* A list by pages: what narrows it, and the addresses of the other pages. */
#ifndef SITE_NARROW_H
#define SITE_NARROW_H

#include "request/visit.h"

/** narrow_read(visit, clean, form): what the query says of the fields of that form of the
 * platform, checked as any form is: texts by name; STATUS_INVALID with the faults noted. */
CHECKED enum status narrow_read(struct visit *visit, json_t **clean, const char *form);

/** narrow_page(visit, name): the number of a page that the query says under ${name}; 1 without. */
size_t narrow_page(const struct visit *visit, const char *name);

/** narrow_offer(visit, form, path, clean, page): that form under "narrow", where there is more than
 * a page or something is chosen; ${page}: listing_json(). */
void narrow_offer(struct visit *visit, const char *form, const char *path, const json_t *clean,
                  const json_t *page);

/** narrow_turn(visit, page, path, name, kept, anchor): into listing_json(): "several" and the
 * addresses "previous" and "next", or null, with what ${kept} says besides. */
void narrow_turn(struct visit *visit, json_t *page, const char *path, const char *name,
                 const json_t *kept, const char *anchor);

/** narrow_address(arena, path, kept, anchor): ${path} with a query of texts and numbers. */
const char *narrow_address(struct arena *arena, const char *path, const json_t *kept,
                           const char *anchor);

#endif
