/* Digests of what was found to be so once in this process. */
#ifndef CORE_REMEMBERED_H
#define CORE_REMEMBERED_H

#include "crypto/digest.h"

#include <pthread.h>
#include <stdbool.h>

enum { REMEMBERED_WAYS = 8 };

/** A set of digests, each over all that it was found of, so that whatever changes misses.  Of eight
 * that fall together the one asked for longest ago goes. */
struct remembered {
    pthread_mutex_t mutex;
    struct digest (*all)[REMEMBERED_WAYS]; /* ${sets} of them; zero is empty */
    size_t sets;
};

/** REMEMBERED(all): over a static array of struct digest [sets][REMEMBERED_WAYS]. */
#define REMEMBERED(all)                                                                            \
    {                                                                                              \
        PTHREAD_MUTEX_INITIALIZER, (all), sizeof(all) / sizeof *(all)                              \
    }

bool remembered_has(struct remembered *all, const struct digest *seen);
void remembered_add(struct remembered *all, const struct digest *seen);

#endif
