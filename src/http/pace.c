#include "pace.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { SWEEP = 5 };

struct step {
    _Atomic int64_t since;
    int socket;
    struct step *next;
    struct step **link;
};

struct pace {
    pthread_mutex_t lock;
    pthread_cond_t stop;
    pthread_t thread;
    bool stopping;
    unsigned seconds;
    struct step *steps;
};

static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void sweep(struct pace *pace, int64_t now)
{
    for (struct step *step = pace->steps; step != NULL; step = step->next)
        if (atomic_load(&step->since) < now - pace->seconds)
            shutdown(step->socket, SHUT_RDWR);
}

static void *run(void *subject)
{
    struct pace *pace = subject;
    pthread_mutex_lock(&pace->lock);
    while (!pace->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += SWEEP;
        pthread_cond_timedwait(&pace->stop, &pace->lock, &until);
        sweep(pace, seconds());
    }
    pthread_mutex_unlock(&pace->lock);
    return NULL;
}

struct pace *pace_new(unsigned limit)
{
    struct pace *pace = calloc(1, sizeof *pace);
    if (pace == NULL)
        return NULL;
    pace->seconds = limit;
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&pace->lock, NULL);
    pthread_cond_init(&pace->stop, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&pace->thread, NULL, run, pace) == 0)
        return pace;
    pthread_cond_destroy(&pace->stop);
    pthread_mutex_destroy(&pace->lock);
    free(pace);
    return NULL;
}

void pace_free(struct pace *pace)
{
    if (pace == NULL)
        return;
    pthread_mutex_lock(&pace->lock);
    pace->stopping = true;
    pthread_cond_signal(&pace->stop);
    pthread_mutex_unlock(&pace->lock);
    pthread_join(pace->thread, NULL);
    while (pace->steps != NULL)
        pace_leave(pace, pace->steps);
    pthread_cond_destroy(&pace->stop);
    pthread_mutex_destroy(&pace->lock);
    free(pace);
}

struct step *pace_enter(struct pace *pace, int socket)
{
    struct step *step = calloc(1, sizeof *step);
    if (step == NULL)
        return NULL;
    step->socket = socket;
    atomic_init(&step->since, seconds());
    pthread_mutex_lock(&pace->lock);
    step->link = &pace->steps;
    step->next = pace->steps;
    if (step->next != NULL)
        step->next->link = &step->next;
    pace->steps = step;
    pthread_mutex_unlock(&pace->lock);
    return step;
}

void pace_next(struct step *step)
{
    if (step != NULL)
        atomic_store(&step->since, seconds());
}

void pace_hold(struct step *step)
{
    if (step != NULL)
        atomic_store(&step->since, INT64_MAX);
}

void pace_leave(struct pace *pace, struct step *step)
{
    if (step == NULL)
        return;
    pthread_mutex_lock(&pace->lock);
    *step->link = step->next;
    if (step->next != NULL)
        step->next->link = step->link;
    pthread_mutex_unlock(&pace->lock);
    free(step);
}

void pace_sweep(struct pace *pace, int64_t now)
{
    pthread_mutex_lock(&pace->lock);
    sweep(pace, now);
    pthread_mutex_unlock(&pace->lock);
}
