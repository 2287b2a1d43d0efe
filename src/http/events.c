#include "http/events.h"

#include "http/stream.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    WAITS = 4096, /* bytes that wait for a listener at most */
    SILENCE = 10, /* seconds at most, about */
};

/* A comment: whoever went away is noticed by it, and no proxy between takes the silence for an end.
 */
static const char beat[] = ":\n\n";
static const char missed[] = "\n\nevent: missed\ndata:\n\n";

struct listener {
    struct events *events;
    struct listener *next, **back;
    struct http_stream *stream;
    char topic[EVENTS_TOPIC];
    int64_t sent_at; /* seconds of CLOCK_MONOTONIC; 0: the head, which goes with a beat */
    bool missed;     /* something, since it was last up to date */
    size_t len;
    char waits[WAITS];
};

struct events {
    pthread_mutex_t lock; /* over all listeners too */
    unsigned count, most;
    struct listener *first;
};

struct events *events_new(unsigned most)
{
    struct events *events = calloc(1, sizeof *events);
    if (events == NULL)
        return NULL;
    events->most = most;
    pthread_mutex_init(&events->lock, NULL);
    return events;
}

void events_free(struct events *events)
{
    if (events == NULL)
        return;
    if (events->first != NULL)
        abort(); /* its stream would tell us of its end */
    pthread_mutex_destroy(&events->lock);
    free(events);
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void add(struct listener *listener, const char *text, size_t len)
{
    if (len <= sizeof listener->waits - listener->len) {
        memcpy(listener->waits + listener->len, text, len);
        listener->len += len;
    } else if (!listener->missed) { /* a beginning that was sent is ended first */
        listener->missed = true;
        listener->len = 0;
        add(listener, missed, sizeof missed - 1);
    }
}

static long read_some(void *subject, char *out, size_t room)
{
    struct listener *listener = subject;
    pthread_mutex_lock(&listener->events->lock);
    if (listener->len == 0 && now() - listener->sent_at >= SILENCE)
        add(listener, beat, sizeof beat - 1);
    const size_t count = listener->len < room ? listener->len : room;
    memcpy(out, listener->waits, count);
    listener->len -= count;
    memmove(listener->waits, listener->waits + count, listener->len);
    if (count > 0)
        listener->sent_at = now();
    if (listener->len == 0)
        listener->missed = false;
    pthread_mutex_unlock(&listener->events->lock);
    return (long)count;
}

static void remove_listener(void *subject)
{
    struct listener *listener = subject;
    struct events *events = listener->events;
    pthread_mutex_lock(&events->lock);
    *listener->back = listener->next;
    if (listener->next != NULL)
        listener->next->back = listener->back;
    events->count--;
    pthread_mutex_unlock(&events->lock);
    free(listener);
}

static void enter(struct events *events, struct listener *listener)
{
    listener->next = events->first;
    listener->back = &events->first;
    if (events->first != NULL)
        events->first->back = &listener->next;
    events->first = listener;
    events->count++;
}

enum status events_listen(struct events *events, const struct http_request *request,
                          const char *topic, struct http_reply *reply)
{
    struct listener *listener = calloc(1, sizeof *listener);
    const struct http_source source = {read_some, remove_listener, listener};
    if (listener == NULL)
        abort(); /* no memory */
    pthread_mutex_lock(&events->lock);
    const bool room = events->count < events->most && strlen(topic) < sizeof listener->topic;
    if (room) {
        listener->events = events;
        strcpy(listener->topic, topic);
        listener->stream = http_stream_new(request, &source);
        enter(events, listener);
        *reply = (struct http_reply){
            .code = 200, .type = "text/event-stream", .stream = listener->stream};
    }
    pthread_mutex_unlock(&events->lock);
    if (!room)
        free(listener);
    return room ? STATUS_OK : STATUS_BUSY;
}

void events_tell(struct events *events, const char *topic, const char *name, const char *data)
{
    char text[WAITS];
    const int len = snprintf(text, sizeof text, "event: %s\ndata: %s\n\n", name, data);
    const bool fits = len > 0 && (size_t)len < sizeof text;
    pthread_mutex_lock(&events->lock);
    for (struct listener *one = events->first; one != NULL; one = one->next) {
        if (strcmp(one->topic, topic) != 0)
            continue;
        add(one, text, fits ? (size_t)len : sizeof one->waits + 1);
        http_stream_wake(one->stream);
    }
    pthread_mutex_unlock(&events->lock);
}

unsigned events_listening(struct events *events)
{
    pthread_mutex_lock(&events->lock);
    const unsigned count = events->count;
    pthread_mutex_unlock(&events->lock);
    return count;
}
