#include "site.h"

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

    assert_int_equal(atomic_load(&site->limits_asked), 3); /* once a request */
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

static void test_a_query_has_few_parts(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    char target[8192] = "/?a";
    for (unsigned i = 1; i < 64; i++)
        strcat(target, i % 2 == 0 ? "&a=1" : "&b");
    struct answer answer = client_get(client, target);
    json_t *echoed = model(&answer);
    assert_int_equal(json_object_size(json_object_get(echoed, "query")), 2);
    json_decref(echoed);
    answer = client_get(client, strcat(target, "&c"));
    assert_int_equal(answer.code, 400);
    assert_string_equal(answer.body, "refused 400 at /");
    answer_free(&answer);
    client_close(client);
    stop(site);
}

static struct answer post_much(struct client *client, const char *path, size_t len)
{
    char head[256];
    snprintf(head, sizeof head,
             "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\n\r\n",
             path, len);
    char *body = malloc(len);
    memset(body, 'x', len);
    memset(body, 'y', len < 1000 ? len : 1000);
    if (len > 1000)
        body[1000] = '=';
    bool sent = client_send(client, head, strlen(head)) && client_send(client, body, len);
    free(body);
    return sent ? client_answer(client, false) : (struct answer){0};
}

static void test_large_bodies_get_their_page(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    struct client *client = connected(site);
    struct answer answer = post_much(client, "/a", 10 << 20);
    assert_int_equal(answer.code, 413);
    json_t *echoed = model(&answer);
    assert_int_equal(number_of(echoed, "body"), HTTP_BODY_TOO_LARGE);
    assert_true(json_is_null(json_object_get(echoed, "fields")));
    json_decref(echoed);
    answer = post_much(client, "/a", LIMIT + 1);
    assert_int_equal(answer.code, 413);
    answer_free(&answer);
    answer = post_much(client, "/a", LIMIT);
    assert_int_equal(answer.code, 200);
    answer_free(&answer);
    answer = post_much(client, "/large", 1 << 20);
    assert_int_equal(answer.code, 200);
    answer_free(&answer);
    client_close(client);
    stop(site);
}

/* What follows would be the body: the connection is closed after the reply. */
static void assert_refused(const struct site *site, const char *request, int code, const char *body)
{
    struct client *client = connected(site);
    struct answer answer = client_ask(client, request);
    if (answer.code != code)
        fail_msg("%d, not %d: %s", answer.code, code, request);
    assert_string_equal(answer.body, body);
    assert_header(&answer, "Connection", "close");
    answer_free(&answer);
    answer = client_get(client, "/");
    assert_int_equal(answer.code, 0);
    client_close(client);
}

static void test_an_absurd_length_is_refused_at_once(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    assert_refused(site, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nsome",
                   413, "refused 413 at /a");
    stop(site);
}

/* tests/flow/framing.test.mjs has the whole table. */
static void test_a_head_that_can_be_read_twice(void **state)
{
    (void)state;
    struct site *site = start(2, 10, NULL);
    static const char *const bad[] = {
        "GET / HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX-A : b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(site, bad[i], 400, "refused 400 at /");
    assert_refused(site,
                   "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0"
                   "\r\n\r\n",
                   411, "refused 411 at /a");
    assert_int_equal(atomic_load(&site->limits_asked), 1); /* by the last one only */
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

static void test_weak_tls_is_refused(void **state)
{
    (void)state;
    struct site *site = start(1, 1, NULL);
    unsigned port = http_server_port(site->server);
    static const char *const bad[] = {
        "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-CBC:+AES-128-CBC:%COMPAT",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:+DHE-RSA"};
    static const char *const good[] = {
        "NORMAL:-VERS-ALL:+VERS-TLS1.2",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-GCM",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM",
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+CHACHA20-POLY1305"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (client_open(port, bad[i]) != NULL)
            fail_msg("%s", bad[i]);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct client *client = client_open(port, good[i]);
        if (client == NULL)
            fail_msg("%s", good[i]);
        client_close(client);
    }
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
        cmocka_unit_test(test_a_query_has_few_parts),
        cmocka_unit_test(test_large_bodies_get_their_page),
        cmocka_unit_test(test_an_absurd_length_is_refused_at_once),
        cmocka_unit_test(test_a_head_that_can_be_read_twice),
        cmocka_unit_test(test_start_refuses),
        cmocka_unit_test(test_weak_tls_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
