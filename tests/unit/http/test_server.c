#include "http/server.h"

#include "client.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { LIMIT = 1000, MUCH = 16 << 20 /* more than sockets hold */ };

/* What the handlers of these tests share. */
struct site {
    struct http_server *server;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned inside; /* handlers that wait at the gate */
    bool open;
    atomic_uint limits_asked;
};

static size_t body_limit(void *context, enum http_method method, const char *path)
{
    struct site *site = context;
    (void)method;
    atomic_fetch_add(&site->limits_asked, 1);
    return strcmp(path, "/large") == 0 ? 1 << 20 : LIMIT;
}

static const char *field(const struct http_request *request, const char *name)
{
    const char *value = json_string_value(json_object_get(request->query, name));
    return value != NULL ? value : "";
}

static void reply_text(struct http_reply *reply, unsigned code, const char *text)
{
    reply->code = code;
    reply->type = "text/plain";
    reply->body = (struct bytes){(const uint8_t *)text, strlen(text)};
}

static void echo(const struct http_request *request, struct http_reply *reply)
{
    const char *header = http_header(request, "x-test");
    const char *cookie = http_cookie(request, "__Host-a");
    json_t *model = json_pack("{s:i,s:s,s:O,s:i,s:O?,s:b,s:b,s:s,s:s?,s:s?}", "method",
                              (int)request->method, "path", request->path, "query", request->query,
                              "body", (int)request->body, "fields", request->fields, "json",
                              (int)request->body_is_json, "wants_json", (int)request->wants_json,
                              "address", request->address, "header", header, "cookie", cookie);
    char *text = json_dumps(model, JSON_COMPACT);
    reply_text(reply, 200, arena_text(request->arena, text));
    free(text);
    json_decref(model);
}

static void fill(uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)('a' + (i + len) % 26);
}

static bool right(const struct answer *answer, size_t len)
{
    uint8_t *expected = malloc(len + 1);
    fill(expected, len);
    bool same =
        answer->code == 200 && answer->len == len && memcmp(answer->body, expected, len) == 0;
    free(expected);
    return same;
}

static void wait_at_gate(struct site *site)
{
    pthread_mutex_lock(&site->lock);
    site->inside++;
    pthread_cond_broadcast(&site->changed);
    while (!site->open)
        pthread_cond_wait(&site->changed, &site->lock);
    site->inside--;
    pthread_mutex_unlock(&site->lock);
}

static void handle(void *context, const struct http_request *request, struct http_reply *reply)
{
    struct site *site = context;
    if (strcmp(request->path, "/bytes") == 0) {
        size_t len = (size_t)atol(field(request, "n"));
        uint8_t *data = arena_alloc(request->arena, len);
        fill(data, len);
        *reply = (struct http_reply){.code = 200, .type = "text/plain", .body = {data, len}};
    } else if (strcmp(request->path, "/gate") == 0) {
        wait_at_gate(site);
        uint8_t *data = arena_alloc(request->arena, MUCH);
        fill(data, MUCH);
        *reply = (struct http_reply){.code = 200, .type = "text/plain", .body = {data, MUCH}};
    } else if (strcmp(request->path, "/moved") == 0) {
        *reply = (struct http_reply){.code = 303,
                                     .location = "/là?x=1",
                                     .set_cookie = {"a=1; Secure", "b=2; Secure"},
                                     .retry_after = 7};
    } else if (strcmp(request->path, "/file") == 0) {
        reply_text(reply, 200, "file");
        reply->cacheable = true;
        reply->etag = "\"tag\"";
    } else if (strcmp(request->path, "/broken") == 0) {
        reply_text(reply, 200, "never");
        reply->location = "/x\r\nSet-Cookie: evil=1";
    } else if (strcmp(request->path, "/silent") != 0) {
        echo(request, reply);
        if (request->body == HTTP_BODY_TOO_LARGE)
            reply->code = 413;
    }
}

static void refuse(void *context, const struct http_request *request, unsigned code,
                   struct http_reply *reply)
{
    (void)context;
    reply_text(reply, code, arena_printf(request->arena, "refused %u at %s", code, request->path));
}

static struct http_options options_for(struct site *site, char *certificate, char *key)
{
    return (struct http_options){.address = "127.0.0.1",
                                 .certificate = certificate,
                                 .private_key = key,
                                 .workers = 2,
                                 .queue = 100,
                                 .body_limit = body_limit,
                                 .handle = handle,
                                 .refuse = refuse,
                                 .context = site};
}

static struct site *start(unsigned workers, unsigned queue, const char *proxy)
{
    struct site *site = calloc(1, sizeof *site);
    pthread_mutex_init(&site->lock, NULL);
    pthread_cond_init(&site->changed, NULL);
    char *certificate, *key;
    client_certificate(&certificate, &key);
    struct http_options options = options_for(site, certificate, key);
    options.workers = workers;
    options.queue = queue;
    options.proxy = proxy;
    assert_int_equal(http_server_start(&site->server, &options), STATUS_OK);
    free(certificate);
    free(key);
    return site;
}

static void stop(struct site *site)
{
    http_server_stop(site->server);
    pthread_cond_destroy(&site->changed);
    pthread_mutex_destroy(&site->lock);
    free(site);
}

static struct client *connected(const struct site *site)
{
    struct client *client = client_open(http_server_port(site->server), NULL);
    assert_non_null(client);
    return client;
}

static json_t *model(struct answer *answer)
{
    json_t *parsed = json_loads(answer->body, 0, NULL);
    assert_non_null(parsed);
    answer_free(answer);
    return parsed;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static int number_of(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

static void assert_header(const struct answer *answer, const char *name, const char *expected)
{
    char *value = answer_header(answer, name);
    if (expected == NULL)
        assert_null(value);
    else
        assert_string_equal(value != NULL ? value : "(none)", expected);
    free(value);
}

static void test_request_arrives_whole(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    struct answer answer =
        client_ask(client, "GET /s%C3%A9ances/1?q=a+b%2Bc&r=%ff&q=2&s HTTP/1.1\r\nHost: x\r\n"
                           "Accept: application/json\r\nX-Test: yes\r\n"
                           "X-Forwarded-For: 192.0.2.1\r\n"
                           "Cookie: __HOST-a=no; x=y; __Host-a=v=1 ; __Host-a=2\r\n\r\n");
    assert_int_equal(answer.code, 200);
    json_t *echoed = model(&answer);
    assert_int_equal(number_of(echoed, "method"), HTTP_GET);
    assert_string_equal(text_of(echoed, "path"), "/séances/1");
    const json_t *query = json_object_get(echoed, "query");
    assert_string_equal(text_of(query, "q"), "a b+c");
    assert_string_equal(text_of(query, "r"), "\xEF\xBF\xBD");
    assert_string_equal(text_of(query, "s"), "");
    assert_int_equal(number_of(echoed, "body"), HTTP_BODY_NONE);
    assert_true(json_is_true(json_object_get(echoed, "wants_json")));
    assert_string_equal(text_of(echoed, "address"), "127.0.0.1"); /* nobody's proxy */
    assert_string_equal(text_of(echoed, "header"), "yes");
    assert_string_equal(text_of(echoed, "cookie"), "v=1");
    json_decref(echoed);

    answer = client_ask(client, "DELETE / HTTP/1.1\r\nHost: x\r\n\r\n");
    echoed = model(&answer);
    assert_int_equal(number_of(echoed, "method"), HTTP_OTHER);
    assert_true(json_is_false(json_object_get(echoed, "wants_json")));
    json_decref(echoed);
    client_close(client);
    stop(site);
}

static void test_address_behind_the_proxy(void **state)
{
    (void)state;
    struct site *site = start(2, 10, "127.0.0.1");
    struct client *client = connected(site);
    struct answer answer = client_ask(client, "GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: "
                                              "10.0.0.1, 2001:db8::7\r\n\r\n");
    json_t *echoed = model(&answer);
    assert_string_equal(text_of(echoed, "address"), "2001:db8::7");
    json_decref(echoed);
    client_close(client);
    stop(site);
}

static struct answer post(struct client *client, const char *path, const char *type,
                          const char *body)
{
    char request[8192];
    snprintf(request, sizeof request,
             "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
             path, type, strlen(body), body);
    return client_ask(client, request);
}

static void test_bodies(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    struct answer answer =
        post(client, "/", "application/x-www-form-urlencoded; charset=utf-8", "a.0=%C3%A9&b=2");
    json_t *echoed = model(&answer);
    assert_int_equal(number_of(echoed, "method"), HTTP_POST);
    assert_int_equal(number_of(echoed, "body"), HTTP_BODY_FIELDS);
    assert_true(json_is_false(json_object_get(echoed, "json")));
    json_t *expected = json_pack("{s:[s],s:s}", "a", "é", "b", "2");
    assert_true(json_equal(json_object_get(echoed, "fields"), expected));
    json_decref(expected);
    json_decref(echoed);

    answer = post(client, "/", "application/json", "{\"a\":1}");
    echoed = model(&answer);
    assert_int_equal(number_of(echoed, "body"), HTTP_BODY_FIELDS);
    assert_true(json_is_true(json_object_get(echoed, "json")));
    json_decref(echoed);

    answer = post(client, "/", "multipart/form-data; boundary=x", "--x--");
    echoed = model(&answer);
    assert_int_equal(number_of(echoed, "body"), HTTP_BODY_UNKNOWN_TYPE);
    assert_true(json_is_null(json_object_get(echoed, "fields")));
    json_decref(echoed);

    answer = client_ask(client, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                                "3\r\nab=\r\n2\r\ncd\r\n0\r\n\r\n");
    echoed = model(&answer);
    assert_string_equal(text_of(json_object_get(echoed, "fields"), "ab"), "cd");
    json_decref(echoed);
    assert_int_equal(atomic_load(&site->limits_asked), 4); /* once a request */
    client_close(client);
    stop(site);
}

static void test_every_reply_is_armoured(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    static const char *const targets[] = {"/", "/file", "/moved", "/broken", "/a/../b"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct answer answer = client_get(client, targets[i]);
        assert_int_not_equal(answer.code, 0);
        assert_header(&answer, "Content-Security-Policy",
                      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                      "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                      "frame-ancestors 'none'; require-trusted-types-for 'script'");
        assert_header(&answer, "Cross-Origin-Opener-Policy", "same-origin");
        assert_header(&answer, "Cross-Origin-Resource-Policy", "same-origin");
        assert_header(&answer, "X-Content-Type-Options", "nosniff");
        assert_header(&answer, "Referrer-Policy", "no-referrer");
        assert_header(&answer, "Strict-Transport-Security", "max-age=31536000");
        assert_header(&answer, "Cache-Control",
                      strcmp(targets[i], "/file") == 0 ? "public, no-cache" : "no-store");
        answer_free(&answer);
    }
    client_close(client);
    stop(site);
}

static void test_reply_fields(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    struct answer answer = client_get(client, "/moved");
    assert_int_equal(answer.code, 303);
    assert_int_equal(answer.len, 0);
    assert_header(&answer, "Location", "/là?x=1");
    assert_header(&answer, "Retry-After", "7");
    assert_non_null(strstr(answer.head, "Set-Cookie: a=1; Secure\r\n"));
    assert_non_null(strstr(answer.head, "Set-Cookie: b=2; Secure\r\n"));
    answer_free(&answer);
    answer = client_get(client, "/file");
    assert_header(&answer, "ETag", "\"tag\"");
    assert_header(&answer, "Content-Type", "text/plain");
    assert_header(&answer, "Retry-After", NULL);
    answer_free(&answer);
    answer = client_ask(client, "HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(answer.code, 200);
    assert_header(&answer, "Content-Length", "4");
    answer_free(&answer);
    answer = client_get(client, "/file"); /* no body of the HEAD is in the way */
    assert_string_equal(answer.body, "file");
    answer_free(&answer);
    client_close(client);
    stop(site);
}

static void test_a_reply_that_cannot_be_sent_is_500(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    static const char *const targets[] = {"/broken", "/silent"};
    for (size_t i = 0; i < 2; i++) {
        struct answer answer = client_get(client, targets[i]);
        assert_int_equal(answer.code, 500);
        assert_null(strstr(answer.head, "evil"));
        assert_memory_equal(answer.body, "refused 500", 11);
        answer_free(&answer);
    }
    client_close(client);
    stop(site);
}

static void test_bad_paths(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    static const char *const targets[] = {
        "/%ff", "/a%00b", "/../etc/passwd", "/a/..",  "/%2e%2e/%2E%2e/", "/./",
        "/%2e", "*",      "http://x/",      "/a/%2e."};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct answer answer = client_get(client, targets[i]);
        assert_int_equal(answer.code, 400);
        assert_string_equal(answer.body, "refused 400 at /");
        answer_free(&answer);
    }
    struct answer answer = client_get(client, "/..a/...%zz%4");
    json_t *echoed = model(&answer);
    assert_string_equal(text_of(echoed, "path"), "/..a/...%zz%4");
    json_decref(echoed);
    client_close(client);
    stop(site);
}

static struct answer post_much(struct client *client, const char *path, size_t len, bool chunked)
{
    char head[256];
    if (chunked)
        snprintf(head, sizeof head,
                 "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n", path,
                 len);
    else
        snprintf(head, sizeof head,
                 "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n"
                 "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
                 path, len);
    char *body = malloc(len);
    memset(body, 'x', len);
    bool sent = client_send(client, head, strlen(head)) && client_send(client, body, len) &&
                (!chunked || client_send(client, "\r\n0\r\n\r\n", 7));
    free(body);
    return sent ? client_answer(client, false) : (struct answer){0};
}

static void test_large_bodies_get_their_page(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    for (int chunked = 0; chunked < 2; chunked++) {
        struct answer answer = post_much(client, "/a", 10 << 20, chunked);
        assert_int_equal(answer.code, 413);
        json_t *echoed = model(&answer);
        assert_int_equal(number_of(echoed, "body"), HTTP_BODY_TOO_LARGE);
        assert_true(json_is_null(json_object_get(echoed, "fields")));
        json_decref(echoed);
        answer = post_much(client, "/a", LIMIT + 1, chunked);
        assert_int_equal(answer.code, 413);
        answer_free(&answer);
        answer = post_much(client, "/a", LIMIT, chunked);
        assert_int_equal(answer.code, 200);
        answer_free(&answer);
        answer = post_much(client, "/large", 1 << 20, chunked);
        assert_int_equal(answer.code, 200);
        answer_free(&answer);
    }
    client_close(client);
    stop(site);
}

static void test_an_absurd_length_is_refused_at_once(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    struct answer answer = client_ask(
        client, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nsome");
    assert_int_equal(answer.code, 413);
    assert_string_equal(answer.body, "refused 413 at /a");
    answer_free(&answer);
    answer = client_get(client, "/");
    assert_int_equal(answer.code, 0); /* what follows would be the body: closed */
    client_close(client);

    client = connected(site);
    answer = post_much(client, "/a", 40 << 20, true); /* no length, no end */
    assert_int_equal(answer.code, 0);
    client_close(client);
    stop(site);
}

static void test_a_full_queue_is_busy(void **state)
{
    (void)state;
    struct site *site = start(1, 0, NULL);
    struct client *first = connected(site);
    struct client *second = connected(site);
    const char *gate = "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_true(client_send(first, gate, strlen(gate)));
    pthread_mutex_lock(&site->lock);
    while (site->inside == 0)
        pthread_cond_wait(&site->changed, &site->lock);
    pthread_mutex_unlock(&site->lock);

    struct answer answer = client_get(second, "/");
    assert_int_equal(answer.code, 503);
    assert_string_equal(answer.body, "refused 503 at /");
    assert_header(&answer, "Retry-After", "2");
    answer_free(&answer);

    pthread_mutex_lock(&site->lock);
    site->open = true;
    pthread_cond_broadcast(&site->changed);
    pthread_mutex_unlock(&site->lock);
    answer = client_answer(first, false);
    assert_true(right(&answer, MUCH));
    answer_free(&answer);
    client_close(first);
    client_close(second);
    stop(site);
}

static void test_pipelined_requests_keep_their_order(void **state)
{
    (void)state;
    struct site *site = start(4, 10, NULL);
    struct client *client = connected(site);
    char all[4096] = "";
    for (int i = 1; i <= 20; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all),
                 "GET /bytes?n=%d HTTP/1.1\r\nHost: x\r\n\r\n", i);
    assert_true(client_send(client, all, strlen(all)));
    for (size_t i = 1; i <= 20; i++) {
        struct answer answer = client_answer(client, false);
        assert_int_equal(answer.code, 200);
        assert_int_equal(answer.len, i);
        answer_free(&answer);
    }
    client_close(client);
    stop(site);
}

struct caller {
    struct site *site;
    unsigned number;
    unsigned port;
    atomic_uint *replies;
    unsigned wrong;
    pthread_t thread;
};

enum { CALLERS = 64, CALLS = 12 };

static void *call_often(void *subject)
{
    struct caller *caller = subject;
    struct client *client = client_open(http_server_port(caller->site->server), NULL);
    for (unsigned i = 0; i < CALLS; i++) {
        /* from nothing over one TLS record to much more than a socket's buffer */
        size_t len = (size_t)(caller->number * 97 + 1) * (i % 4 == 3 ? 200 : i);
        char target[64];
        snprintf(target, sizeof target, "/bytes?n=%zu", len);
        struct answer answer =
            client != NULL ? client_get(client, target) : (struct answer){.code = 0};
        caller->wrong += !right(&answer, len);
        answer_free(&answer);
    }
    client_close(client);
    return NULL;
}

static void test_many_connections_get_their_own_answers(void **state)
{
    (void)state;
    struct site *site = start(4, CALLERS, NULL);
    struct caller callers[CALLERS] = {0};
    for (unsigned i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.site = site, .number = i};
        pthread_create(&callers[i].thread, NULL, call_often, &callers[i]);
    }
    unsigned wrong = 0;
    for (unsigned i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        wrong += callers[i].wrong;
    }
    assert_int_equal(wrong, 0);
    stop(site);
}

/* Until the server goes away; what does arrive is whole. */
static void *call_until_closed(void *subject)
{
    struct caller *caller = subject;
    struct client *client;
    while ((client = client_open(caller->port, NULL)) != NULL) {
        for (int code = 200; code == 200;) {
            struct answer answer = client_get(client, "/bytes?n=5000");
            code = answer.code;
            caller->wrong += code == 200 ? !right(&answer, 5000) : code != 503 && code != 0;
            atomic_fetch_add(caller->replies, code == 200);
            answer_free(&answer);
        }
        client_close(client);
    }
    return NULL;
}

static void test_stopping_under_load_ends(void **state)
{
    (void)state;
    enum { MANY = 16 };
    struct site *site = start(3, 4, NULL);
    atomic_uint replies = 0;
    struct caller callers[MANY] = {0};
    for (unsigned i = 0; i < MANY; i++) {
        callers[i] = (struct caller){.port = http_server_port(site->server), .replies = &replies};
        pthread_create(&callers[i].thread, NULL, call_until_closed, &callers[i]);
    }
    while (atomic_load(&replies) < 500)
        sched_yield();
    alarm(60); /* a hang is a failure, not a wait */
    stop(site);
    for (unsigned i = 0; i < MANY; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_int_equal(callers[i].wrong, 0);
    }
    alarm(0);
}

static void *stop_in_thread(void *server)
{
    http_server_stop(server);
    return NULL;
}

static void test_stopping_finishes_what_runs(void **state)
{
    (void)state;
    struct site *site = start(1, 5, NULL);
    struct client *running = connected(site);
    const char *gate = "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_true(client_send(running, gate, strlen(gate)));
    pthread_mutex_lock(&site->lock);
    while (site->inside == 0)
        pthread_cond_wait(&site->changed, &site->lock);
    pthread_mutex_unlock(&site->lock);
    pthread_t stopper;
    alarm(60);
    unsigned port = http_server_port(site->server);
    pthread_create(&stopper, NULL, stop_in_thread, site->server);
    pthread_mutex_lock(&site->lock);
    site->open = true;
    pthread_cond_broadcast(&site->changed);
    pthread_mutex_unlock(&site->lock);
    struct answer answer = client_answer(running, false);
    assert_true(right(&answer, MUCH));
    answer_free(&answer);
    client_close(running);
    pthread_join(stopper, NULL);
    alarm(0);
    assert_null(client_open(port, NULL));
    site->server = NULL;
    stop(site);
}

static void test_start_refuses(void **state)
{
    (void)state;
    struct site *site = start(1, 1, NULL);
    char *certificate, *key, *other, *other_key;
    client_certificate(&certificate, &key);
    client_certificate(&other, &other_key);
    struct http_options options = options_for(site, certificate, key);
    struct http_server *server = (struct http_server *)site;
    options.port = http_server_port(site->server);
    assert_int_equal(http_server_start(&server, &options), STATUS_CONFLICT);
    assert_null(server);
    options.port = 0;
    options.private_key = other_key;
    assert_int_equal(http_server_start(&server, &options), STATUS_INVALID);
    options.private_key = "no key";
    assert_int_equal(http_server_start(&server, &options), STATUS_INVALID);
    options.private_key = key;
    options.certificate = NULL;
    assert_int_equal(http_server_start(&server, &options), STATUS_INVALID);
    options.certificate = certificate;
    options.address = "localhost";
    assert_int_equal(http_server_start(&server, &options), STATUS_INVALID);
    options.address = "::1";
    assert_int_equal(http_server_start(&server, &options), STATUS_OK);
    http_server_stop(server);
    http_server_stop(NULL);
    free(certificate);
    free(key);
    free(other);
    free(other_key);
    stop(site);
}

static void test_old_tls_is_refused(void **state)
{
    (void)state;
    struct site *site = start(1, 1, NULL);
    unsigned port = http_server_port(site->server);
    assert_null(client_open(port, "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT"));
    struct client *client = client_open(port, "NORMAL:-VERS-ALL:+VERS-TLS1.2");
    assert_non_null(client);
    client_close(client);
    client = client_open(port, "NORMAL:-VERS-ALL:+VERS-TLS1.3");
    assert_non_null(client);
    client_close(client);
    stop(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request_arrives_whole),
        cmocka_unit_test(test_address_behind_the_proxy),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_every_reply_is_armoured),
        cmocka_unit_test(test_reply_fields),
        cmocka_unit_test(test_a_reply_that_cannot_be_sent_is_500),
        cmocka_unit_test(test_bad_paths),
        cmocka_unit_test(test_large_bodies_get_their_page),
        cmocka_unit_test(test_an_absurd_length_is_refused_at_once),
        cmocka_unit_test(test_a_full_queue_is_busy),
        cmocka_unit_test(test_pipelined_requests_keep_their_order),
        cmocka_unit_test(test_many_connections_get_their_own_answers),
        cmocka_unit_test(test_stopping_under_load_ends),
        cmocka_unit_test(test_stopping_finishes_what_runs),
        cmocka_unit_test(test_start_refuses),
        cmocka_unit_test(test_old_tls_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
