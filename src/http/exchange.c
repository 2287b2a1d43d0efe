#include "exchange.h"

#include "base/log.h"
#include "http/form.h"
#include "reply.h"
#include "request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ROOM = 4096,        /* first allocation for a body */
    ROOM_SMALL = 65536, /* what most forms fit in */
    HELD = 64 << 20,    /* bodies of all connections together; over it 503 */
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
    const char *method;
    unsigned refusal; /* code, instead of calling the handler */
    bool dropping;    /* the body is not kept any more */
    size_t limit;
    size_t received;
    uint8_t *body;
    size_t len;
    size_t room;
    bool answered;
    struct MHD_Response *response;
};

static struct step *step_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void drop_body(struct exchange *exchange)
{
    if (exchange->body != NULL)
        explicit_bzero(exchange->body, exchange->len); /* passphrases and texts come this way */
    free(exchange->body);
    atomic_fetch_sub(&exchange->all->held, exchange->room);
    exchange->body = NULL;
    exchange->len = exchange->room = 0;
}

static void too_large(struct exchange *exchange)
{
    exchange->request.body = HTTP_BODY_TOO_LARGE;
    exchange->dropping = true;
    drop_body(exchange);
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
static enum MHD_Result send_reply(struct exchange *exchange)
{
    bool last = workers_stopping(exchange->all->workers);
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

static struct exchange *begin(struct exchanges *all, struct MHD_Connection *connection,
                              const char *url, const char *method)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return NULL;
    struct exchange *exchange = arena_alloc(arena, sizeof *exchange);
    exchange->all = all;
    exchange->connection = connection;
    exchange->step = step_of(connection);
    exchange->method = arena_text(arena, method);
    exchange->request.arena = arena;
    exchange->request.platform = connection;
    exchange->request.path = request_path(arena, url);
    request_fill(&exchange->request, method, all->options.proxy, &all->told);
    if (exchange->request.path == NULL) {
        exchange->request.path = "/";
        exchange->refusal = MHD_HTTP_BAD_REQUEST;
        exchange->dropping = true;
    } else {
        exchange->limit = all->options.body_limit(all->options.context, exchange->request.method,
                                                  exchange->request.path);
    }
    atomic_fetch_add(&all->live, 1);
    return exchange;
}

/* The first call.  Nothing is answered here but a body that would take too long to drain: there
 * the connection closes after the reply, and a sender who does not listen may miss it. */
static enum MHD_Result begin_body(struct exchange *exchange)
{
    pace_next(exchange->step);
    const char *length = http_header(&exchange->request, "Content-Length");
    unsigned long long declared = length != NULL ? strtoull(length, NULL, 10) : 0;
    if (exchange->refusal == 0 && declared > exchange->limit)
        too_large(exchange);
    if (declared <= DRAINED || declared <= exchange->limit)
        return MHD_YES;
    refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE);
    return send_reply(exchange);
}

static bool grow(struct exchange *exchange, size_t wanted)
{
    size_t room = exchange->room == 0 ? ROOM : exchange->room;
    while (room < wanted)
        room *= 2;
    size_t more = room - exchange->room;
    if (more == 0)
        return true;
    /* slow senders of large bodies cannot take the place of everybody's small ones */
    if (room > ROOM_SMALL && atomic_load(&exchange->all->held) + more > HELD / 2)
        return false;
    if (atomic_fetch_add(&exchange->all->held, more) + more > HELD) {
        atomic_fetch_sub(&exchange->all->held, more);
        return false;
    }
    uint8_t *body = malloc(room);
    if (body == NULL)
        abort();                  /* as arena_alloc() */
    if (exchange->body != NULL) { /* not realloc(), which leaves a copy behind */
        memcpy(body, exchange->body, exchange->len);
        explicit_bzero(exchange->body, exchange->len);
        free(exchange->body);
    }
    exchange->body = body;
    exchange->room = room;
    return true;
}

static enum MHD_Result keep(struct exchange *exchange, const char *data, size_t size)
{
    exchange->received += size;
    if (!exchange->dropping && exchange->received > exchange->limit)
        too_large(exchange);
    if (exchange->dropping)
        return exchange->received > DRAINED ? MHD_NO : MHD_YES;
    if (!grow(exchange, exchange->len + size)) {
        exchange->refusal = MHD_HTTP_SERVICE_UNAVAILABLE;
        exchange->dropping = true;
        drop_body(exchange);
        return MHD_YES;
    }
    memcpy(exchange->body + exchange->len, data, size);
    exchange->len += size;
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
                           (struct bytes){exchange->body, exchange->len});
        drop_body(exchange);
        options->handle(options->context, request, &exchange->reply);
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
    (void)version;
    struct exchange *exchange = *state;
    if (exchange == NULL) {
        exchange = *state = begin(subject, connection, url, method);
        return exchange != NULL ? begin_body(exchange) : MHD_NO;
    }
    if (*size > 0) {
        size_t given = *size;
        *size = 0;
        return keep(exchange, data, given);
    }
    if (exchange->answered) {
        pace_next(exchange->step);
        return send_reply(exchange);
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
    pace_next(exchange->step);
    drop_body(exchange);
    if (exchange->response != NULL)
        MHD_destroy_response(exchange->response);
    arena_free(exchange->request.arena);
    if (atomic_fetch_sub(&all->live, 1) > 1)
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
