#include "site.h"

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

/* The head of a POST and all of its body but a byte. */
static void send_most(struct client *client, size_t len, enum http_standing standing,
                      unsigned holder)
{
    char *data = calloc(1, len + 256);
    int head = snprintf(data, 256,
                        "POST /large HTTP/1.1\r\nHost: x\r\nContent-Type: "
                        "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n"
                        "X-Standing: %d\r\nX-Holder: %u\r\n\r\nb=",
                        len, (int)standing, holder);
    memset(data + head, 'a', len - 2);
    assert_true(client_send(client, data, (size_t)head + len - 3));
    free(data);
}

static struct answer send_rest(struct client *client)
{
    assert_true(client_send(client, "a", 1));
    return client_answer(client, false);
}

static int code_of(struct client *client, size_t len, enum http_standing standing, unsigned holder)
{
    send_most(client, len, standing, holder);
    struct answer answer = send_rest(client);
    int code = answer.code;
    answer_free(&answer);
    return code;
}

enum { LARGE = 1 << 20, MIDDLE = 200000, SMALL = 60000 };

/* Until all that was sent is read: then there is no room for this one. */
static void wait_until_full(struct client *client, enum http_standing standing, unsigned holder)
{
    const struct timespec moment = {.tv_nsec = 20000000};
    int code = 200;
    for (unsigned i = 0; code == 200 && i < 500; i++) {
        nanosleep(&moment, NULL);
        code = code_of(client, MIDDLE, standing, holder);
    }
    assert_int_equal(code, 503);
}

static void test_large_bodies_leave_room_for_small_ones(void **state)
{
    (void)state;
    enum { HALF = 20, MANY = HALF + 4, EACH = 4 };
    struct site *site = start(2, 100, NULL);
    struct client *slow[MANY];
    struct client *late = connected(site);
    struct client *small = connected(site);
    for (unsigned i = 0; i < MANY; i++)
        send_most(slow[i] = connected(site), LARGE, HTTP_KNOWN, i / EACH);
    wait_until_full(late, HTTP_KNOWN, MANY);
    assert_int_equal(code_of(small, SMALL, HTTP_KNOWN, MANY), 200);
    unsigned taken = 0;
    for (unsigned i = 0; i < MANY; i++) {
        struct answer answer = send_rest(slow[i]);
        taken += answer.code == 200;
        answer_free(&answer);
        client_close(slow[i]);
    }
    assert_in_range(taken, HALF / 2, HALF);
    assert_int_equal(code_of(late, LARGE, HTTP_KNOWN, MANY), 200); /* there is room again */
    client_close(late);
    client_close(small);
    stop(site);
}

/* Somebody who holds all they may takes nothing from anybody else, of their kind or another. */
static void test_slow_bodies_are_their_senders_own_trouble(void **state)
{
    (void)state;
    enum { MANY = 12 };
    static const enum http_standing kinds[] = {HTTP_STRANGER, HTTP_CLAIMED, HTTP_KNOWN};
    for (unsigned kind = 0; kind < 3; kind++) {
        struct site *site = start(2, 100, NULL);
        struct client *slow[MANY];
        struct client *other = connected(site);
        for (unsigned i = 0; i < MANY; i++)
            send_most(slow[i] = connected(site), LARGE, kinds[kind], 1);
        wait_until_full(other, kinds[kind], 1);
        for (unsigned i = 0; i < 3; i++)
            assert_int_equal(code_of(other, MIDDLE, kinds[i], 2), 200);
        for (unsigned i = 0; i < MANY; i++)
            client_close(slow[i]);
        client_close(other);
        stop(site);
    }
}

static void test_who_is_held_holds_nobody(void **state)
{
    (void)state;
    enum { MANY = 20 };
    struct site *site = start(1, 100, NULL);
    struct client *held[MANY];
    struct client *other = connected(site);
    const char *hold = "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n";
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (unsigned i = 0; i < MANY; i++)
        assert_true(client_send(held[i] = connected(site), hold, strlen(hold)));
    while (atomic_load(&site->holding) < MANY) {
        struct answer answer = client_get(other, "/bytes?n=10");
        assert_int_equal(answer.code, 200);
        answer_free(&answer);
    }
    for (unsigned i = 0; i < MANY / 2; i++) {
        struct answer answer = client_answer(held[i], false);
        assert_int_equal(answer.code, 429);
        answer_free(&answer);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_true(ended.tv_sec - began.tv_sec >= 1);
    assert_true(client_send(held[0], hold, strlen(hold)));
    while (atomic_load(&site->holding) == MANY)
        sched_yield();
    stop(site); /* releases at once whoever is held */
    for (unsigned i = 0; i < MANY; i++)
        client_close(held[i]);
    client_close(other);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_queue_is_busy),
        cmocka_unit_test(test_large_bodies_leave_room_for_small_ones),
        cmocka_unit_test(test_slow_bodies_are_their_senders_own_trouble),
        cmocka_unit_test(test_who_is_held_holds_nobody),
        cmocka_unit_test(test_pipelined_requests_keep_their_order),
        cmocka_unit_test(test_many_connections_get_their_own_answers),
        cmocka_unit_test(test_stopping_under_load_ends),
        cmocka_unit_test(test_stopping_finishes_what_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
