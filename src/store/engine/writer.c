#include "engine/writer.h"

#include "base/log.h"
#include "engine/intact.h"
#include "engine/lock.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum {
    BATCH_ACTS = 256,    /* bounds what one failed commit takes with it */
    BATCH_MS = 20,       /* bounds how long the first act waits for the last */
    CHECKPOINT_AT = 1000 /* pages in the log */
};

/* Lives on the stack of the thread that waits. */
struct request {
    enum status (*act)(struct db_conn *conn, void *context); /* NULL: empty the log */
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
    int lock;
    pthread_t thread;
    pthread_mutex_t mutex; /* over queue and stop */
    pthread_cond_t wake;
    struct queue queue;
    struct queue emptying; /* who waits until the log is empty */
    bool stop;
    const char *path;
    _Atomic bool suspect; /* the file was not found whole, last time */
    int log_pages;        /* after the last commit */
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

/* A full disk or a read error may make SQLite drop the whole transaction, not the act alone. */
static bool in_transaction(const struct writer *writer)
{
    return !sqlite3_get_autocommit(writer->conn->handle);
}

static enum status run_act(struct writer *writer, const struct request *request)
{
    struct db_conn *conn = writer->conn;
    enum status status = connection_control(conn, CONTROL_MARK);
    if (status != STATUS_OK)
        return status;
    conn->turn++;
    status = request->act(conn, request->context);
    if (conn->running != 0)
        connection_reset(conn);
    if (!in_transaction(writer))
        return STATUS_FAILED;
    enum status ended = STATUS_OK;
    if (status != STATUS_OK)
        ended = connection_control(conn, CONTROL_UNDO);
    if (ended == STATUS_OK)
        ended = connection_control(conn, CONTROL_KEEP);
    return ended == STATUS_OK ? status : STATUS_FAILED;
}

/* Run acts as they come until none waits; they go to ${done}. */
static void run_acts(struct writer *writer, struct queue *done, enum status begun)
{
    const int64_t until = milliseconds() + BATCH_MS;
    struct request *request;
    for (int count = 0; count < BATCH_ACTS && (request = take(writer)) != NULL; count++) {
        if (request->act == NULL) {
            push(&writer->emptying, request);
            break;
        }
        request->status = begun == STATUS_OK ? run_act(writer, request) : begun;
        push(done, request);
        if (begun == STATUS_OK && (!in_transaction(writer) || milliseconds() >= until))
            break;
    }
}

static enum status commit(struct writer *writer)
{
    enum status status = STATUS_FAILED;
    if (in_transaction(writer))
        status = connection_control(writer->conn, CONTROL_COMMIT);
    if (in_transaction(writer) && connection_control(writer->conn, CONTROL_ROLLBACK) != STATUS_OK)
        log_error("database: a failed commit could not be rolled back");
    return status == STATUS_OK ? STATUS_OK : STATUS_FAILED;
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

/* After the callers went on: moving pages from the log to the file is nobody's wait. */
static void checkpoint(struct writer *writer)
{
    if (writer->log_pages < CHECKPOINT_AT)
        return;
    int code = sqlite3_wal_checkpoint_v2(writer->conn->handle, NULL, SQLITE_CHECKPOINT_PASSIVE,
                                         NULL, NULL);
    if (connection_status(writer->conn, code, "checkpoint") == STATUS_OK)
        writer->log_pages = 0;
}

/* What was overwritten or freed lies in the log until every reader has left it. */
static enum status empty_log(struct writer *writer)
{
    int code = sqlite3_wal_checkpoint_v2(writer->conn->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE,
                                         NULL, NULL);
    enum status status = connection_status(writer->conn, code, "empty the log");
    if (status == STATUS_OK)
        writer->log_pages = 0;
    return status;
}

/* What somebody else wrote is looked at before anything rests on it: other programs of ours are
 * rare.  Inside the transaction, so that nobody writes in between. */
static enum status look(struct writer *writer)
{
    int64_t now;
    enum status status = connection_number(&now, writer->conn, CONTROL_FOREIGN);
    if (status != STATUS_OK || (now == writer->conn->foreign && !writer->suspect))
        return status;
    status = intact_check(writer->path);
    writer->conn->foreign = now;
    writer->suspect = status != STATUS_OK;
    if (status != STATUS_OK && connection_control(writer->conn, CONTROL_ROLLBACK) != STATUS_OK)
        log_error("database: a transaction could not be given up");
    return status;
}

static void run_batch(struct writer *writer)
{
    struct queue done = {0};
    enum status locked = lock_take(writer->lock);
    enum status begun = locked;
    if (begun == STATUS_OK)
        begun = connection_control(writer->conn, CONTROL_BEGIN_WRITE);
    if (begun == STATUS_OK)
        begun = look(writer);
    run_acts(writer, &done, begun);
    enum status committed = begun == STATUS_OK ? commit(writer) : begun;
    if (committed == STATUS_OK)
        writer->commits++;
    release(writer, &done, committed);
    if (committed == STATUS_OK && writer->emptying.head != NULL)
        committed = empty_log(writer);
    else if (committed == STATUS_OK)
        checkpoint(writer);
    struct request *request;
    while ((request = pop(&writer->emptying)) != NULL) {
        request->status = committed;
        sem_post(&request->done);
    }
    if (locked == STATUS_OK)
        lock_release(writer->lock);
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

static int committed_pages(void *context, sqlite3 *handle, const char *database, int pages)
{
    (void)handle;
    (void)database;
    ((struct writer *)context)->log_pages = pages;
    return SQLITE_OK;
}

enum status writer_start(struct writer **out, struct db_conn *conn, const char *path, int lock)
{
    *out = NULL;
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return STATUS_FAILED;
    writer->conn = conn;
    writer->lock = lock;
    writer->path = path;
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->wake, NULL);
    sqlite3_wal_hook(conn->handle, committed_pages, writer);

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
    sqlite3_wal_hook(writer->conn->handle, NULL, NULL);
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

bool writer_suspects(const struct writer *writer)
{
    return atomic_load(&writer->suspect);
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
