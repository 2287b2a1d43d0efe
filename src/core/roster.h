/* Lists in French order. */
#ifndef CORE_ROSTER_H
#define CORE_ROSTER_H

#include "base/arena.h"

#include <jansson.h>
#include <stdint.h>

/* Lists of models in the order in which French readers look for them. */

enum { ROSTER_RANKS = 4 };

struct roster {
    struct arena *arena;
    struct roster_item *items;
    size_t count, room;
};

/** roster_add(roster, ranks, name, value): ${value}, whose reference is taken, comes after those of
 * smaller ranks (NULL: all zero), then by ${name} as collate_key() has it (NULL: last). */
void roster_add(struct roster *roster, const int64_t ranks[ROSTER_RANKS], const char *name,
                json_t *value);

/** roster_json(roster): a new array in order; call once. */
json_t *roster_json(struct roster *roster);

#endif
