#include "core/slots.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* Few may wait, not for long: those who wait hold a worker. */
enum {
    WAIT = 20,  /* seconds */
    OFTEN = 5,  /* a rank from which on a run is followed by a rest */
    REST = 2,   /* times as long as the run */
    GENTLE = 5, /* nice(2) of those who proved nothing yet */
};

struct waiter {
    pthread_cond_t turn;
    unsigned rank;
    bool called;
    bool refused; /* somebody better took the place */
};

struct slots {
    pthread_mutex_t mutex;
    unsigned count;
    unsigned free;
    struct timespec rested; /* when those who try often may run again */
    unsigned waiting;
    struct waiter *waiters[SLOTS_WAITERS]; /* in the order they came */
};

struct slots *slots_new(unsigned count)
{
    struct slots *slots = calloc(1, sizeof *slots);
    if (slots == NULL)
        return NULL;
    pthread_mutex_init(&slots->mutex, NULL);
    slots->count = slots->free = count;
    return slots;
}

void slots_free(struct slots *slots)
{
    if (slots == NULL)
        return;
    pthread_mutex_destroy(&slots->mutex);
    free(slots);
}

static struct timespec now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time;
}

static bool before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static bool may_run(const struct slots *slots, unsigned rank)
{
    const struct timespec time = now();
    return slots->free > 0 && (rank < OFTEN || !before(&time, &slots->rested));
}

static void leave(struct slots *slots, const struct waiter *waiter)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < slots->waiting; i++)
        if (slots->waiters[i] != waiter)
            slots->waiters[kept++] = slots->waiters[i];
    slots->waiting = kept;
}

/* Whoever may run by now, best first. */
static void call_next(struct slots *slots)
{
    struct waiter *best = NULL;
    for (unsigned i = 0; i < slots->waiting; i++)
        if (best == NULL || slots->waiters[i]->rank < best->rank)
            best = slots->waiters[i];
    if (best == NULL || !may_run(slots, best->rank))
        return;
    slots->free--;
    best->called = true;
    leave(slots, best);
    pthread_cond_signal(&best->turn);
}

static bool make_room(struct slots *slots, unsigned rank)
{
    struct waiter *worst = slots->waiters[0];
    if (slots->waiting < SLOTS_WAITERS)
        return true;
    for (unsigned i = 1; i < slots->waiting; i++)
        if (slots->waiters[i]->rank >= worst->rank)
            worst = slots->waiters[i];
    if (worst->rank <= rank)
        return false;
    worst->refused = true;
    leave(slots, worst);
    pthread_cond_signal(&worst->turn);
    return true;
}

static enum status wait_turn(struct slots *slots, struct waiter *waiter)
{
    const struct timespec start = now();
    const struct timespec end = {start.tv_sec + WAIT, start.tv_nsec};
    slots->waiters[slots->waiting++] = waiter;
    while (!waiter->called && !waiter->refused) {
        const struct timespec time = now();
        if (!before(&time, &end)) {
            leave(slots, waiter);
            return STATUS_BUSY;
        }
        call_next(slots); /* a rest may be over */
        const bool resting = before(&time, &slots->rested) && before(&slots->rested, &end);
        if (!waiter->called)
            pthread_cond_timedwait(&waiter->turn, &slots->mutex, resting ? &slots->rested : &end);
    }
    return waiter->called ? STATUS_OK : STATUS_BUSY;
}

static enum status take(struct slots *slots, unsigned rank)
{
    struct waiter waiter = {.rank = rank};
    enum status status = STATUS_OK;
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&waiter.turn, &steady);
    pthread_condattr_destroy(&steady);
    pthread_mutex_lock(&slots->mutex);
    /* a free slot with people waiting: all of them must rest */
    if (may_run(slots, rank) && (slots->waiting == 0 || rank < OFTEN))
        slots->free--;
    else if (make_room(slots, rank))
        status = wait_turn(slots, &waiter);
    else
        status = STATUS_BUSY;
    pthread_mutex_unlock(&slots->mutex);
    pthread_cond_destroy(&waiter.turn);
    return status;
}

static void give(struct slots *slots, unsigned rank, const struct timespec *began)
{
    const struct timespec time = now();
    const int64_t run =
        (time.tv_sec - began->tv_sec) * 1000000000LL + time.tv_nsec - began->tv_nsec;
    const int64_t rested = time.tv_sec * 1000000000LL + time.tv_nsec + REST * run;
    pthread_mutex_lock(&slots->mutex);
    if (rank >= OFTEN)
        slots->rested = (struct timespec){rested / 1000000000LL, rested % 1000000000LL};
    slots->free++;
    call_next(slots);
    pthread_mutex_unlock(&slots->mutex);
}

struct job {
    void (*work)(void *);
    void *context;
};

/* A thread cannot take back what it gave up of its priority: it ends with the work. */
static void *gently(void *subject)
{
    struct job *job = subject;
    (void)setpriority(PRIO_PROCESS, 0,
                      GENTLE); /* of this thread; where forbidden, it runs as all */
    job->work(job->context);
    return NULL;
}

enum status slots_run(struct slots *slots, unsigned rank, void (*work)(void *), void *context)
{
    struct job job = {work, context};
    pthread_t thread;
    enum status status = take(slots, rank);
    if (status != STATUS_OK)
        return status;
    const struct timespec began = now();
    if (rank == SLOTS_TRUSTED || pthread_create(&thread, NULL, gently, &job) != 0)
        work(context);
    else
        pthread_join(thread, NULL);
    give(slots, rank, &began);
    return STATUS_OK;
}

unsigned slots_most(const struct slots *slots)
{
    return slots->count + SLOTS_WAITERS;
}

unsigned slots_waiting(struct slots *slots)
{
    pthread_mutex_lock(&slots->mutex);
    unsigned waiting = slots->waiting;
    pthread_mutex_unlock(&slots->mutex);
    return waiting;
}
