/* The numbered migrations, as the build embeds them. */
#ifndef STORE_MIGRATIONS_H
#define STORE_MIGRATIONS_H

#include <stddef.h>

/** One numbered file of src/store/engine/sqlite/sql/, embedded at build time. */
struct migration {
    int number;
    const char *sql;
};

extern const struct migration migrations_all[];
extern const size_t migrations_count;

#endif
