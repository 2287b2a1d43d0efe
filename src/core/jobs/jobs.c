#include "core/jobs/jobs.h"

#include "base/clock.h"
#include "base/log.h"
#include "core.h"
#include "store/rows/job_rows.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LEASE = 10 * 60, /* seconds */
    LOOK = 1,
    AGAIN = 60,
    LATEST = 60 * 60,
};

/* What this process knows of one: a row that somebody edited puts nothing off for longer than it
 * would wait by itself. */
struct known {
    bool ran;       /* since the process began */
    int64_t before; /* the latest that it may be due, once it ran here */
};

struct jobs {
    struct core *core;
    const struct job *all;
    size_t count;
    struct known *known;
    struct id holder; /* this process */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
    const struct job *running; /* NULL: none */
    int64_t kept_at;           /* when its lease was taken or kept */
};

struct taking {
    struct jobs *jobs;
    const struct job *job;
    const struct known *known;
    struct job_row row; /* lives in ${arena} */
    struct arena *arena;
    bool taken;
    enum status result;
};

static bool is_due(const struct jobs *jobs, const struct job *job, const struct known *known,
                   const struct job_row *row, int64_t now)
{
    const bool others = !id_is_none(&row->holder) && !id_equal(&row->holder, &jobs->holder) &&
                        row->lease_until > now && row->lease_until <= now + LEASE;
    if (others)
        return false;
    if (!known->ran)
        return job->at_start || row->due_at <= now || row->due_at > now + job->every;
    return row->due_at <= now || known->before <= now;
}

static enum status read_due(bool *due, struct taking *taking, struct db_conn *conn)
{
    enum status status = job_rows_get(&taking->row, conn, taking->arena, taking->job->kind);
    if (status == STATUS_NOT_FOUND) { /* it never ran */
        taking->row = (struct job_row){.kind = taking->job->kind};
        status = STATUS_OK;
    }
    *due = status == STATUS_OK &&
           is_due(taking->jobs, taking->job, taking->known, &taking->row, clock_now());
    return status;
}

/* Looked at again inside the write: nobody else takes it meanwhile. */
static enum status take_lease(struct db_conn *conn, void *context)
{
    struct taking *taking = context;
    enum status status = read_due(&taking->taken, taking, conn);
    if (!taking->taken)
        return status;
    taking->row.holder = taking->jobs->holder;
    taking->row.lease_until = clock_now() + LEASE;
    return job_rows_put(conn, &taking->row);
}

static enum status take_if_due(struct taking *taking)
{
    bool due;
    struct db *db = taking->jobs->core->db;
    struct db_conn *conn = db_read(db);
    enum status status = read_due(&due, taking, conn);
    db_done(conn);
    return due ? db_write(db, take_lease, taking) : status;
}

/* Growing, and never longer than what goes well would wait. */
static int64_t wait_after(const struct job *job, int64_t attempts)
{
    int64_t wait = AGAIN;
    while (attempts-- > 1 && wait < LATEST)
        wait *= 2;
    wait = wait < LATEST ? wait : LATEST;
    return wait < job->every ? wait : job->every;
}

static enum status give_back(struct db_conn *conn, void *context)
{
    struct taking *taking = context;
    struct job_row row;
    const int64_t now = clock_now();
    enum status status = job_rows_get(&row, conn, taking->arena, taking->job->kind);
    if (status != STATUS_OK || !id_equal(&row.holder, &taking->jobs->holder))
        return status; /* it took too long, and is another's now */
    const bool well = taking->result == STATUS_OK;
    row.holder = (struct id){0};
    row.lease_until = 0;
    row.attempts = well ? 0 : row.attempts + 1;
    row.last_error = well ? NULL : status_name(taking->result);
    row.due_at = now + (well ? taking->job->every : wait_after(taking->job, row.attempts));
    if (taking->result == STATUS_BUSY && !core_go_on(taking->jobs->core))
        row.due_at = now; /* it was told to end */
    taking->row = row;
    return job_rows_put(conn, &row);
}

static void say_running(struct jobs *jobs, const struct job *job)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->running = job;
    jobs->kept_at = clock_now();
    pthread_mutex_unlock(&jobs->lock);
}

static void look_at(struct jobs *jobs, size_t at)
{
    struct taking taking = {.jobs = jobs, .job = &jobs->all[at], .known = &jobs->known[at]};
    if ((taking.arena = arena_new()) == NULL)
        abort(); /* no memory */
    enum status status = take_if_due(&taking);
    if (status == STATUS_OK && taking.taken) {
        say_running(jobs, taking.job);
        taking.result = taking.job->run(jobs->core);
        say_running(jobs, NULL);
        status = db_write(jobs->core->db, give_back, &taking);
        jobs->known[at] = (struct known){true, clock_now() + taking.job->every};
        if (taking.result != STATUS_OK && core_go_on(jobs->core))
            log_warning("job %s: %s, tried again", taking.job->kind, status_name(taking.result));
    }
    if (status != STATUS_OK)
        log_warning("job %s: its row cannot be kept (%s)", taking.job->kind, status_name(status));
    arena_free(taking.arena);
}

static void release(struct jobs *jobs)
{
    pthread_cond_destroy(&jobs->changed);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs->known);
    free(jobs);
}

static bool is_stopping(struct jobs *jobs)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->stopping &&
           pthread_cond_timedwait(&jobs->changed, &jobs->lock, &until) != ETIMEDOUT)
        continue;
    const bool stopping = jobs->stopping;
    pthread_mutex_unlock(&jobs->lock);
    return stopping;
}

static void *run(void *context)
{
    struct jobs *jobs = context;
    do {
        for (size_t i = 0; i < jobs->count && core_go_on(jobs->core); i++)
            look_at(jobs, i);
    } while (!is_stopping(jobs));
    return NULL;
}

enum status jobs_start(struct jobs **out, struct core *core, const struct job *all, size_t count)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    *out = NULL;
    if (jobs == NULL || (jobs->known = calloc(count, sizeof *jobs->known)) == NULL)
        abort(); /* no memory */
    jobs->core = core;
    jobs->all = all;
    jobs->count = count;
    id_new(&jobs->holder);
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->changed, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&jobs->thread, NULL, run, jobs) == 0) {
        *out = jobs;
        return STATUS_OK;
    }
    release(jobs);
    return STATUS_FAILED;
}

struct keeping {
    struct jobs *jobs;
    const char *kind;
    struct arena *arena;
};

static enum status keep_lease(struct db_conn *conn, void *context)
{
    const struct keeping *keeping = context;
    struct job_row row;
    enum status status = job_rows_get(&row, conn, keeping->arena, keeping->kind);
    if (status != STATUS_OK || !id_equal(&row.holder, &keeping->jobs->holder))
        return status;
    row.lease_until = clock_now() + LEASE;
    return job_rows_put(conn, &row);
}

void jobs_tick(struct jobs *jobs)
{
    struct keeping keeping = {.jobs = jobs};
    const int64_t now = clock_now();
    pthread_mutex_lock(&jobs->lock);
    if (jobs->running != NULL && now - jobs->kept_at > LEASE / 2) {
        keeping.kind = jobs->running->kind;
        jobs->kept_at = now;
    }
    pthread_mutex_unlock(&jobs->lock);
    if (keeping.kind == NULL || (keeping.arena = arena_new()) == NULL)
        return;
    if (db_write(jobs->core->db, keep_lease, &keeping) != STATUS_OK)
        log_warning("job %s: its lease could not be kept", keeping.kind);
    arena_free(keeping.arena);
}

void jobs_stop(struct jobs *jobs)
{
    if (jobs == NULL)
        return;
    core_stop(jobs->core);
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    pthread_cond_signal(&jobs->changed);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    release(jobs);
}
