#ifndef STORE_SCRATCH_H
#define STORE_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder of its own for each test, with the path of a database that is not there yet. */
struct scratch {
    char folder[64];
    char path[96];
};

static inline int scratch_setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    strcpy(scratch->folder, "/tmp/cocon-store-XXXXXX");
    if (mkdtemp(scratch->folder) == NULL)
        return -1;
    snprintf(scratch->path, sizeof scratch->path, "%s/cocon.db", scratch->folder);
    *state = scratch;
    return 0;
}

static inline int scratch_teardown(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-lock", "-journal"};
    struct scratch *scratch = *state;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", scratch->path, endings[i]);
        unlink(name);
    }
    int result = rmdir(scratch->folder);
    free(scratch);
    return result;
}

static inline const struct scratch *scratch_of(void **state)
{
    return *state;
}

#define SCRATCH_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

#endif
