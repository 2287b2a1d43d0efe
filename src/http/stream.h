/* A reply whose bytes come by and by, and holds no worker. */
#ifndef STREAM_H
#define STREAM_H

#include "http/stream.h"
#include "pace.h"

#include <microhttpd.h>

/** All streams of a server that are being sent. */
struct streams;

/** stream_all_new(): NULL without memory or a thread. */
struct streams *stream_all_new(void);

/** stream_all_stop(streams): each ends at its next reading, which comes at once; those to come too.
 * Twice does nothing. */
void stream_all_stop(struct streams *streams);
void stream_all_free(struct streams *streams);

/** stream_begin(stream, streams, connection, step): it is sent from now on, by this connection. */
void stream_begin(struct http_stream *stream, struct streams *streams,
                  struct MHD_Connection *connection, struct step *step);

/** stream_read(): MHD_ContentReaderCallback; ${subject} is the stream. */
ssize_t stream_read(void *subject, uint64_t position, char *out, size_t room);

/** stream_end(stream): the request is over. */
void stream_end(struct http_stream *stream);

#endif
