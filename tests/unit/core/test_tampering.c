#include "world_dossier.h"

#include "core/journal/tampering.h"
#include "journal/audit_watch.h"

static long long told(struct world *world)
{
    return raw_number(world, "SELECT count(*) FROM journal WHERE action = 'tampered'");
}

static uint64_t met(struct world *world)
{
    struct audit_state state;
    audit_watch_state(&state, world->core);
    return state.met;
}

static void each_meeting_counts_and_is_told_once_a_minute(void **state)
{
    struct world *world = world_of(state);
    const struct id one = {{1}};
    const struct id other = {{2}};
    tampering_met(world->core, NULL, &one); /* by somebody unknown: only counted */
    assert_int_equal(1, met(world));
    assert_int_equal(0, told(world));
    clock_set(clock_now() + 61);
    struct act *act = world_act(world, POLICE);
    tampering_met(world->core, act, &one);
    tampering_met(world->core, act, &one);
    assert_int_equal(1, told(world));
    tampering_met(world->core, act, &other);
    assert_int_equal(2, told(world));
    clock_set(clock_now() + 61);
    tampering_met(world->core, act, &other);
    assert_int_equal(3, told(world));
    assert_int_equal(5, met(world));
}

static void what_does_not_open_is_noted_on_the_act(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_submitted(world);
    struct act *act = world_act(world, SHELTER);
    json_t *model;
    assert_int_equal(STATUS_OK, situation_view(act, &model, id));
    assert_false(act->tampered);
    raw_change(world,
               "UPDATE envelope SET signature = zeroblob(64) WHERE reader = '%s' AND vault ="
               " (SELECT id FROM vault WHERE seance = '%s')",
               world_hex(world, act->who.id), world_hex(world, id.id));
    act = world_act(world, SHELTER);
    assert_int_equal(STATUS_TAMPERED, situation_view(act, &model, id));
    assert_true(act->tampered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(each_meeting_counts_and_is_told_once_a_minute),
        WORLD_TEST(what_does_not_open_is_noted_on_the_act),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
