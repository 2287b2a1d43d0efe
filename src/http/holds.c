#include "holds.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { HOLD = 1000 /* milliseconds */ };

/* All wait equally long: who came first is due first. */
struct holds {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool stopping;
    void (*release)(void *);
    struct held *first;
    struct held **end;
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void release_first(struct holds *holds)
{
    struct held *held = holds->first;
    holds->first = held->next;
    if (holds->first == NULL)
        holds->end = &holds->first;
    pthread_mutex_unlock(&holds->lock);
    holds->release(held->subject); /* ${held} is its owner's again */
    pthread_mutex_lock(&holds->lock);
}

static void *run(void *subject)
{
    struct holds *holds = subject;
    pthread_mutex_lock(&holds->lock);
    while (!holds->stopping || holds->first != NULL) {
        if (holds->first == NULL) {
            pthread_cond_wait(&holds->changed, &holds->lock);
            continue;
        }
        const int64_t due = holds->first->due;
        const struct timespec until = {due / 1000, due % 1000 * 1000000};
        if (holds->stopping || due <= now())
            release_first(holds);
        else
            pthread_cond_timedwait(&holds->changed, &holds->lock, &until);
    }
    pthread_mutex_unlock(&holds->lock);
    return NULL;
}

struct holds *holds_new(void (*release)(void *))
{
    struct holds *holds = calloc(1, sizeof *holds);
    if (holds == NULL)
        return NULL;
    holds->release = release;
    holds->end = &holds->first;
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&holds->lock, NULL);
    pthread_cond_init(&holds->changed, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&holds->thread, NULL, run, holds) == 0)
        return holds;
    holds->stopping = true;
    holds_free(holds);
    return NULL;
}

void holds_add(struct holds *holds, struct held *held, void *subject)
{
    *held = (struct held){.subject = subject, .due = now() + HOLD};
    pthread_mutex_lock(&holds->lock);
    bool wait = !holds->stopping;
    if (wait) {
        *holds->end = held;
        holds->end = &held->next;
        if (holds->first == held)
            pthread_cond_signal(&holds->changed);
    }
    pthread_mutex_unlock(&holds->lock);
    if (!wait)
        holds->release(subject);
}

void holds_stop(struct holds *holds)
{
    pthread_mutex_lock(&holds->lock);
    bool again = holds->stopping;
    holds->stopping = true;
    pthread_cond_signal(&holds->changed);
    pthread_mutex_unlock(&holds->lock);
    if (!again)
        pthread_join(holds->thread, NULL);
}

void holds_free(struct holds *holds)
{
    if (holds == NULL)
        return;
    holds_stop(holds);
    pthread_cond_destroy(&holds->changed);
    pthread_mutex_destroy(&holds->lock);
    free(holds);
}
