/* A list that is shown by pages. */
#ifndef CORE_LISTING_FACE_H
#define CORE_LISTING_FACE_H

#include <jansson.h>
#include <stddef.h>

enum { LISTING_ROWS = 50 };

/** Which page of a list is asked for, and what there is of it. */
struct listing {
    size_t page;  /* asked for, from 1; one that is not there is the last one */
    size_t count; /* rows of all pages */
    size_t first; /* row with which it begins, from 0 */
    size_t shown; /* rows on it */
};

/** listing_bound(listing, count): with ${count} rows there are. */
void listing_bound(struct listing *listing, size_t count);

/** listing_json(listing): {"page", "pages", "first", "last" (rows, from 1), "count"}.  New
 * reference. */
json_t *listing_json(const struct listing *listing);

#endif
