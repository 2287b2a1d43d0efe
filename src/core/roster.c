#include "roster.h"

#include "act.h"
#include "base/collate.h"

#include <stdlib.h>
#include <string.h>

struct roster_item {
    int64_t ranks[ROSTER_RANKS];
    const char *name; /* collate_key(), or NULL */
    json_t *value;    /* the arena's */
};

void roster_add(struct roster *roster, const int64_t ranks[ROSTER_RANKS], const char *name,
                json_t *value)
{
    roster->items = arena_grow(roster->arena, roster->items, roster->count, &roster->room,
                               sizeof *roster->items);
    struct roster_item *item = &roster->items[roster->count++];
    *item = (struct roster_item){.name = name == NULL ? NULL : collate_key(roster->arena, name),
                                 .value = act_json(roster->arena, value)};
    if (ranks != NULL)
        memcpy(item->ranks, ranks, sizeof item->ranks);
}

static int in_order(const void *left, const void *right)
{
    const struct roster_item *a = left, *b = right;
    for (size_t i = 0; i < ROSTER_RANKS; i++)
        if (a->ranks[i] != b->ranks[i])
            return a->ranks[i] < b->ranks[i] ? -1 : 1;
    if (a->name == NULL || b->name == NULL)
        return (a->name == NULL) - (b->name == NULL);
    return strcmp(a->name, b->name);
}

json_t *roster_json(struct roster *roster)
{
    json_t *array = json_array();
    if (roster->count > 0)
        qsort(roster->items, roster->count, sizeof *roster->items, in_order);
    for (size_t i = 0; i < roster->count; i++)
        json_array_append(array, roster->items[i].value);
    return array;
}
