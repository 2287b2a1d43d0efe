#include "workers.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned inside;
static bool open_gate;
static int order[16];
static unsigned done;

static void at_gate(void *item)
{
    pthread_mutex_lock(&lock);
    inside++;
    pthread_cond_broadcast(&changed);
    while (!open_gate)
        pthread_cond_wait(&changed, &lock);
    order[done++] = *(int *)item;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void wait_inside(unsigned count)
{
    pthread_mutex_lock(&lock);
    while (inside < count)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void open_it(void)
{
    pthread_mutex_lock(&lock);
    open_gate = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static int reset(void **state)
{
    (void)state;
    pthread_mutex_lock(&lock);
    inside = done = 0;
    open_gate = false;
    pthread_mutex_unlock(&lock);
    return 0;
}

static void test_the_queue_is_bounded_and_in_order(void **state)
{
    (void)state;
    int items[] = {0, 1, 2, 3, 4};
    struct workers *workers = workers_new(1, 3, at_gate);
    for (int i = 0; i < 4; i++)
        assert_true(workers_submit(workers, &items[i])); /* one runs, three wait */
    assert_false(workers_submit(workers, &items[4]));
    wait_inside(1);
    assert_false(workers_submit(workers, &items[4]));
    open_it();
    workers_stop(workers); /* what waits is run */
    assert_int_equal(done, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(order[i], i);
    assert_false(workers_submit(workers, &items[4]));
    assert_true(workers_stopping(workers));
    workers_stop(workers);
    workers_free(workers);
}

/* Whoever sleeps is woken, however the submissions fall: hangs if one item waits for another. */
static void test_workers_run_side_by_side(void **state)
{
    int items[] = {0, 1, 2};
    struct workers *workers = workers_new(3, 0, at_gate);
    alarm(60);
    for (int round = 0; round < 300; round++) {
        reset(state);
        for (int i = 0; i < 3; i++)
            while (!workers_submit(workers, &items[i])) /* the last round's are still leaving */
                sched_yield();
        wait_inside(3);
        open_it();
        pthread_mutex_lock(&lock);
        while (done < 3)
            pthread_cond_wait(&changed, &lock);
        pthread_mutex_unlock(&lock);
    }
    alarm(0);
    assert_false(workers_stopping(workers));
    workers_free(workers);
    workers_free(NULL);
}

static atomic_uint sum;

static void add(void *item)
{
    atomic_fetch_add(&sum, *(unsigned *)item);
}

static void test_the_ring_goes_round(void **state)
{
    (void)state;
    static unsigned one = 1;
    struct workers *workers = workers_new(2, 5, add);
    for (int i = 0; i < 10000;)
        i += workers_submit(workers, &one);
    workers_free(workers);
    assert_int_equal(atomic_load(&sum), 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_the_queue_is_bounded_and_in_order, reset),
        cmocka_unit_test_setup(test_workers_run_side_by_side, reset),
        cmocka_unit_test_setup(test_the_ring_goes_round, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
