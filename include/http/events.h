/* Events for whoever listens: one stream a listener, none of them holds a worker. */
#ifndef HTTP_EVENTS_H
#define HTTP_EVENTS_H

#include "http/server.h"

/* text/event-stream, as the living standard of HTML defines server-sent events.  What is told goes
 * to those who listen just then, and is kept nowhere: it says that something is new, never what. */

struct events;

enum { EVENTS_TOPIC = 64 /* bytes of a topic, with its NUL */ };

/** events_new(most): ${most} may listen at once.  NULL without memory. */
struct events *events_new(unsigned most);

/** events_free(events): after the server stopped, when nobody listens any more. */
void events_free(struct events *events);

/** events_listen(events, request, topic, reply): fill the reply with a stream of what is told of
 * ${topic} (under EVENTS_TOPIC bytes) from now on.  STATUS_BUSY: as many listen as may. */
CHECKED enum status events_listen(struct events *events, const struct http_request *request,
                                  const char *topic, struct http_reply *reply);

/** events_tell(events, topic, name, data): to all who listen to it; ${name} and ${data} are of one
 * line.  A listener who is too slow for all of it gets one event "missed" in place of what waits
 * for them: what they show may be old.  Never waits for anybody. */
void events_tell(struct events *events, const char *topic, const char *name, const char *data);

/** events_listening(events): how many do. */
unsigned events_listening(struct events *events);

#endif
