#include "raw.h"

#include "core/jobs/jobs.h"
#include "core/journal/audit_run.h"
#include "core/retention/retention.h"

enum { DAILY = 24 * 60 * 60 };

static atomic_int runs;
static atomic_int fails; /* how many runs fail from now on */
static atomic_bool gate; /* a run waits until it is open */

static enum status count_run(struct core *core)
{
    (void)core;
    atomic_fetch_add(&runs, 1);
    while (!atomic_load(&gate) && core_go_on(core))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    if (!core_go_on(core))
        return STATUS_BUSY;
    return atomic_fetch_sub(&fails, 1) > 0 ? STATUS_FAILED : STATUS_OK;
}

static const struct job daily[] = {{.kind = "counted", .every = DAILY, .run = count_run}};
static const struct job at_start[] = {
    {.kind = "counted", .every = DAILY, .at_start = true, .run = count_run}};

static struct jobs *begin(struct world *world, const struct job *job)
{
    struct jobs *jobs;
    atomic_store(&world->core->stopping, false);
    assert_int_equal(jobs_start(&jobs, world->core, job, 1), STATUS_OK);
    return jobs;
}

static void reset(void)
{
    atomic_store(&runs, 0);
    atomic_store(&fails, 0);
    atomic_store(&gate, true);
}

static void moment(void)
{
    nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 300000000},
              NULL); /* it looks each second */
}

static void eventually(int wanted)
{
    for (int tries = 0; tries < 1000 && atomic_load(&runs) < wanted; tries++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    assert_int_equal(atomic_load(&runs), wanted);
}

static void rests_when_it_went_well(void **state)
{
    struct world *world = world_of(state);
    reset();
    struct jobs *jobs = begin(world, daily);
    eventually(1);
    moment();
    assert_int_equal(atomic_load(&runs), 1);
    jobs_stop(jobs);
    assert_int_equal(raw_number(world, "SELECT due_at FROM job"), clock_now() + DAILY);
    assert_int_equal(raw_number(world, "SELECT lease_until FROM job"), 0);
    jobs = begin(world, daily); /* another process does not do it again */
    moment();
    assert_int_equal(atomic_load(&runs), 1);
    clock_set(clock_now() + DAILY);
    eventually(2);
    jobs_stop(jobs);
    jobs = begin(world, at_start);
    eventually(3);
    jobs_stop(jobs);
}

static void waits_longer_each_time_it_fails(void **state)
{
    struct world *world = world_of(state);
    static const int64_t waits[] = {60, 120, 240, 480, 960, 1920, 3600, 3600};
    enum { TIMES = sizeof waits / sizeof *waits };
    reset();
    atomic_store(&fails, TIMES);
    struct jobs *jobs = begin(world, daily);
    for (int i = 0; i < TIMES; i++) {
        eventually(i + 1);
        moment(); /* it is written down */
        assert_int_equal(raw_number(world, "SELECT due_at FROM job"), clock_now() + waits[i]);
        assert_int_equal(raw_number(world, "SELECT attempts FROM job"), i + 1);
        assert_string_equal(raw_text(world, "SELECT last_error FROM job"), "failed");
        clock_set(clock_now() + waits[i]);
    }
    eventually(TIMES + 1);
    jobs_stop(jobs);
    assert_int_equal(raw_number(world, "SELECT attempts FROM job"), 0);
    assert_int_equal(raw_number(world, "SELECT count(*) FROM job WHERE last_error IS NULL"), 1);
}

static void two_processes_never_do_the_same(void **state)
{
    struct world *world = world_of(state);
    reset();
    atomic_store(&gate, false);
    struct jobs *one = begin(world, daily);
    eventually(1);
    struct jobs *other = begin(world, at_start);
    moment();
    assert_int_equal(atomic_load(&runs), 1);
    clock_set(clock_now() + 6 * 60);
    jobs_tick(one); /* goes on with it for another ten minutes */
    clock_set(clock_now() + 6 * 60);
    moment();
    assert_int_equal(atomic_load(&runs), 1);
    atomic_store(&gate, true);
    jobs_stop(one);
    jobs_stop(other);
}

/* Whose process died: after the lease. */
static void a_lease_ends(void **state)
{
    struct world *world = world_of(state);
    reset();
    raw_change(world, "INSERT INTO job VALUES ('counted', 0, randomblob(16), %lld, 0, NULL)",
               (long long)clock_now() + 10 * 60);
    struct jobs *jobs = begin(world, daily);
    moment();
    assert_int_equal(atomic_load(&runs), 0);
    clock_set(clock_now() + 10 * 60);
    eventually(1);
    jobs_stop(jobs);
}

/* Rows that somebody edited put nothing off for ever. */
static void edited_rows_put_nothing_off(void **state)
{
    struct world *world = world_of(state);
    static const char *const edits[] = {
        "INSERT INTO job VALUES ('counted', 9223372036854775807, NULL, 0, 0, NULL)",
        "INSERT INTO job VALUES ('counted', 0, randomblob(16), 9223372036854775807, 0, NULL)",
        "INSERT INTO job VALUES ('counted', -9223372036854775807, NULL, -1, 9223372036854775807, "
        "'x')",
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        reset();
        raw_text(world, "DELETE FROM job");
        raw_text(world, edits[i]);
        struct jobs *jobs = begin(world, daily);
        eventually(1);
        moment();
        raw_text(world, "UPDATE job SET due_at = 9223372036854775807");
        clock_set(clock_now() + DAILY);
        eventually(2);
        jobs_stop(jobs);
    }
}

static void it_ends_when_the_program_does(void **state)
{
    struct world *world = world_of(state);
    struct retention_result result;
    reset();
    atomic_store(&gate, false);
    struct jobs *jobs = begin(world, daily);
    eventually(1);
    assert_int_equal(audit_run_tick(world->core), STATUS_OK); /* heads are signed meanwhile */
    jobs_stop(jobs);                                          /* or this never returns */
    assert_int_equal(raw_number(world, "SELECT due_at FROM job"), clock_now());
    assert_int_equal(audit_run_check(world->core), STATUS_BUSY);
    assert_int_equal(retention_run(&result, world->core, false, NULL, NULL), STATUS_BUSY);
    atomic_store(&world->core->stopping, false);
    assert_int_equal(audit_run_check(world->core), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(rests_when_it_went_well),         WORLD_TEST(waits_longer_each_time_it_fails),
        WORLD_TEST(two_processes_never_do_the_same), WORLD_TEST(a_lease_ends),
        WORLD_TEST(edited_rows_put_nothing_off),     WORLD_TEST(it_ends_when_the_program_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
