#include "workers.h"

#include <pthread.h>
#include <stdlib.h>

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t ready;
    void (*run)(void *);
    bool stopping;
    unsigned most;  /* items running or waiting */
    unsigned items; /* of them now */
    unsigned first; /* of the waiting ones, in the ring */
    unsigned waiting;
    void **ring;
    unsigned threads;
    pthread_t ids[];
};

static void *work(void *subject)
{
    struct workers *workers = subject;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (workers->waiting == 0 && !workers->stopping)
            pthread_cond_wait(&workers->ready, &workers->lock);
        if (workers->waiting == 0)
            break;
        void *item = workers->ring[workers->first];
        workers->first = (workers->first + 1) % workers->most;
        workers->waiting--;
        pthread_mutex_unlock(&workers->lock);
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
    if (room) {
        workers->ring[(workers->first + workers->waiting) % workers->most] = item;
        workers->waiting++;
        workers->items++;
        pthread_cond_signal(&workers->ready);
    }
    pthread_mutex_unlock(&workers->lock);
    return room;
}

bool workers_stopping(struct workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    bool stopping = workers->stopping;
    pthread_mutex_unlock(&workers->lock);
    return stopping;
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
