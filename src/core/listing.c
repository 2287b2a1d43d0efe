#include "core/listing.h"

#include <stdlib.h>

static size_t pages(const struct listing *listing)
{
    return listing->count == 0 ? 1 : (listing->count + LISTING_ROWS - 1) / LISTING_ROWS;
}

void listing_bound(struct listing *listing, size_t count)
{
    listing->count = count;
    if (listing->page == 0)
        listing->page = 1;
    if (listing->page > pages(listing))
        listing->page = pages(listing);
    listing->first = (listing->page - 1) * LISTING_ROWS;
    const size_t left = count - listing->first;
    listing->shown = left < LISTING_ROWS ? left : LISTING_ROWS;
}

json_t *listing_json(const struct listing *listing)
{
    json_t *out = json_pack(
        "{s:I, s:I, s:I, s:I, s:I}", "page", (json_int_t)listing->page, "pages",
        (json_int_t)pages(listing), "first", (json_int_t)listing->first + (listing->shown > 0),
        "last", (json_int_t)(listing->first + listing->shown), "count", (json_int_t)listing->count);
    if (out == NULL)
        abort();
    return out;
}
