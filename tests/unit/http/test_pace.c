#include "pace.h"

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
    struct pace *pace = pace_new(LIMIT);
    int pairs[3][2];
    struct step *steps[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]), 0);
        steps[i] = pace_enter(pace, pairs[i][0]);
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
    struct pace *pace = pace_new(LIMIT);
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    struct step *first = pace_enter(pace, -1);
    struct step *second = pace_enter(pace, pair[0]);
    struct step *third = pace_enter(pace, -1);
    pace_leave(pace, first);
    pace_leave(pace, third);
    pace_sweep(pace, after(LIMIT + 10));
    assert_true(is_cut(pair[1]));
    pace_leave(pace, second);
    pace_free(pace);
    close(pair[0]);
    close(pair[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_slow_are_cut),
        cmocka_unit_test(test_leaving_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
