#include "render/mustache.h"

#include <stdlib.h>
#include <string.h>

static const char model[] = "{\"a\": \"<&>\", \"b\": [{\"a\": 1}, {\"a\": 2.5}, [null, true]],"
                            " \"c\": {\"d\": {\"a\": \"x\\ny\"}}, \"e\": false}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A page and, after a NUL, a partial "p" that it may bring in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct mustache *set = mustache_new();
    json_t *value = json_loads(model, 0, NULL);
    if (arena == NULL || set == NULL || value == NULL)
        abort();
    const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
    size_t first = end != NULL ? (size_t)(end - data) : size;
    size_t rest = end != NULL ? first + 1 : size;
    const char *problem;
    enum status page = mustache_add(set, "page", (struct bytes){data, first}, arena, &problem);
    if ((page == STATUS_OK) != (problem == NULL))
        abort();
    enum status partial =
        mustache_add(set, "p", (struct bytes){data + rest, size - rest}, arena, &problem);
    struct bytes out;
    enum status status = mustache_render(&out, set, "page", value, arena);
    if (page != STATUS_OK ? status != STATUS_NOT_FOUND
                          : status != STATUS_OK && status != STATUS_LIMIT)
        abort();
    if (partial == STATUS_OK && !mustache_has(set, "p"))
        abort();
    json_decref(value);
    mustache_free(set);
    arena_free(arena);
    return 0;
}
