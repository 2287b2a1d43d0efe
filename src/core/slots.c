#include "slots.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* Not many may wait, and not for long: those who wait hold a worker. */
enum {
    WAIT = 30,  /* seconds */
    OFTEN = 5,  /* a rank from which on a run for nothing is followed by a rest */
    REST = 2,   /* times as long as the run */
    GENTLE = 3, /* nice(2) of those who proved nothing yet */
};

struct waiter {
    pthread_cond_t turn;
    unsigned rank;
    bool called;
    bool refused; /* somebody better took the place */
};

struct pool {
    pthread_mutex_t mutex;
    unsigned free;
    struct timespec rested; /* when those who try often may run again */
    unsigned waiting;
    struct waiter *waiters[SLOTS_WAITERS]; /* in the order they came */
};

/* Whoever is trusted never waits behind a stranger, whose run may be slow. */
struct slots {
    unsigned count;
    struct pool trusted, strangers;
};

struct slots *slots_new(unsigned count)
{
    struct slots *slots = calloc(1, sizeof *slots);
    if (slots == NULL)
        return NULL;
    slots->count = slots->trusted.free = slots->strangers.free = count;
    pthread_mutex_init(&slots->trusted.mutex, NULL);
    pthread_mutex_init(&slots->strangers.mutex, NULL);
    return slots;
}

void slots_free(struct slots *slots)
{
    if (slots == NULL)
        return;
    pthread_mutex_destroy(&slots->trusted.mutex);
    pthread_mutex_destroy(&slots->strangers.mutex);
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

static bool may_run(const struct pool *pool, unsigned rank)
{
    const struct timespec time = now();
    return pool->free > 0 && (rank < OFTEN || !before(&time, &pool->rested));
}

static void leave(struct pool *pool, const struct waiter *waiter)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < pool->waiting; i++)
        if (pool->waiters[i] != waiter)
            pool->waiters[kept++] = pool->waiters[i];
    pool->waiting = kept;
}

/* Whoever may run by now, best first. */
static void call_next(struct pool *pool)
{
    struct waiter *best = NULL;
    for (unsigned i = 0; i < pool->waiting; i++)
        if (best == NULL || pool->waiters[i]->rank < best->rank)
            best = pool->waiters[i];
    if (best == NULL || !may_run(pool, best->rank))
        return;
    pool->free--;
    best->called = true;
    leave(pool, best);
    pthread_cond_signal(&best->turn);
}

static bool make_room(struct pool *pool, unsigned rank)
{
    struct waiter *worst = pool->waiters[0];
    if (pool->waiting < SLOTS_WAITERS)
        return true;
    for (unsigned i = 1; i < pool->waiting; i++)
        if (pool->waiters[i]->rank >= worst->rank)
            worst = pool->waiters[i];
    if (worst->rank <= rank)
        return false;
    worst->refused = true;
    leave(pool, worst);
    pthread_cond_signal(&worst->turn);
    return true;
}

static enum status wait_turn(struct pool *pool, struct waiter *waiter)
{
    const struct timespec start = now();
    const struct timespec end = {start.tv_sec + WAIT, start.tv_nsec};
    pool->waiters[pool->waiting++] = waiter;
    while (!waiter->called && !waiter->refused) {
        const struct timespec time = now();
        if (!before(&time, &end)) {
            leave(pool, waiter);
            return STATUS_BUSY;
        }
        call_next(pool); /* a rest may be over */
        const bool resting = before(&time, &pool->rested) && before(&pool->rested, &end);
        if (!waiter->called)
            pthread_cond_timedwait(&waiter->turn, &pool->mutex, resting ? &pool->rested : &end);
    }
    return waiter->called ? STATUS_OK : STATUS_BUSY;
}

static enum status take_slot(struct pool *pool, unsigned rank)
{
    struct waiter waiter = {.rank = rank};
    enum status status = STATUS_OK;
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&waiter.turn, &steady);
    pthread_condattr_destroy(&steady);
    pthread_mutex_lock(&pool->mutex);
    /* a free slot with people waiting: all of them must rest */
    if (may_run(pool, rank) && (pool->waiting == 0 || rank < OFTEN))
        pool->free--;
    else if (make_room(pool, rank))
        status = wait_turn(pool, &waiter);
    else
        status = STATUS_BUSY;
    pthread_mutex_unlock(&pool->mutex);
    pthread_cond_destroy(&waiter.turn);
    return status;
}

static void give_slot(struct pool *pool, bool rests, const struct timespec *began)
{
    const struct timespec time = now();
    const int64_t run =
        (time.tv_sec - began->tv_sec) * 1000000000LL + time.tv_nsec - began->tv_nsec;
    const int64_t rested = time.tv_sec * 1000000000LL + time.tv_nsec + REST * run;
    pthread_mutex_lock(&pool->mutex);
    if (rests)
        pool->rested = (struct timespec){rested / 1000000000LL, rested % 1000000000LL};
    pool->free++;
    call_next(pool);
    for (unsigned i = 0; rests && i < pool->waiting; i++)
        pthread_cond_signal(&pool->waiters[i]->turn); /* they sleep until it is over, not longer */
    pthread_mutex_unlock(&pool->mutex);
}

struct job {
    bool (*work)(void *);
    void *context;
    bool worth; /* what it said */
};

/* A thread cannot take back what it gave up of its priority: it ends with the work. */
static void *gently(void *subject)
{
    struct job *job = subject;
    (void)setpriority(PRIO_PROCESS, 0,
                      GENTLE); /* of this thread; where forbidden, it runs as all */
    job->worth = job->work(job->context);
    return NULL;
}

enum status slots_run(struct slots *slots, const struct slots_turn *turn, bool (*work)(void *),
                      void *context)
{
    struct job job = {work, context, true};
    pthread_t thread;
    const unsigned rank = turn != SLOTS_TRUSTED ? turn->rank : 0;
    struct pool *pool = turn == SLOTS_TRUSTED ? &slots->trusted : &slots->strangers;
    enum status status = take_slot(pool, rank);
    if (status != STATUS_OK)
        return status;
    const struct timespec began = now();
    if (turn != SLOTS_TRUSTED && turn->may != NULL)
        status = turn->may(turn->whose);
    if (status == STATUS_OK &&
        (turn == SLOTS_TRUSTED || pthread_create(&thread, NULL, gently, &job) != 0))
        job.worth = work(context);
    else if (status == STATUS_OK)
        pthread_join(thread, NULL);
    if (status == STATUS_OK && turn != SLOTS_TRUSTED && turn->told != NULL)
        turn->told(turn->whose, job.worth);
    give_slot(pool, rank >= OFTEN && !job.worth, &began);
    return status;
}

unsigned slots_most(const struct slots *slots)
{
    return 2 * (slots->count + SLOTS_WAITERS);
}

static unsigned waiting(struct pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    unsigned count = pool->waiting;
    pthread_mutex_unlock(&pool->mutex);
    return count;
}

unsigned slots_waiting(struct slots *slots)
{
    return waiting(&slots->trusted) + waiting(&slots->strangers);
}
