#include "pace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SWEEP = 5 };

/* Where connections come from.  As few as there are connections: a list is short enough. */
struct source {
    uint64_t key;
    unsigned open;  /* without those that are cut */
    unsigned steps; /* with them */
    struct source *next;
    struct source **link;
};

struct step {
    _Atomic int64_t since;
    _Atomic bool asks; /* a request is under way */
    int socket;
    bool cut; /* shut down; the library closes it soon */
    struct source *source;
    struct step *next;
    struct step **link;
};

struct pace {
    pthread_mutex_t lock;
    pthread_cond_t stop;
    pthread_t thread;
    bool stopping;
    struct pace_bounds bounds;
    unsigned open;      /* without those that are cut */
    struct step *steps; /* the newest first */
    struct source *sources;
};

static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void cut(struct pace *pace, struct step *step)
{
    shutdown(step->socket, SHUT_RDWR);
    if (step->cut)
        return;
    step->cut = true;
    step->source->open--;
    pace->open--;
}

static void sweep(struct pace *pace, int64_t now)
{
    for (struct step *step = pace->steps; step != NULL; step = step->next)
        if (atomic_load(&step->since) < now - pace->bounds.seconds)
            cut(pace, step);
}

/* Whether ${a} gives way before ${b}: ties go to the older, which comes later in the list. */
static bool gives_way(const struct step *a, const struct step *b)
{
    if (a->source->open != b->source->open)
        return a->source->open > b->source->open;
    const bool asks = atomic_load(&a->asks);
    if (asks != atomic_load(&b->asks))
        return !asks;
    return atomic_load(&a->since) <= atomic_load(&b->since);
}

/* Of all, or of one source; never the newest, nor one that waits for us. */
static struct step *idlest(const struct pace *pace, const struct source *source)
{
    struct step *found = NULL;
    for (struct step *step = pace->steps->next; step != NULL; step = step->next) {
        const bool waits = atomic_load(&step->since) == INT64_MAX;
        if (!step->cut && !waits && (source == NULL || step->source == source) &&
            (found == NULL || gives_way(step, found)))
            found = step;
    }
    return found;
}

/* Over the bound of all and with nobody idle, the library's own bound makes newcomers wait. */
static void make_room(struct pace *pace, struct step *newest)
{
    const bool crowded = newest->source->open > pace->bounds.per_address;
    if (!crowded && pace->open <= pace->bounds.all)
        return;
    struct step *step = idlest(pace, crowded ? newest->source : NULL);
    if (step != NULL)
        cut(pace, step);
    else if (crowded)
        cut(pace, newest);
}

/* An address of IPv4, also in IPv6's clothes, or the first half of one of IPv6. */
static uint64_t key_of(const struct sockaddr *from)
{
    uint64_t key = 0;
    if (from != NULL && from->sa_family == AF_INET)
        return UINT64_MAX - ((const struct sockaddr_in *)from)->sin_addr.s_addr;
    if (from == NULL || from->sa_family != AF_INET6)
        return key;
    const struct in6_addr *address = &((const struct sockaddr_in6 *)from)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(address)) {
        uint32_t inner;
        memcpy(&inner, address->s6_addr + 12, sizeof inner);
        return UINT64_MAX - inner; /* where IPv6 has no senders */
    }
    memcpy(&key, address->s6_addr, sizeof key);
    return key;
}

static struct source *find_source(struct pace *pace, uint64_t key)
{
    struct source *source = pace->sources;
    while (source != NULL && source->key != key)
        source = source->next;
    return source;
}

static struct source *add_source(struct pace *pace, uint64_t key)
{
    struct source *source = calloc(1, sizeof *source);
    if (source == NULL)
        return NULL;
    source->key = key;
    source->link = &pace->sources;
    source->next = pace->sources;
    if (source->next != NULL)
        source->next->link = &source->next;
    pace->sources = source;
    return source;
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

struct pace *pace_new(const struct pace_bounds *bounds)
{
    struct pace *pace = calloc(1, sizeof *pace);
    if (pace == NULL)
        return NULL;
    pace->bounds = *bounds;
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

struct step *pace_enter(struct pace *pace, int socket, const struct sockaddr *from)
{
    struct step *step = calloc(1, sizeof *step);
    if (step == NULL)
        return NULL;
    step->socket = socket;
    atomic_init(&step->since, seconds());
    const uint64_t key = key_of(from);
    pthread_mutex_lock(&pace->lock);
    step->source = find_source(pace, key);
    if (step->source == NULL)
        step->source = add_source(pace, key);
    if (step->source == NULL) {
        pthread_mutex_unlock(&pace->lock);
        free(step);
        return NULL;
    }
    step->source->open++;
    step->source->steps++;
    pace->open++;
    step->link = &pace->steps;
    step->next = pace->steps;
    if (step->next != NULL)
        step->next->link = &step->next;
    pace->steps = step;
    make_room(pace, step);
    pthread_mutex_unlock(&pace->lock);
    return step;
}

static void take_step(struct step *step, bool asks)
{
    if (step == NULL)
        return;
    atomic_store(&step->asks, asks);
    atomic_store(&step->since, seconds());
}

void pace_next(struct step *step)
{
    take_step(step, true);
}

void pace_rest(struct step *step)
{
    take_step(step, false);
}

void pace_hold(struct step *step)
{
    if (step != NULL)
        atomic_store(&step->since, INT64_MAX);
}

static void leave_source(struct source *source)
{
    if (--source->steps > 0)
        return;
    *source->link = source->next;
    if (source->next != NULL)
        source->next->link = source->link;
    free(source);
}

void pace_leave(struct pace *pace, struct step *step)
{
    if (step == NULL)
        return;
    pthread_mutex_lock(&pace->lock);
    *step->link = step->next;
    if (step->next != NULL)
        step->next->link = step->link;
    if (!step->cut) {
        pace->open--;
        step->source->open--;
    }
    leave_source(step->source);
    pthread_mutex_unlock(&pace->lock);
    free(step);
}

void pace_sweep(struct pace *pace, int64_t now)
{
    pthread_mutex_lock(&pace->lock);
    sweep(pace, now);
    pthread_mutex_unlock(&pace->lock);
}
