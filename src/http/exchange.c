#include "exchange.h"

#include "base/log.h"
#include "body.h"
#include "framing.h"
#include "http/form.h"
#include "reply.h"
#include "request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    DRAINED = 32 << 20, /* read and dropped so that the sender listens to our 413 */
    RETRY = 2,          /* seconds to wait after a 503 */
};

struct exchange {
    struct exchanges *all;
    struct MHD_Connection *connection;
    struct step *step;
    struct held held;
    struct http_request request;
    struct http_reply reply;
    struct http_stream *stream; /* of the reply; NULL: none */
    size_t target;              /* length of the request target */
    bool clean;                 /* see framing_target() */
    bool live;                  /* its head is there */
    unsigned refusal;           /* code, instead of calling the handler */
    bool dropping;              /* the body is not kept any more */
    struct body body;
    bool answered;
    struct MHD_Response *response;
};

static struct step *step_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void refuse(struct exchange *exchange, unsigned code)
{
    exchange->reply = (struct http_reply){.code = code};
    exchange->all->options.refuse(exchange->all->options.context, &exchange->request, code,
                                  &exchange->reply);
    if (code == MHD_HTTP_SERVICE_UNAVAILABLE && exchange->reply.retry_after == 0)
        exchange->reply.retry_after = RETRY;
}

/* Built by the thread that frees it, which spares the allocator: a response is some forty pieces.
 * A reply that cannot be sent is a mistake of ours: 500. */
static enum MHD_Result send_reply(struct exchange *exchange, bool closes)
{
    bool last = closes || workers_stopping(exchange->all->workers);
    bool subdomains = exchange->all->options.subdomains;
    if (exchange->reply.code != 0)
        exchange->response = reply_response(&exchange->reply, last, subdomains);
    if (exchange->response == NULL) {
        log_error("http: a handler's reply cannot be sent");
        refuse(exchange, MHD_HTTP_INTERNAL_SERVER_ERROR);
        exchange->response = reply_response(&exchange->reply, last, subdomains);
    }
    if (exchange->response == NULL)
        return MHD_NO;
    return MHD_queue_response(exchange->connection, exchange->reply.code, exchange->response);
}

void *exchange_begin(void *subject, const char *target, struct MHD_Connection *connection)
{
    struct exchanges *all = subject;
    struct arena *arena = arena_new();
    if (arena == NULL)
        return NULL;
    struct exchange *exchange = arena_alloc(arena, sizeof *exchange);
    exchange->all = all;
    exchange->connection = connection;
    exchange->step = step_of(connection);
    exchange->target = strlen(target);
    exchange->clean = framing_target(target);
    exchange->request.arena = arena;
    exchange->request.platform = connection;
    exchange->body.budget = all->budget;
    return exchange;
}

static void look_at_path(struct exchange *exchange, const char *url)
{
    const struct http_options *options = &exchange->all->options;
    struct http_request *request = &exchange->request;
    request->path = request_path(request->arena, url);
    if (request->path == NULL) {
        request->path = "/";
        exchange->refusal = MHD_HTTP_BAD_REQUEST;
        exchange->dropping = true;
        return;
    }
    options->bounds(options->context, request, &request->bounds);
    exchange->body.standing = request->bounds.standing;
    exchange->body.holder = request->bounds.holder != NULL ? request->bounds.holder : "";
}

/* Answered before a body is read: then the connection closes after the reply, and a sender who does
 * not listen may miss it. */
static enum MHD_Result refuse_at_once(struct exchange *exchange, unsigned code)
{
    refuse(exchange, code);
    return send_reply(exchange, true);
}

/* The head is there.  A body that would take too long to drain is refused at once, and so is a head
 * that may not end where we think: what follows is nobody's request. */
static enum MHD_Result begin_body(struct exchange *exchange, const char *url, const char *method,
                                  const char *version)
{
    struct http_request *request = &exchange->request;
    const struct framing_line line = {method, url, version, exchange->target, exchange->clean};
    enum framing framing = framing_check(exchange->connection, &line);
    pace_next(exchange->step);
    atomic_fetch_add(&exchange->all->live, 1);
    exchange->live = true;
    bool few = request_fill(request, method, exchange->all->options.proxy, &exchange->all->told);
    request->path = "/";
    if (framing == FRAMING_BAD || !few)
        return refuse_at_once(exchange, MHD_HTTP_BAD_REQUEST);
    look_at_path(exchange, url);
    if (framing == FRAMING_NO_LENGTH)
        return refuse_at_once(exchange, MHD_HTTP_LENGTH_REQUIRED);
    const char *length = http_header(request, "Content-Length");
    unsigned long long declared = length != NULL ? strtoull(length, NULL, 10) : 0;
    if (declared > DRAINED)
        return refuse_at_once(exchange, MHD_HTTP_CONTENT_TOO_LARGE);
    if (exchange->refusal == 0 && declared > request->bounds.bytes) {
        request->body = HTTP_BODY_TOO_LARGE;
        exchange->dropping = true;
    }
    return MHD_YES;
}

/* The library gives no more than was declared, which is within the bounds. */
static enum MHD_Result keep_bytes(struct exchange *exchange, const char *data, size_t size)
{
    if (exchange->dropping)
        return MHD_YES;
    if (size > exchange->request.bounds.bytes - exchange->body.len)
        return MHD_NO;
    if (!body_add(&exchange->body, data, size)) {
        exchange->refusal = MHD_HTTP_SERVICE_UNAVAILABLE;
        exchange->dropping = true;
    }
    return MHD_YES;
}

static void submit(struct exchange *exchange)
{
    pace_hold(exchange->step);
    /* From the submission on, the exchange is the worker's: nothing may touch it here. */
    MHD_suspend_connection(exchange->connection);
    if (workers_submit(exchange->all->workers, exchange))
        return;
    refuse(exchange, MHD_HTTP_SERVICE_UNAVAILABLE);
    exchange->answered = true;
    MHD_resume_connection(exchange->connection);
}

void exchange_release(void *subject)
{
    struct exchange *exchange = subject;
    exchange->answered = true;
    MHD_resume_connection(exchange->connection);
}

void exchange_answer(void *subject)
{
    struct exchange *exchange = subject;
    struct http_request *request = &exchange->request;
    const struct http_options *options = &exchange->all->options;
    if (exchange->refusal != 0) {
        refuse(exchange, exchange->refusal);
    } else {
        if (request->body != HTTP_BODY_TOO_LARGE)
            request->body =
                form_parse(&request->fields, request->arena, http_header(request, "Content-Type"),
                           body_bytes(&exchange->body), &request->bounds.shape);
        body_drop(&exchange->body);
        options->handle(options->context, request, &exchange->reply);
        exchange->stream = exchange->reply.stream;
    }
    if (exchange->reply.hold)
        holds_add(exchange->all->holds, &exchange->held, exchange);
    else
        exchange_release(exchange);
}

enum MHD_Result exchange_step(void *subject, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
    (void)subject;
    struct exchange *exchange = *state;
    if (exchange == NULL)
        return MHD_NO; /* no memory */
    if (!exchange->live)
        return begin_body(exchange, url, method, version);
    if (*size > 0) {
        size_t given = *size;
        *size = 0;
        return keep_bytes(exchange, data, given);
    }
    if (exchange->answered) {
        pace_next(exchange->step);
        if (exchange->stream != NULL)
            stream_begin(exchange->stream, exchange->all->streams, connection, exchange->step);
        return send_reply(exchange, false);
    }
    submit(exchange);
    return MHD_YES;
}

void exchange_end(void *subject, struct MHD_Connection *connection, void **state,
                  enum MHD_RequestTerminationCode why)
{
    (void)connection;
    (void)why;
    struct exchanges *all = subject;
    struct exchange *exchange = *state;
    if (exchange == NULL)
        return;
    *state = NULL;
    pace_rest(exchange->step);
    body_drop(&exchange->body);
    bool live = exchange->live;
    if (exchange->stream != NULL)
        stream_end(exchange->stream);
    if (exchange->response != NULL)
        MHD_destroy_response(exchange->response);
    arena_free(exchange->request.arena);
    if (!live || atomic_fetch_sub(&all->live, 1) > 1)
        return;
    pthread_mutex_lock(&all->lock);
    pthread_cond_broadcast(&all->ended);
    pthread_mutex_unlock(&all->lock);
}

void exchange_wait(struct exchanges *all, unsigned seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&all->lock);
    while (atomic_load(&all->live) > 0 &&
           pthread_cond_timedwait(&all->ended, &all->lock, &until) != ETIMEDOUT)
        continue;
    pthread_mutex_unlock(&all->lock);
}
