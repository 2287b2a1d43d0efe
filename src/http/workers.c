#include "workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    void (*run)(void *);
    atomic_bool stopping;
    bool waking; /* a thread was signalled and does not run yet */
    unsigned asleep;
    unsigned most;  /* items running or waiting */
    unsigned items; /* of them now */
    unsigned first; /* of the waiting ones, in the ring */
    unsigned waiting;
    void **ring;
    unsigned threads;
    pthread_t ids[];
};

/* One signal at a time; whoever wakes passes it on.  A burst of requests then wakes as many threads
 * as it needs, and mostly finds one awake: waking costs more than most pages. */
static bool must_wake(struct workers *workers)
{
    bool wake = workers->waiting > 0 && workers->asleep > 0 && !workers->waking;
    if (wake)
        workers->waking = true;
    return wake;
}

static void *work(void *subject)
{
    struct workers *workers = subject;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (workers->waiting == 0 && !workers->stopping) {
            workers->asleep++;
            pthread_cond_wait(&workers->ready, &workers->lock);
            workers->asleep--;
            workers->waking = false;
        }
        if (workers->waiting == 0)
            break;
        void *item = workers->ring[workers->first];
        workers->first = (workers->first + 1) % workers->most;
        workers->waiting--;
        bool wake = must_wake(workers);
        pthread_mutex_unlock(&workers->lock);
        if (wake)
            pthread_cond_signal(&workers->ready);
        workers->run(item);
        pthread_mutex_lock(&workers->lock);
        workers->items--;
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

struct workers *workers_new(unsigned threads, unsigned queue, void (*run)(void *))
{
    struct workers *workers = calloc(1, sizeof *workers + threads * sizeof *workers->ids);
    if (workers == NULL)
        return NULL;
    workers->run = run;
    workers->most = threads + queue;
    workers->ring = calloc(workers->most, sizeof *workers->ring);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->ready, NULL);
    while (workers->ring != NULL && workers->threads < threads &&
           pthread_create(&workers->ids[workers->threads], NULL, work, workers) == 0)
        workers->threads++;
    if (workers->ring != NULL && workers->threads == threads)
        return workers;
    workers_free(workers);
    return NULL;
}

bool workers_submit(struct workers *workers, void *item)
{
    pthread_mutex_lock(&workers->lock);
    bool room = !workers->stopping && workers->items < workers->most;
    bool wake = false;
    if (room) {
        workers->ring[(workers->first + workers->waiting) % workers->most] = item;
        workers->waiting++;
        workers->items++;
        wake = must_wake(workers);
    }
    pthread_mutex_unlock(&workers->lock);
    if (wake)
        pthread_cond_signal(&workers->ready);
    return room;
}

bool workers_stopping(struct workers *workers)
{
    return atomic_load(&workers->stopping);
}

void workers_stop(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    pthread_cond_broadcast(&workers->ready);
    pthread_mutex_unlock(&workers->lock);
    for (; workers->threads > 0; workers->threads--)
        pthread_join(workers->ids[workers->threads - 1], NULL);
}

void workers_free(struct workers *workers)
{
    if (workers == NULL)
        return;
    workers_stop(workers);
    pthread_cond_destroy(&workers->ready);
    pthread_mutex_destroy(&workers->lock);
    free(workers->ring);
    free(workers);
}
