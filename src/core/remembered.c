#include "remembered.h"

#include <string.h>

static struct digest *set_of(struct remembered *all, const struct digest *seen)
{
    return all->all[(seen->bytes[0] | (unsigned)seen->bytes[1] << 8) % all->sets];
}

/* In front: of those before it, ${count} go one place back. */
static void put_first(struct digest *set, const struct digest *seen, size_t count)
{
    memmove(set + 1, set, count * sizeof *set);
    set[0] = *seen;
}

bool remembered_has(struct remembered *all, const struct digest *seen)
{
    struct digest *set = set_of(all, seen);
    bool found = false;
    pthread_mutex_lock(&all->mutex);
    for (size_t i = 0; i < REMEMBERED_WAYS && !found; i++) {
        found = digest_equal(&set[i], seen);
        if (found)
            put_first(set, seen, i);
    }
    pthread_mutex_unlock(&all->mutex);
    return found;
}

void remembered_add(struct remembered *all, const struct digest *seen)
{
    pthread_mutex_lock(&all->mutex);
    put_first(set_of(all, seen), seen, REMEMBERED_WAYS - 1);
    pthread_mutex_unlock(&all->mutex);
}
