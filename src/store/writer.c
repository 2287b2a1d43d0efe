#include "writer.h"

#include "base/log.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum {
    BATCH_ACTS = 256, /* bounds what one failed commit takes with it */
    BATCH_MS = 20,    /* bounds how long the first act waits for the last */
};

/* Lives on the stack of the thread that waits. */
struct request {
    enum status (*act)(struct db_conn *conn, void *context); /* NULL: forget durably */
    void *context;
    enum status status;
    sem_t done;
    struct request *next;
};

struct queue {
    struct request *head;
    struct request *last;
};

struct writer {
    struct db_conn *conn;
    pthread_t thread;
    pthread_mutex_t mutex; /* over queue and stop */
    pthread_cond_t wake;
    struct queue queue;
    struct queue forgetting; /* who waits until what went is nowhere */
    bool stop;
    _Atomic uint64_t commits;
    _Atomic uint64_t acts;
};

static void push(struct queue *queue, struct request *request)
{
    request->next = NULL;
    if (queue->head == NULL)
        queue->head = request;
    else
        queue->last->next = request;
    queue->last = request;
}

static struct request *pop(struct queue *queue)
{
    struct request *request = queue->head;
    if (request != NULL)
        queue->head = request->next;
    return request;
}

static struct request *take(struct writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    struct request *request = pop(&writer->queue);
    pthread_mutex_unlock(&writer->mutex);
    return request;
}

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* An engine may drop the whole transaction for what went wrong in one act. */
static bool in_transaction(const struct writer *writer)
{
    return writer->conn->engine->stands(writer->conn->at);
}

static enum status run_act(struct writer *writer, const struct request *request)
{
    struct db_conn *conn = writer->conn;
    const struct engine *engine = conn->engine;
    enum status status = engine->mark(conn->at);
    if (status != STATUS_OK)
        return status;
    conn->turn++;
    status = request->act(conn, request->context);
    if (conn->running != 0)
        engine->reset(conn->at);
    if (!in_transaction(writer))
        return STATUS_FAILED;
    enum status ended = STATUS_OK;
    if (status != STATUS_OK)
        ended = engine->undo(conn->at);
    if (ended == STATUS_OK)
        ended = engine->keep(conn->at);
    return ended == STATUS_OK ? status : STATUS_FAILED;
}

/* Run acts as they come until none waits; they go to ${done}. */
static void run_acts(struct writer *writer, struct queue *done, enum status begun)
{
    const int64_t until = milliseconds() + BATCH_MS;
    struct request *request;
    for (int count = 0; count < BATCH_ACTS && (request = take(writer)) != NULL; count++) {
        if (request->act == NULL) {
            push(&writer->forgetting, request);
            break;
        }
        request->status = begun == STATUS_OK ? run_act(writer, request) : begun;
        push(done, request);
        if (begun == STATUS_OK && (!in_transaction(writer) || milliseconds() >= until))
            break;
    }
}

static void release(struct writer *writer, struct queue *done, enum status committed)
{
    struct request *request;
    while ((request = pop(done)) != NULL) {
        if (committed != STATUS_OK)
            request->status = committed;
        writer->acts++;
        sem_post(&request->done); /* and with that the request is gone */
    }
}

static void run_batch(struct writer *writer)
{
    const struct engine *engine = writer->conn->engine;
    struct engine_conn *at = writer->conn->at;
    struct queue done = {0};
    const enum status begun = engine->begin(at);
    run_acts(writer, &done, begun);
    enum status status = begun == STATUS_OK ? engine->commit(at) : begun;
    if (status == STATUS_OK)
        writer->commits++;
    release(writer, &done, status);
    if (status == STATUS_OK && writer->forgetting.head != NULL)
        status = engine->forget(at);
    struct request *request;
    while ((request = pop(&writer->forgetting)) != NULL) {
        request->status = status;
        sem_post(&request->done);
    }
    if (begun == STATUS_OK)
        engine->rest(at);
}

static bool wait_for_work(struct writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    while (writer->queue.head == NULL && !writer->stop)
        pthread_cond_wait(&writer->wake, &writer->mutex);
    bool work = writer->queue.head != NULL;
    pthread_mutex_unlock(&writer->mutex);
    return work;
}

static void *run(void *context)
{
    struct writer *writer = context;
    while (wait_for_work(writer))
        run_batch(writer);
    return NULL;
}

enum status writer_start(struct writer **out, struct db_conn *conn)
{
    *out = NULL;
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return STATUS_FAILED;
    writer->conn = conn;
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->wake, NULL);

    /* signals are the main thread's business */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&writer->thread, NULL, run, writer);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0) {
        log_error("database: cannot start the writer's thread, error %d", failed);
        pthread_cond_destroy(&writer->wake);
        pthread_mutex_destroy(&writer->mutex);
        free(writer);
        return STATUS_FAILED;
    }
    *out = writer;
    return STATUS_OK;
}

void writer_stop(struct writer *writer)
{
    if (writer == NULL)
        return;
    pthread_mutex_lock(&writer->mutex);
    writer->stop = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->mutex);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->wake);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
}

enum status writer_run(struct writer *writer,
                       enum status (*act)(struct db_conn *conn, void *context), void *context)
{
    struct request request = {.act = act, .context = context, .status = STATUS_FAILED};
    sem_init(&request.done, 0, 0);
    pthread_mutex_lock(&writer->mutex);
    push(&writer->queue, &request);
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->mutex);
    while (sem_wait(&request.done) != 0 && errno == EINTR)
        ;
    sem_destroy(&request.done);
    return request.status;
}

bool writer_is_self(const struct writer *writer)
{
    return pthread_equal(pthread_self(), writer->thread) != 0;
}

void writer_counts(const struct writer *writer, uint64_t *commits, uint64_t *acts)
{
    *commits = atomic_load(&writer->commits);
    *acts = atomic_load(&writer->acts);
}
