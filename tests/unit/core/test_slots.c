#include "slots.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <time.h>

#include <cmocka.h>

enum { OFTEN = 100 /* a rank that has to rest after a run */ };

/* Somebody in a thread of their own, whose work lasts until the gate opens. */
struct somebody {
    struct slots *slots;
    unsigned rank;
    atomic_bool running, open;
    int turn; /* the first to run has 1; 0: never ran */
    int nice;
    enum status status;
    pthread_t thread;
};

static atomic_int turns;

static void work(void *context)
{
    struct somebody *who = context;
    who->nice = getpriority(PRIO_PROCESS, 0);
    who->turn = atomic_fetch_add(&turns, 1) + 1;
    atomic_store(&who->running, true);
    while (!atomic_load(&who->open))
        sched_yield();
}

static void *come(void *subject)
{
    struct somebody *who = subject;
    who->status = slots_run(who->slots, who->rank, work, who);
    return NULL;
}

static void begin(struct somebody *who, struct slots *slots, unsigned rank)
{
    *who = (struct somebody){.slots = slots, .rank = rank};
    assert_int_equal(0, pthread_create(&who->thread, NULL, come, who));
}

static void begin_running(struct somebody *who, struct slots *slots, unsigned rank)
{
    begin(who, slots, rank);
    while (!atomic_load(&who->running))
        sched_yield();
}

static void begin_waiting(struct somebody *who, struct slots *slots, unsigned rank)
{
    unsigned before = slots_waiting(slots);
    begin(who, slots, rank);
    while (slots_waiting(slots) == before)
        sched_yield();
}

static enum status end(struct somebody *who)
{
    atomic_store(&who->open, true);
    pthread_join(who->thread, NULL);
    return who->status;
}

static struct slots *one_slot(void)
{
    atomic_store(&turns, 0);
    struct slots *slots = slots_new(1);
    assert_non_null(slots);
    return slots;
}

static void two_wait_and_others_are_refused_at_once(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, second, third, late;
    assert_int_equal(2 * 3, slots_most(slots));
    begin_running(&first, slots, 1);
    begin_waiting(&second, slots, 1);
    begin_waiting(&third, slots, 1);
    begin(&late, slots, 1);
    pthread_join(late.thread, NULL); /* while the slot is taken */
    assert_int_equal(STATUS_BUSY, late.status);
    assert_int_equal(0, late.turn);
    assert_int_equal(2, slots_waiting(slots));
    assert_int_equal(STATUS_OK, end(&first));
    assert_int_equal(STATUS_OK, end(&second));
    assert_int_equal(STATUS_OK, end(&third));
    assert_int_equal(2, second.turn);
    assert_int_equal(3, third.turn);
    assert_int_equal(0, slots_waiting(slots));
    begin(&late, slots, 1);
    assert_int_equal(STATUS_OK, end(&late));
    slots_free(slots);
}

static void the_better_takes_the_place_of_the_worse(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, often, seldom, twice, fresh;
    begin_running(&first, slots, OFTEN);
    begin_waiting(&seldom, slots, 3);
    begin_waiting(&often, slots, OFTEN);
    begin(&twice, slots, 2);
    pthread_join(often.thread, NULL); /* refused while it waited */
    assert_int_equal(STATUS_BUSY, often.status);
    begin(&fresh, slots, 1);
    pthread_join(seldom.thread, NULL);
    assert_int_equal(STATUS_BUSY, seldom.status);
    assert_int_equal(0, seldom.turn);
    while (slots_waiting(slots) < 2)
        sched_yield();
    assert_int_equal(STATUS_OK, end(&first));
    assert_int_equal(STATUS_OK, end(&fresh));
    assert_int_equal(STATUS_OK, end(&twice));
    assert_int_equal(2, fresh.turn);
    assert_int_equal(3, twice.turn);
    slots_free(slots);
}

static void the_trusted_wait_for_no_stranger(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody stranger, waiting, also, trusted, next;
    begin_running(&stranger, slots, 1);
    begin_waiting(&waiting, slots, 1);
    begin_waiting(&also, slots, 1);
    begin_running(&trusted, slots, SLOTS_TRUSTED);
    begin_waiting(&next, slots, SLOTS_TRUSTED); /* but for each other */
    assert_int_equal(STATUS_OK, end(&trusted));
    assert_int_equal(STATUS_OK, end(&next));
    assert_int_equal(STATUS_OK, end(&stranger));
    assert_int_equal(STATUS_OK, end(&waiting));
    assert_int_equal(STATUS_OK, end(&also));
    slots_free(slots);
}

static void after_those_who_try_often_others_go_first(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, again, fresh;
    const struct timespec second = {.tv_sec = 1};
    begin_running(&first, slots, OFTEN);
    nanosleep(&second, NULL); /* so it rests for two */
    assert_int_equal(STATUS_OK, end(&first));
    begin_waiting(&again, slots, OFTEN); /* though the slot is free */
    begin_running(&fresh, slots, 1);
    assert_int_equal(1, slots_waiting(slots));
    assert_int_equal(STATUS_OK, end(&fresh));
    assert_int_equal(STATUS_OK, end(&again));
    assert_int_equal(2, fresh.turn);
    assert_int_equal(3, again.turn);
    slots_free(slots);
}

static void strangers_run_at_a_lower_priority(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody trusted, stranger;
    int here = getpriority(PRIO_PROCESS, 0);
    begin_running(&trusted, slots, SLOTS_TRUSTED);
    end(&trusted);
    begin_running(&stranger, slots, 1);
    end(&stranger);
    assert_int_equal(here, trusted.nice);
    assert_true(stranger.nice > here || here >= 3);
    stranger.open = true;
    assert_int_equal(STATUS_OK, slots_run(slots, 1, work, &stranger));
    assert_int_equal(here, getpriority(PRIO_PROCESS, 0)); /* the caller keeps its own */
    slots_free(slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_wait_and_others_are_refused_at_once),
        cmocka_unit_test(the_better_takes_the_place_of_the_worse),
        cmocka_unit_test(the_trusted_wait_for_no_stranger),
        cmocka_unit_test(after_those_who_try_often_others_go_first),
        cmocka_unit_test(strangers_run_at_a_lower_priority),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
