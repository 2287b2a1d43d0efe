/* A reply whose bytes come by and by, and holds no worker. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http/server.h"

struct http_stream;

enum { HTTP_STREAM_END = -1, HTTP_STREAM_BROKEN = -2 };

/** What a stream is made of. */
struct http_source {
    /* Up to ${room} bytes into ${out}, and how many; 0: none just now, to be asked again after
     * http_stream_wake() and every few seconds; HTTP_STREAM_END after the last byte;
     * HTTP_STREAM_BROKEN: the connection closes, so that the peer sees that something is missing.
     * On a thread that serves others: must not block. */
    long (*read)(void *subject, char *out, size_t room);
    /* Once, whatever becomes of the request: nobody wakes the stream any more after it.  From any
     * thread; NULL: nothing. */
    void (*close)(void *subject);
    void *subject;
};

/** http_stream_new(request, source): for http_reply.stream; lives in the request's arena, which it
 * keeps until it is closed.  A handler that makes one must reply with it. */
struct http_stream *http_stream_new(const struct http_request *request,
                                    const struct http_source *source);

/** http_stream_wake(stream): there is something to read.  Any thread, until it is closed. */
void http_stream_wake(struct http_stream *stream);

#endif
