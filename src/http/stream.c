#include "stream.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { BEAT = 15 /* seconds between two questions to a stream that sleeps */ };

struct http_stream {
    struct http_source source;
    struct streams *all; /* NULL: not sent yet */
    struct http_stream *next, **back;
    struct MHD_Connection *connection;
    struct step *step;
    pthread_mutex_t lock; /* over the three below */
    bool woken;           /* since it was last asked */
    bool asleep;          /* the connection is suspended */
    bool over;            /* the server stops */
};

struct streams {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool stopping;
    struct http_stream *first;
};

struct http_stream *http_stream_new(const struct http_request *request,
                                    const struct http_source *source)
{
    struct http_stream *stream = arena_alloc(request->arena, sizeof *stream);
    *stream = (struct http_stream){.source = *source};
    pthread_mutex_init(&stream->lock, NULL);
    return stream;
}

static void wake(struct http_stream *stream, bool over)
{
    pthread_mutex_lock(&stream->lock);
    stream->woken = true;
    stream->over |= over;
    const bool resume = stream->asleep;
    stream->asleep = false;
    if (resume) /* under the lock: its end waits for it */
        MHD_resume_connection(stream->connection);
    pthread_mutex_unlock(&stream->lock);
}

void http_stream_wake(struct http_stream *stream)
{
    wake(stream, false);
}

static void wake_all(struct streams *streams, bool over)
{
    for (struct http_stream *stream = streams->first; stream != NULL; stream = stream->next)
        wake(stream, over);
}

/* A peer that went away is noticed when something is sent to it. */
static void *beat(void *subject)
{
    struct streams *streams = subject;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    pthread_mutex_lock(&streams->lock);
    while (!streams->stopping) {
        until.tv_sec += BEAT;
        while (!streams->stopping &&
               pthread_cond_timedwait(&streams->changed, &streams->lock, &until) != ETIMEDOUT)
            continue;
        wake_all(streams, false);
    }
    pthread_mutex_unlock(&streams->lock);
    return NULL;
}

struct streams *stream_all_new(void)
{
    struct streams *streams = calloc(1, sizeof *streams);
    if (streams == NULL)
        return NULL;
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&streams->lock, NULL);
    pthread_cond_init(&streams->changed, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&streams->thread, NULL, beat, streams) == 0)
        return streams;
    streams->stopping = true;
    stream_all_free(streams);
    return NULL;
}

void stream_all_stop(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    const bool again = streams->stopping;
    streams->stopping = true;
    pthread_cond_signal(&streams->changed);
    wake_all(streams, true);
    pthread_mutex_unlock(&streams->lock);
    if (!again)
        pthread_join(streams->thread, NULL);
}

void stream_all_free(struct streams *streams)
{
    if (streams == NULL)
        return;
    stream_all_stop(streams);
    pthread_cond_destroy(&streams->changed);
    pthread_mutex_destroy(&streams->lock);
    free(streams);
}

void stream_begin(struct http_stream *stream, struct streams *streams,
                  struct MHD_Connection *connection, struct step *step)
{

    stream->all = streams;
    stream->connection = connection;
    stream->step = step;
    pthread_mutex_lock(&streams->lock);
    stream->over = streams->stopping;
    stream->next = streams->first;
    stream->back = &streams->first;
    if (streams->first != NULL)
        streams->first->back = &stream->next;
    streams->first = stream;
    pthread_mutex_unlock(&streams->lock);
}

/* Suspended only if nobody woke it since it was asked: or what they told would wait for the next.
 */
static void sleep_unless_woken(struct http_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    if (!stream->woken) {
        stream->asleep = true;
        pace_hold(stream->step);
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->lock);
}

ssize_t stream_read(void *subject, uint64_t position, char *out, size_t room)
{
    (void)position;
    struct http_stream *stream = subject;
    pthread_mutex_lock(&stream->lock);
    stream->woken = false;
    const bool over = stream->over;
    pthread_mutex_unlock(&stream->lock);
    const long count =
        over ? HTTP_STREAM_END : stream->source.read(stream->source.subject, out, room);
    if (count > 0)
        pace_next(stream->step);
    if (count == 0)
        sleep_unless_woken(stream);
    if (count >= 0)
        return count;
    return count == HTTP_STREAM_END ? MHD_CONTENT_READER_END_OF_STREAM
                                    : MHD_CONTENT_READER_END_WITH_ERROR;
}

void stream_end(struct http_stream *stream)
{
    if (stream->all != NULL) {
        pthread_mutex_lock(&stream->all->lock);
        *stream->back = stream->next;
        if (stream->next != NULL)
            stream->next->back = stream->back;
        pthread_mutex_unlock(&stream->all->lock);
    }
    if (stream->source.close != NULL)
        stream->source.close(stream->source.subject);
    pthread_mutex_destroy(&stream->lock);
}
