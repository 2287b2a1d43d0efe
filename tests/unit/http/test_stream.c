#include "site.h"

#include "http/events.h"
#include "http/stream.h"

enum { LISTENERS = 200, ASKED = 400 };

/* A source of ${left} bytes that now and then has none. */
struct drip {
    struct http_stream *stream;
    size_t left;
    unsigned asked;
    bool breaks;
};

static atomic_uint closed;

static long drip_read(void *subject, char *out, size_t room)
{
    struct drip *drip = subject;
    if (drip->asked++ % 3 == 2) {
        http_stream_wake(drip->stream); /* before it sleeps: it must not */
        return 0;
    }
    if (drip->left == 0)
        return drip->breaks ? HTTP_STREAM_BROKEN : HTTP_STREAM_END;
    const size_t count = drip->left < room ? drip->left : room;
    memset(out, '~', count);
    drip->left -= count;
    return (long)count;
}

static void drip_close(void *subject)
{
    (void)subject;
    atomic_fetch_add(&closed, 1);
}

static struct events *events;

static void handle_streams(void *context, const struct http_request *request,
                           struct http_reply *reply)
{
    if (strcmp(request->path, "/drip") == 0) {
        struct drip *drip = arena_alloc(request->arena, sizeof *drip);
        const struct http_source source = {drip_read, drip_close, drip};
        *drip = (struct drip){.left = (size_t)atol(field(request, "n")),
                              .breaks = *field(request, "breaks") != '\0'};
        drip->stream = http_stream_new(request, &source);
        *reply = (struct http_reply){.code = 200, .type = "text/plain", .stream = drip->stream};
    } else if (strcmp(request->path, "/events") == 0) {
        if (events_listen(events, request, field(request, "topic"), reply) != STATUS_OK)
            reply_text(reply, 503, "full");
    } else {
        handle(context, request, reply);
    }
}

static struct site *begin(unsigned most)
{
    struct site *site = calloc(1, sizeof *site);
    char *certificate, *key;
    pthread_mutex_init(&site->lock, NULL);
    pthread_cond_init(&site->changed, NULL);
    client_certificate(&certificate, &key);
    struct http_options options = options_for(site, certificate, key);
    options.handle = handle_streams;
    options.proxy = "127.0.0.1"; /* more connections than one address may have */
    events = events_new(most);
    assert_non_null(events);
    assert_int_equal(http_server_start(&site->server, &options), STATUS_OK);
    free(certificate);
    free(key);
    atomic_store(&closed, 0);
    return site;
}

static void end(struct site *site)
{
    stop(site);
    assert_int_equal(events_listening(events), 0);
    events_free(events);
}

static void ask(struct client *client, const char *target)
{
    char request[200];
    const int len =
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    assert_true(client_send(client, request, (size_t)len));
}

/* Until what came has ${text} in it; false if the connection ends first. */
static bool await(struct client *client, const char *text)
{
    while (client->data == NULL || memmem(client->data, client->len, text, strlen(text)) == NULL)
        if (!client_fill(client))
            return false;
    return true;
}

static void eventually(atomic_uint *count, unsigned wanted)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    for (int tries = 0; tries < 1000 && atomic_load(count) != wanted; tries++)
        nanosleep(&moment, NULL);
    assert_int_equal(atomic_load(count), wanted);
}

static size_t count_of(const struct client *client, char wanted)
{
    size_t count = 0;
    for (size_t i = 0; i < client->len; i++)
        count += client->data[i] == wanted;
    return count;
}

static void bytes_come_as_there_are_some(void **state)
{
    (void)state;
    struct site *site = begin(1);
    struct client *client = connected(site);
    ask(client, "/drip?n=1000003");
    assert_true(await(client, "\r\n0\r\n\r\n"));
    assert_true(await(client, "Transfer-Encoding: chunked"));
    assert_int_equal(count_of(client, '~'), 1000003);
    eventually(&closed, 1);
    client_close(client);
    end(site);
}

/* The peer must not take what there was for the whole. */
static void a_broken_stream_has_no_end(void **state)
{
    (void)state;
    struct site *site = begin(1);
    struct client *client = connected(site);
    ask(client, "/drip?n=1000&breaks=1");
    assert_false(await(client, "\r\n0\r\n\r\n"));
    eventually(&closed, 1);
    client_close(client);
    end(site);
}

static void a_slow_reader_holds_nobody_up(void **state)
{
    (void)state;
    struct site *site = begin(1);
    struct client *slow[8];
    for (size_t i = 0; i < 8; i++) { /* more than there are workers, and than sockets hold */
        slow[i] = connected(site);
        ask(slow[i], "/drip?n=16777216");
    }
    struct client *client = connected(site);
    for (int i = 0; i < ASKED; i++) {
        struct answer answer = client_get(client, "/bytes?n=1000");
        assert_true(right(&answer, 1000));
        answer_free(&answer);
    }
    assert_int_equal(atomic_load(&closed), 0);
    for (size_t i = 1; i < 8; i++) /* who goes away in the middle is noticed */
        client_close(slow[i]);
    assert_true(await(slow[0], "\r\n0\r\n\r\n"));
    assert_int_equal(count_of(slow[0], '~'), 16777216);
    eventually(&closed, 8);
    client_close(slow[0]);
    client_close(client);
    end(site);
}

static void two_hundred_listen_beside_readers(void **state)
{
    (void)state;
    struct site *site = begin(LISTENERS);
    struct client *listeners[LISTENERS];
    for (size_t i = 0; i < LISTENERS; i++) {
        listeners[i] = connected(site);
        ask(listeners[i], i % 2 == 0 ? "/events?topic=even" : "/events?topic=odd");
        assert_true(await(listeners[i], ":\n\n"));
    }
    assert_int_equal(events_listening(events), LISTENERS);
    struct client *client = connected(site);
    ask(client, "/events?topic=one-more");
    assert_true(await(client, "503"));
    client_close(client);
    client = connected(site);
    for (int i = 0; i < ASKED; i++) { /* two workers, and both are free */
        struct answer answer = client_get(client, "/bytes?n=100");
        assert_true(right(&answer, 100));
        answer_free(&answer);
    }
    client_close(client);
    events_tell(events, "even", "saved", "{\"part\":\"facts\"}");
    for (size_t i = 0; i < LISTENERS; i += 2)
        assert_true(await(listeners[i], "event: saved\ndata: {\"part\":\"facts\"}\n\n"));
    events_tell(events, "odd", "other", "");
    for (size_t i = 1; i < LISTENERS; i += 2) {
        assert_true(await(listeners[i], "event: other\n"));
        assert_null(memmem(listeners[i]->data, listeners[i]->len, "saved", 5));
    }
    for (size_t i = 0; i < LISTENERS; i++)
        client_close(listeners[i]);
    end(site); /* stops those whose going was not noticed yet */
}

static void who_is_too_slow_is_told(void **state)
{
    (void)state;
    struct site *site = begin(1);
    struct client *client = connected(site);
    char much[3000];
    memset(much, 'y', sizeof much);
    much[sizeof much - 1] = '\0';
    ask(client, "/events?topic=a");
    assert_true(await(client, ":\n\n"));
    for (int i = 0; i < 10000; i++) /* more than sockets hold */
        events_tell(events, "a", "saved", much);
    assert_true(await(client, "event: missed\ndata:\n\n"));
    events_tell(events, "a", "after", "1");
    assert_true(await(client, "event: after\ndata: 1\n\n"));
    client_close(client);
    end(site);
}

static void stopping_ends_all(void **state)
{
    (void)state;
    struct site *site = begin(2);
    struct client *client = connected(site);
    ask(client, "/events?topic=a");
    assert_true(await(client, ":\n\n"));
    end(site);
    assert_true(await(client, "\r\n0\r\n\r\n")); /* ended, not cut off */
    client_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_as_there_are_some),
        cmocka_unit_test(a_broken_stream_has_no_end),
        cmocka_unit_test(a_slow_reader_holds_nobody_up),
        cmocka_unit_test(two_hundred_listen_beside_readers),
        cmocka_unit_test(who_is_too_slow_is_told),
        cmocka_unit_test(stopping_ends_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
