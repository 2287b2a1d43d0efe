#include "world_dossier.h"

#include "retention/retention_end.h"

/* What is told at home is found without reading all there is: the same as by reading all. */

enum { MONTHS = 70, STEPS = 3 /* a month */ };

static int setup(void **state)
{
    int result = world_setup(state);
    if (result == 0)
        dossier_share(*state);
    return result;
}

struct seen {
    size_t texts[RETENTION_ACCOUNT + 1]; /* how often one of a kind was near */
    size_t idle;
};

static bool is_of(const struct retention_item *items, size_t count,
                  const struct retention_item *item)
{
    for (size_t i = 0; i < count; i++)
        if (items[i].what == item->what && id_equal(&items[i].object, &item->object) &&
            items[i].ends_at == item->ends_at)
            return true;
    return false;
}

static void compare(struct world *world, struct seen *seen)
{
    struct retention_item *all, *near;
    size_t count, near_count, wanted = 0;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, retention_end_list(&all, &count, world->core, world->arena, conn));
    assert_int_equal(STATUS_OK, retention_end_near(&near, &near_count, world->core, world->arena,
                                                   conn, act->space));
    for (size_t i = 0; i < count; i++) {
        const bool is_near = retention_end_is_near(world->core, &all[i]);
        bool idle = false;
        if (all[i].what == RETENTION_ACCOUNT) {
            const struct account_id account = {all[i].object};
            assert_int_equal(STATUS_OK,
                             retention_end_idle(&idle, world->core, world->arena, conn, account));
            assert_int_equal(is_near, idle);
            seen->idle += idle;
            continue;
        }
        if (!is_near || !id_equal(&all[i].space.id, &act->space.id))
            continue;
        wanted++;
        seen->texts[all[i].what]++;
        assert_true(is_of(near, near_count, &all[i]));
    }
    assert_int_equal(wanted, near_count);
    db_done(conn);
}

static void compare_all_along(struct world *world, struct seen *seen)
{
    const int64_t first = clock_now();
    for (unsigned month = 0; month < MONTHS; month++)
        for (int64_t step = 0; step < STEPS; step++) {
            clock_set(clock_months(first, month) + step * 10 * DAY);
            compare(world, seen);
        }
}

static void texts_and_accounts_are_near_when_they_are(void **state)
{
    struct world *world = world_of(state);
    struct seen seen = {0};
    dossier_published(world);
    compare_all_along(world, &seen);
    assert_true(seen.texts[RETENTION_SITUATION] > 0);
    assert_true(seen.texts[RETENTION_SYNTHESIS] > 0);
    assert_true(seen.idle > 0);
}

static void drafts_are_near_when_they_are(void **state)
{
    struct world *world = world_of(state);
    struct seen seen = {0};
    int64_t version;
    const struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &version));
    compare_all_along(world, &seen);
    assert_true(seen.texts[RETENTION_SITUATION_DRAFT] > 0);
}

static void what_was_cancelled_is_near_when_it_is(void **state)
{
    struct world *world = world_of(state);
    struct seen seen = {0};
    const struct seance_id id = dossier_submitted(world);
    assert_int_equal(STATUS_OK, calendar_cancel(world_act(world, COORDINATOR), id,
                                                world_form(world, "{'reason': 'Report.'}")));
    compare_all_along(world, &seen);
    assert_true(seen.texts[RETENTION_SITUATION] > 0 || seen.texts[RETENTION_SITUATION_DRAFT] > 0);
}

static void nothing_is_near_before_it_counts(void **state)
{
    struct world *world = world_of(state);
    struct seen seen = {0};
    dossier_published(world);
    world->core->retention_from = clock_months(clock_now(), 30);
    compare_all_along(world, &seen);
    assert_true(seen.texts[RETENTION_SITUATION] > 0);
}

#define NEAR_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEAR_TEST(texts_and_accounts_are_near_when_they_are),
        NEAR_TEST(drafts_are_near_when_they_are),
        NEAR_TEST(what_was_cancelled_is_near_when_it_is),
        NEAR_TEST(nothing_is_near_before_it_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
