#ifndef SITE_H
#define SITE_H

/* A site with handlers for whatever the tests of the server ask. */

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
    atomic_uint holding;
};

/* "/large" takes much; who they are is what they say. */
static inline void bounds(void *context, const struct http_request *request,
                          struct http_bounds *out)
{
    struct site *site = context;
    atomic_fetch_add(&site->limits_asked, 1);
    const char *standing = http_header(request, "X-Standing");
    const char *holder = http_header(request, "X-Holder");
    out->bytes = strcmp(request->path, "/large") == 0 ? 1 << 20 : LIMIT;
    out->shape = (struct http_shape){6, 2000};
    out->standing = standing != NULL ? (enum http_standing)atoi(standing) : HTTP_KNOWN;
    out->holder = holder != NULL ? holder : request->address;
}

static inline const char *field(const struct http_request *request, const char *name)
{
    const char *value = json_string_value(json_object_get(request->query, name));
    return value != NULL ? value : "";
}

static inline void reply_text(struct http_reply *reply, unsigned code, const char *text)
{
    reply->code = code;
    reply->type = "text/plain";
    reply->body = (struct bytes){(const uint8_t *)text, strlen(text)};
}

static inline void echo(const struct http_request *request, struct http_reply *reply)
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

static inline void fill(uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)('a' + (i + len) % 26);
}

static inline bool right(const struct answer *answer, size_t len)
{
    uint8_t *expected = malloc(len + 1);
    fill(expected, len);
    bool same =
        answer->code == 200 && answer->len == len && memcmp(answer->body, expected, len) == 0;
    free(expected);
    return same;
}

static inline void wait_at_gate(struct site *site)
{
    pthread_mutex_lock(&site->lock);
    site->inside++;
    pthread_cond_broadcast(&site->changed);
    while (!site->open)
        pthread_cond_wait(&site->changed, &site->lock);
    site->inside--;
    pthread_mutex_unlock(&site->lock);
}

static inline void handle(void *context, const struct http_request *request,
                          struct http_reply *reply)
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
    } else if (strcmp(request->path, "/hold") == 0) {
        reply_text(reply, 429, "later");
        reply->hold = true;
        atomic_fetch_add(&site->holding, 1);
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

static inline void refuse(void *context, const struct http_request *request, unsigned code,
                          struct http_reply *reply)
{
    (void)context;
    reply_text(reply, code, arena_printf(request->arena, "refused %u at %s", code, request->path));
}

static inline struct http_options options_for(struct site *site, char *certificate, char *key)
{
    return (struct http_options){.address = "127.0.0.1",
                                 .certificate = certificate,
                                 .private_key = key,
                                 .workers = 2,
                                 .queue = 100,
                                 .bounds = bounds,
                                 .handle = handle,
                                 .refuse = refuse,
                                 .context = site};
}

static inline struct site *start(unsigned workers, unsigned queue, const char *proxy)
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

static inline void stop(struct site *site)
{
    http_server_stop(site->server);
    pthread_cond_destroy(&site->changed);
    pthread_mutex_destroy(&site->lock);
    free(site);
}

static inline struct client *connected(const struct site *site)
{
    struct client *client = client_open(http_server_port(site->server), NULL);
    assert_non_null(client);
    return client;
}

static inline void assert_header(const struct answer *answer, const char *name,
                                 const char *expected)
{
    char *value = answer_header(answer, name);
    if (expected == NULL)
        assert_null(value);
    else
        assert_string_equal(value != NULL ? value : "(none)", expected);
    free(value);
}

#endif
