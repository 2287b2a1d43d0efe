/* Any bytes as the words and weights that a browser unpacks, and words looked up in what came of
 * it. */
#include "model.h"
#include "pack.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One that says that it has more than 4,096 words is left out: it asks for memory, and no more. */
static bool is_large(const uint8_t *data, size_t size)
{
    return size >= 12 && (data[11] | data[10] | data[9] >> 4) != 0;
}

static void look_up(const struct table *table, const uint8_t *data, size_t size)
{
    uint32_t free_slots = 0;
    for (uint32_t at = 0; at < table->count; at++)
        free_slots += table->slots[at] == 0;
    if (free_slots == 0 || table->model_bytes > size)
        abort(); /* a search would not end, or the weights are beyond */
    for (size_t i = 0; i < size; i++)
        (void)table_find(table, key_end(key_byte(KEY_START, data[i])));
    struct model model;
    const enum status opened = model_open(&model, table->model, table->model_bytes);
    (void)opened; /* refused or not: it ends, within its bytes */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (is_large(data, size))
        return 0;
    struct arena *arena = arena_new();
    struct table table;
    if (pack_open(&table, arena, (struct bytes){data, size}) == STATUS_OK)
        look_up(&table, data, size);
    else if (table.slots != NULL)
        abort();
    arena_free(arena);
    return 0;
}
