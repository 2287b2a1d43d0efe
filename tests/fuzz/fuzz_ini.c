/* Any bytes as an INI file, as access rules, and as the shape of a séance. */
#include "base/ini.h"
#include "policy/shape.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct ini ini;
    struct shape shape;
    static const char *const roles[] = {"animator", "narrator"};
    struct access *access = access_new(arena, roles, 2);
    if (ini_parse(&ini, arena, "input", (struct bytes){data, size}) == STATUS_OK) {
        for (size_t i = 0; i < ini.count; i++)
            if (ini_get(&ini, ini.entries[i].section, ini.entries[i].key) != ini.entries[i].value)
                abort();
        if (access_add(access, arena, &ini) == STATUS_OK)
            for (unsigned at = 0; at < RESOURCE_COUNT * ACTION_COUNT * STAGE_COUNT; at++)
                if (access_allows(access, at / STAGE_COUNT / ACTION_COUNT,
                                  at / STAGE_COUNT % ACTION_COUNT, 0, at % STAGE_COUNT))
                    abort(); /* a right for whoever comes */
        if (shape_read(&shape, arena, &ini) == STATUS_OK && shape.kind_count == 0)
            abort();
    }
    arena_free(arena);
    return 0;
}
