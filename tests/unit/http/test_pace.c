#include "pace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { LIMIT = 3600 }; /* so long that only the test's own sweeps count */

static const struct pace_bounds wide = {LIMIT, 100, 100};

static struct step *enter_from(struct pace *pace, int socket, const char *address)
{
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct sockaddr_in6 from6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, address, &from.sin_addr) == 1)
        return pace_enter(pace, socket, (struct sockaddr *)&from);
    assert_int_equal(inet_pton(AF_INET6, address, &from6.sin6_addr), 1);
    return pace_enter(pace, socket, (struct sockaddr *)&from6);
}

static int64_t after(int64_t seconds)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + seconds;
}

static bool is_cut(int peer)
{
    char byte;
    return recv(peer, &byte, 1, MSG_DONTWAIT) == 0;
}

static void test_only_the_slow_are_cut(void **state)
{
    (void)state;
    struct pace *pace = pace_new(&wide);
    int pairs[3][2];
    struct step *steps[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]), 0);
        steps[i] = enter_from(pace, pairs[i][0], "192.0.2.1");
        assert_non_null(steps[i]);
    }
    pace_hold(steps[1]);
    pace_leave(pace, steps[2]);
    pace_sweep(pace, after(LIMIT - 10));
    assert_false(is_cut(pairs[0][1]));
    pace_sweep(pace, after(LIMIT + 10));
    assert_true(is_cut(pairs[0][1]));
    assert_false(is_cut(pairs[1][1])); /* waits for us */
    assert_false(is_cut(pairs[2][1])); /* is not ours any more */
    pace_next(steps[1]);
    pace_sweep(pace, after(LIMIT + 10));
    assert_true(is_cut(pairs[1][1]));
    pace_leave(pace, steps[1]);
    pace_leave(pace, NULL);
    pace_next(NULL);
    pace_hold(NULL);
    pace_free(pace); /* with one step left in it */
    pace_free(NULL);
    for (int i = 0; i < 3; i++) {
        close(pairs[i][0]);
        close(pairs[i][1]);
    }
}

static void test_leaving_in_any_order(void **state)
{
    (void)state;
    struct pace *pace = pace_new(&wide);
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct step *first = enter_from(pace, -1, "192.0.2.1");
    struct step *second = enter_from(pace, pair[0], "192.0.2.2");
    struct step *third = pace_enter(pace, -1, NULL);
    pace_leave(pace, first);
    pace_leave(pace, third);
    pace_sweep(pace, after(LIMIT + 10));
    assert_true(is_cut(pair[1]));
    pace_leave(pace, second);
    pace_free(pace);
    close(pair[0]);
    close(pair[1]);
}

/* Connections in the order they come, and who still has theirs. */
struct crowd {
    struct pace *pace;
    int pairs[8][2];
    struct step *steps[8];
    size_t count;
};

static struct step *come(struct crowd *crowd, const char *address)
{
    int *pair = crowd->pairs[crowd->count];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    crowd->steps[crowd->count] = enter_from(crowd->pace, pair[0], address);
    return crowd->steps[crowd->count++];
}

/* As many signs as came: '.' is open, 'x' was shut down. */
static void assert_open(const struct crowd *crowd, const char *expected)
{
    char found[9] = {0};
    for (size_t i = 0; i < crowd->count; i++)
        found[i] = is_cut(crowd->pairs[i][1]) ? 'x' : '.';
    assert_string_equal(expected, found);
}

static void disperse(struct crowd *crowd)
{
    pace_free(crowd->pace);
    for (size_t i = 0; i < crowd->count; i++) {
        close(crowd->pairs[i][0]);
        close(crowd->pairs[i][1]);
    }
}

static void test_who_has_most_gives_way(void **state)
{
    (void)state;
    const struct pace_bounds bounds = {LIMIT, 5, 5};
    struct crowd crowd = {.pace = pace_new(&bounds)};
    come(&crowd, "192.0.2.1"); /* the oldest of all, and alone there */
    struct step *asks = come(&crowd, "192.0.2.2");
    come(&crowd, "192.0.2.2");
    struct step *waits = come(&crowd, "192.0.2.2");
    come(&crowd, "192.0.2.3");
    assert_open(&crowd, ".....");
    pace_hold(waits);
    pace_next(asks);
    come(&crowd, "192.0.2.4");
    assert_open(&crowd, "..x..."); /* the oldest that asks nothing */
    come(&crowd, "192.0.2.5");
    assert_open(&crowd, ".xx...."); /* then who asks; who waits for us never */
    come(&crowd, "192.0.2.6");
    assert_open(&crowd, "xxx....."); /* and when all have one, the oldest */
    disperse(&crowd);
}

static void test_an_address_has_its_share(void **state)
{
    (void)state;
    const struct pace_bounds bounds = {LIMIT, 100, 2};
    struct crowd crowd = {.pace = pace_new(&bounds)};
    struct step *first = come(&crowd, "2001:db8:1:2::1");
    struct step *second = come(&crowd, "2001:db8:1:2::2"); /* the same customer */
    come(&crowd, "2001:db8:1:3::1");
    come(&crowd, "::ffff:192.0.2.1");
    come(&crowd, "192.0.2.1");
    assert_open(&crowd, ".....");
    pace_hold(first);
    pace_hold(second);
    come(&crowd, "2001:db8:1:2::3");
    assert_open(&crowd, ".....x"); /* nobody there is idle */
    pace_rest(second);
    come(&crowd, "2001:db8:1:2::4");
    assert_open(&crowd, ".x...x.");
    come(&crowd, "192.0.2.1");
    assert_open(&crowd, ".x.x.x.."); /* the same address in other clothes */
    disperse(&crowd);
}

static void test_who_left_takes_no_room(void **state)
{
    (void)state;
    const struct pace_bounds bounds = {LIMIT, 2, 2};
    struct crowd crowd = {.pace = pace_new(&bounds)};
    for (int i = 0; i < 4; i++) {
        struct step *step = come(&crowd, "192.0.2.1");
        if (i < 3)
            pace_leave(crowd.pace, step);
    }
    come(&crowd, "192.0.2.2");
    assert_open(&crowd, ".....");
    disperse(&crowd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_slow_are_cut),
        cmocka_unit_test(test_leaving_in_any_order),
        cmocka_unit_test(test_who_has_most_gives_way),
        cmocka_unit_test(test_an_address_has_its_share),
        cmocka_unit_test(test_who_left_takes_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
