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

enum { TRUSTED, OFTEN = 100 /* a rank that has to rest after a run */ };

/* Somebody in a thread of their own, whose work lasts until the gate opens. */
struct somebody {
    struct slots *slots;
    unsigned rank;
    atomic_bool running, open;
    int turn; /* the first to run has 1; 0: never ran */
    int nice;
    bool worth; /* what the work says */
    enum status may;
    enum status status;
    pthread_t thread;
};

static atomic_int turns;

static enum status ask(void *subject)
{
    const struct somebody *who = subject;
    return who->may;
}

static bool work(void *context)
{
    struct somebody *who = context;
    who->nice = getpriority(PRIO_PROCESS, 0);
    who->turn = atomic_fetch_add(&turns, 1) + 1;
    atomic_store(&who->running, true);
    while (!atomic_load(&who->open))
        sched_yield();
    return who->worth;
}

static void *come(void *subject)
{
    struct somebody *who = subject;
    const struct slots_turn turn = {who->rank, ask, NULL, who};
    who->status = slots_run(who->slots, who->rank == TRUSTED ? SLOTS_TRUSTED : &turn, work, who);
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

/* So many who wait behind one that runs. */
static void fill(struct somebody *waiting, struct slots *slots, unsigned rank)
{
    for (int i = 0; i < SLOTS_WAITERS; i++)
        begin_waiting(&waiting[i], slots, rank);
}

static void a_ward_waits_and_others_are_refused_at_once(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, waiting[SLOTS_WAITERS], late;
    assert_int_equal(2 * (1 + SLOTS_WAITERS), slots_most(slots));
    begin_running(&first, slots, 1);
    fill(waiting, slots, 1);
    begin(&late, slots, 1);
    pthread_join(late.thread, NULL); /* while the slot is taken */
    assert_int_equal(STATUS_BUSY, late.status);
    assert_int_equal(0, late.turn);
    assert_int_equal(SLOTS_WAITERS, slots_waiting(slots));
    assert_int_equal(STATUS_OK, end(&first));
    for (int i = 0; i < SLOTS_WAITERS; i++) {
        assert_int_equal(STATUS_OK, end(&waiting[i]));
        assert_int_equal(2 + i, waiting[i].turn); /* as they came */
    }
    assert_int_equal(0, slots_waiting(slots));
    begin(&late, slots, 1);
    assert_int_equal(STATUS_OK, end(&late));
    slots_free(slots);
}

static void the_better_takes_the_place_of_the_worse(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, waiting[SLOTS_WAITERS], fresh;
    struct somebody *last = &waiting[SLOTS_WAITERS - 1];
    begin_running(&first, slots, 4);
    fill(waiting, slots, 4);
    begin(&fresh, slots, 2);
    pthread_join(last->thread, NULL); /* refused while it waited */
    assert_int_equal(STATUS_BUSY, last->status);
    assert_int_equal(0, last->turn);
    while (slots_waiting(slots) < SLOTS_WAITERS)
        sched_yield();
    assert_int_equal(STATUS_OK, end(&first));
    assert_int_equal(STATUS_OK, end(&fresh));
    assert_int_equal(2, fresh.turn);
    for (int i = 0; i < SLOTS_WAITERS - 1; i++)
        assert_int_equal(STATUS_OK, end(&waiting[i]));
    slots_free(slots);
}

/* Those who wait already when a rest begins wait until it is over, and not longer. */
static void a_rest_ends_for_those_who_wait(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, second;
    const struct timespec moment = {.tv_nsec = 100000000};
    begin_running(&first, slots, OFTEN);
    begin_waiting(&second, slots, OFTEN);
    nanosleep(&moment, NULL);
    assert_int_equal(STATUS_OK, end(&first));
    while (!atomic_load(&second.running) && slots_waiting(slots) > 0)
        sched_yield();
    assert_int_equal(STATUS_OK, end(&second)); /* else BUSY, half a minute later */
    slots_free(slots);
}

/* What others tried meanwhile is known when the turn comes. */
static void who_may_not_any_more_gives_the_turn_away(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, second, third;
    begin_running(&first, slots, 1);
    begin_waiting(&second, slots, 1);
    second.may = STATUS_LIMIT;
    begin_waiting(&third, slots, 1);
    assert_int_equal(STATUS_OK, end(&first));
    assert_int_equal(STATUS_LIMIT, end(&second));
    assert_int_equal(STATUS_OK, end(&third));
    assert_int_equal(0, second.turn);
    assert_int_equal(2, third.turn);
    slots_free(slots);
}

static void who_comes_often_and_is_right_makes_nobody_rest(void **state)
{
    (void)state;
    struct slots *slots = one_slot();
    struct somebody first, again;
    const struct timespec second = {.tv_sec = 1};
    begin_running(&first, slots, OFTEN);
    first.worth = true;
    nanosleep(&second, NULL); /* for nothing, it would rest for two */
    assert_int_equal(STATUS_OK, end(&first));
    begin_running(&again, slots, OFTEN);
    assert_int_equal(0, slots_waiting(slots));
    assert_int_equal(STATUS_OK, end(&again));
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
    begin_running(&trusted, slots, TRUSTED);
    begin_waiting(&next, slots, TRUSTED); /* but for each other */
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
    begin_running(&trusted, slots, TRUSTED);
    end(&trusted);
    begin_running(&stranger, slots, 1);
    end(&stranger);
    assert_int_equal(here, trusted.nice);
    assert_true(stranger.nice > here || here >= 3);
    stranger.open = true;
    const struct slots_turn first = {.rank = 1};
    assert_int_equal(STATUS_OK, slots_run(slots, &first, work, &stranger));
    assert_int_equal(here, getpriority(PRIO_PROCESS, 0)); /* the caller keeps its own */
    slots_free(slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ward_waits_and_others_are_refused_at_once),
        cmocka_unit_test(the_better_takes_the_place_of_the_worse),
        cmocka_unit_test(the_trusted_wait_for_no_stranger),
        cmocka_unit_test(after_those_who_try_often_others_go_first),
        cmocka_unit_test(a_rest_ends_for_those_who_wait),
        cmocka_unit_test(who_may_not_any_more_gives_the_turn_away),
        cmocka_unit_test(who_comes_often_and_is_right_makes_nobody_rest),
        cmocka_unit_test(strangers_run_at_a_lower_priority),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
