#include "http/limits.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_takes(struct limits *limits, const char *key, int64_t now, unsigned expected)
{
    unsigned wait = 99;
    assert_int_equal(limits_take(limits, key, now, &wait), expected == 0);
    assert_int_equal(wait, expected);
}

static void test_burst_then_rate(void **state)
{
    (void)state;
    struct limits *limits = limits_new(3, 2, 10); /* one each 30 seconds */
    for (int i = 0; i < 3; i++)
        assert_takes(limits, "a", 1000, 0);
    assert_takes(limits, "a", 1000, 30);
    assert_takes(limits, "a", 1010, 20);
    assert_takes(limits, "a", 1029, 1);
    assert_takes(limits, "a", 1030, 0); /* being refused cost nothing */
    assert_takes(limits, "a", 1030, 30);
    assert_takes(limits, "b", 1030, 0); /* another key is not concerned */
    for (int i = 0; i < 3; i++)
        assert_takes(limits, "a", 900000000000, 0); /* full, and no fuller */
    assert_takes(limits, "a", 900000000000, 30);
    limits_free(limits);
}

static void test_wait_is_rounded_up(void **state)
{
    (void)state;
    struct limits *limits = limits_new(1, 7, 10); /* one each 8.57 seconds */
    assert_takes(limits, "a", 0, 0);
    assert_takes(limits, "a", 0, 9);
    assert_takes(limits, "a", 8, 1);
    assert_takes(limits, "a", 9, 0);
    limits_free(limits);
}

static void test_waits_grow(void **state)
{
    (void)state;
    struct limits *limits = limits_growing(2, 10, 35, 10);
    assert_int_equal(limits_used(limits, "a"), 0);
    assert_takes(limits, "a", 1000, 0);
    assert_takes(limits, "a", 1000, 0);
    assert_int_equal(limits_used(limits, "a"), 2);
    assert_takes(limits, "a", 1000, 10);
    assert_takes(limits, "a", 1009, 1);
    assert_takes(limits, "a", 1010, 0);
    assert_takes(limits, "a", 1010, 20); /* twice as long */
    assert_takes(limits, "a", 1030, 0);
    assert_takes(limits, "a", 1030, 35); /* and no longer than that */
    assert_takes(limits, "a", 1065, 0);
    assert_takes(limits, "a", 1065, 35);
    assert_int_equal(limits_used(limits, "a"), 5);
    assert_takes(limits, "b", 1065, 0);        /* another key is not concerned */
    assert_takes(limits, "a", 1065 + 3600, 0); /* an hour: forgotten */
    assert_takes(limits, "a", 1065 + 3600, 0);
    assert_takes(limits, "a", 1065 + 3600, 10);
    limits_free(limits);
}

static void test_what_is_given_back_makes_nobody_wait(void **state)
{
    (void)state;
    struct limits *limits = limits_growing(2, 10, 40, 10);
    for (int i = 0; i < 10; i++) {
        assert_takes(limits, "a", 1000, 0);
        limits_give(limits, "a");
    }
    assert_int_equal(limits_used(limits, "a"), 0);
    assert_takes(limits, "a", 1000, 0);
    assert_takes(limits, "a", 1000, 0);
    assert_takes(limits, "a", 1010, 0);
    limits_give(limits, "a"); /* a hit after two misses */
    assert_takes(limits, "a", 1010, 0);
    assert_takes(limits, "a", 1010, 20);
    assert_takes(limits, "a", 900, 20); /* a clock set back: from its new time on */
    assert_takes(limits, "a", 920, 0);
    limits_free(limits);
}

static void test_a_clock_set_back(void **state)
{
    (void)state;
    struct limits *limits = limits_new(1, 60, 10);
    assert_takes(limits, "a", 5000, 0);
    assert_takes(limits, "a", 1000, 1);
    assert_takes(limits, "a", 1001, 0);
    limits_free(limits);
}

static void test_the_least_recently_used_is_forgotten(void **state)
{
    (void)state;
    struct limits *limits = limits_new(1, 1, 3);
    assert_takes(limits, "a", 0, 0);
    assert_takes(limits, "b", 0, 0);
    assert_takes(limits, "c", 0, 0);
    assert_takes(limits, "a", 0, 60); /* now b is the oldest */
    assert_takes(limits, "d", 0, 0);
    assert_takes(limits, "a", 0, 60);
    assert_takes(limits, "c", 0, 60);
    assert_takes(limits, "d", 0, 60);
    assert_takes(limits, "b", 0, 0);
    limits_free(limits);
}

static void test_many_more_keys_than_room(void **state)
{
    (void)state;
    enum { ROOM = 50, KEYS = 5000 };
    struct limits *limits = limits_new(1, 1, ROOM);
    char key[16];
    for (int i = 0; i < KEYS; i++) {
        sprintf(key, "key %d", i);
        assert_takes(limits, key, 0, 0);
    }
    for (int i = KEYS - 1; i >= KEYS - ROOM; i--) {
        sprintf(key, "key %d", i);
        assert_takes(limits, key, 0, 60);
    }
    limits_free(limits);
}

static void test_new_refuses_what_could_never_be_taken(void **state)
{
    (void)state;
    assert_null(limits_new(0, 1, 1));
    assert_null(limits_new(1, 0, 1));
    assert_null(limits_new(1, 1, 0));
    limits_free(NULL);
}

static atomic_uint granted;

static void *take_often(void *limits)
{
    unsigned wait;
    for (int i = 0; i < 1000; i++)
        atomic_fetch_add(&granted, limits_take(limits, "same", 7, &wait));
    return NULL;
}

static void test_threads_share_one_bucket(void **state)
{
    (void)state;
    struct limits *limits = limits_new(1500, 1, 4);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, take_often, limits);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&granted), 1500);
    limits_free(limits);
}

static void test_a_mark_stands_for_a_key(void **state)
{
    (void)state;
    struct limits *limits = limits_new(1, 1, 4);
    struct limits *others = limits_new(1, 1, 4);
    char mark[LIMITS_MARK];
    char same[LIMITS_MARK];
    char other[LIMITS_MARK];
    limits_mark(limits, "key", mark);
    limits_mark(limits, "key", same);
    assert_int_equal(8, strspn(mark, "0123456789abcdef"));
    assert_string_equal(mark, same);
    limits_mark(limits, "keys", other);
    assert_string_not_equal(mark, other);
    limits_mark(others, "key", other);
    assert_string_not_equal(mark, other);
    limits_free(others);
    limits_free(limits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_burst_then_rate),
        cmocka_unit_test(test_wait_is_rounded_up),
        cmocka_unit_test(test_waits_grow),
        cmocka_unit_test(test_what_is_given_back_makes_nobody_wait),
        cmocka_unit_test(test_a_clock_set_back),
        cmocka_unit_test(test_the_least_recently_used_is_forgotten),
        cmocka_unit_test(test_many_more_keys_than_room),
        cmocka_unit_test(test_new_refuses_what_could_never_be_taken),
        cmocka_unit_test(test_threads_share_one_bucket),
        cmocka_unit_test(test_a_mark_stands_for_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
