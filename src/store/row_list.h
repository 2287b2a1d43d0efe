#ifndef STORE_ROW_LIST_H
#define STORE_ROW_LIST_H

#include "base/arena.h"

#include <string.h>

/** row_list_room(arena, items, count, size): ${items}, or a larger copy of it if there is no room
 * for one more; start with NULL and 0. */
static inline void *row_list_room(struct arena *arena, void *items, size_t count, size_t size)
{
    const size_t first = 8;
    if (count != 0 && (count < first || (count & (count - 1)) != 0))
        return items;
    void *larger = arena_alloc(arena, (count < first ? first : 2 * count) * size);
    if (count > 0)
        memcpy(larger, items, count * size);
    return larger;
}

#endif
