#include "arrivals.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdlib.h>

enum { AGAIN = 60 /* seconds until what failed is tried again */ };

/* Of one space: how often something was noted, and up to where it was looked at. */
struct arrived {
    struct space_id space;
    uint64_t noted, done;
    int64_t not_before;
};

struct arrivals {
    pthread_mutex_t lock;
    struct arrived *all;
    size_t count;
};

struct arrivals *arrivals_new(void)
{
    struct arrivals *arrivals = calloc(1, sizeof *arrivals);
    if (arrivals != NULL && pthread_mutex_init(&arrivals->lock, NULL) != 0) {
        free(arrivals);
        return NULL;
    }
    return arrivals;
}

void arrivals_free(struct arrivals *arrivals)
{
    if (arrivals == NULL)
        return;
    pthread_mutex_destroy(&arrivals->lock);
    free(arrivals->all);
    free(arrivals);
}

/* Under the lock.  What happened before this process began counts as one arrival. */
static struct arrived *of_space(struct arrivals *arrivals, struct space_id space)
{
    for (size_t i = 0; i < arrivals->count; i++)
        if (id_equal(&arrivals->all[i].space.id, &space.id))
            return &arrivals->all[i];
    struct arrived *all = realloc(arrivals->all, (arrivals->count + 1) * sizeof *all);
    if (all == NULL)
        abort(); /* no memory */
    arrivals->all = all;
    all[arrivals->count] = (struct arrived){.space = space, .noted = 1};
    return &all[arrivals->count++];
}

void arrivals_note(const struct core *core, struct space_id space)
{
    struct arrivals *arrivals = core->arrivals;
    pthread_mutex_lock(&arrivals->lock);
    struct arrived *arrived = of_space(arrivals, space);
    arrived->noted++;
    arrived->not_before = 0;
    pthread_mutex_unlock(&arrivals->lock);
}

uint64_t arrivals_take(struct arrivals *arrivals, struct space_id space)
{
    const int64_t now = clock_now();
    pthread_mutex_lock(&arrivals->lock);
    struct arrived *arrived = of_space(arrivals, space);
    const bool due = arrived->noted != arrived->done && now >= arrived->not_before;
    const uint64_t noted = due ? arrived->noted : 0;
    if (due)
        arrived->not_before = now + AGAIN;
    pthread_mutex_unlock(&arrivals->lock);
    return noted;
}

void arrivals_done(struct arrivals *arrivals, struct space_id space, uint64_t noted)
{
    pthread_mutex_lock(&arrivals->lock);
    struct arrived *arrived = of_space(arrivals, space);
    if (arrived->done < noted)
        arrived->done = noted;
    if (arrived->noted != arrived->done) /* another came meanwhile */
        arrived->not_before = 0;
    pthread_mutex_unlock(&arrivals->lock);
}

bool arrivals_wait(const struct act *act)
{
    struct arrivals *arrivals = act->core->arrivals;
    pthread_mutex_lock(&arrivals->lock);
    const struct arrived *arrived = of_space(arrivals, act->space);
    const bool waits = arrived->noted != arrived->done;
    pthread_mutex_unlock(&arrivals->lock);
    return waits;
}
