#include "world.h"

static json_t *seance(struct world *world, enum someone who, struct seance_id id)
{
    json_t *model;
    assert_int_equal(STATUS_OK, calendar_seance(world_act(world, who), &model, id));
    return model;
}

static json_t *calendar(struct world *world, enum someone who)
{
    json_t *model;
    assert_int_equal(STATUS_OK, calendar_view(world_act(world, who), &model, (struct cycle_id){0}));
    return model;
}

static void an_empty_calendar_says_so(void **state)
{
    struct world *world = world_of(state);
    json_t *model = calendar(world, COORDINATOR);
    assert_int_equal(0, json_array_size(json_object_get(model, "cycles")));
    assert_true(json_is_null(json_object_get(model, "cycle")));
    assert_true(json_is_true(json_object_get(model, "i_plan")));
    assert_int_equal(STATUS_DENIED,
                     calendar_view(world_act(world, LAWYER), &model, (struct cycle_id){0}));
    assert_null(model);
}

static void cycles_are_opened_once(void **state)
{
    struct world *world = world_of(state);
    struct cycle_id id, newer;
    json_t *model;
    json_t *fields = world_form(world, "{'name': 'Cycle 2022', 'year': 2022, 'key': '%032d'}", 1);
    assert_int_equal(STATUS_DENIED, calendar_open_cycle(world_act(world, POLICE), &id, fields));
    assert_int_equal(STATUS_OK, calendar_open_cycle(world_act(world, COORDINATOR), &id, fields));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, calendar_open_cycle(act, &newer, fields));
    assert_fault(act, "conflict_replayed");
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID,
                     calendar_open_cycle(
                         act, &newer, world_form(world, "{'name': 'CYCLE 2022', 'year': 2022}")));
    assert_field_fault(act, "name", "cycle_taken");
    assert_int_equal(
        STATUS_OK, calendar_open_cycle(world_act(world, COORDINATOR), &newer,
                                       world_form(world, "{'name': 'Cycle 2023', 'year': 2023}")));
    model = calendar(world, POLICE); /* the newest, unless one is asked for */
    assert_string_equal("Cycle 2023", world_text(json_object_get(model, "cycle"), "name"));
    assert_true(json_is_false(json_object_get(model, "i_plan")));
    assert_int_equal(STATUS_OK, calendar_view(world_act(world, POLICE), &model, id));
    assert_string_equal("Cycle 2022", world_text(json_object_get(model, "cycle"), "name"));
    assert_true(json_is_true(
        json_object_get(json_array_get(json_object_get(model, "cycles"), 1), "current")));
    assert_int_equal(STATUS_NOT_FOUND, calendar_view(world_act(world, STRANGER), &model, id));
    assert_null(model);
}

static void plan_refuses(struct world *world, const char *cycle, const char *kind,
                         const char *starts, const char *more, const char *field, const char *key)
{
    struct seance_id id;
    struct act *act = world_act(world, COORDINATOR);
    json_t *fields = world_form(world,
                                "{'cycle': '%s', 'kind': '%s', 'starts': '%s', 'duration': 150,"
                                " 'venue': 'Reseda'%s}",
                                cycle, kind, starts, more);
    assert_int_equal(STATUS_INVALID, calendar_plan(act, &id, fields));
    assert_field_fault(act, field, key);
    assert_true(id_is_none(&id.id));
}

static void a_plan_is_of_this_space_and_possible(void **state)
{
    struct world *world = world_of(state);
    struct cycle_id id, theirs;
    struct act *act = world_act(world, STRANGER);
    act->standing |= RELATION_COORDINATION;
    json_t *form = world_form(world, "{'name': 'Cycle 2022', 'year': 2022}");
    assert_int_equal(STATUS_OK, calendar_open_cycle(act, &theirs, form));
    assert_int_equal(STATUS_OK, calendar_open_cycle(world_act(world, COORDINATOR), &id, form));
    const char *good = world_hex(world, id.id), *moment = "2022-03-07T14:00";
    const char *foreign = arena_printf(world->arena, ", 'host': '%s'",
                                       world_hex(world, world->structures[S_STRANGE].id));
    plan_refuses(world, good, "party", moment, "", "kind", "not_an_option");
    plan_refuses(world, good, "bilan", "2022-02-30T14:00", "", "starts", "not_a_moment");
    plan_refuses(world, good, "bilan", "2022-03-07", "", "starts", "not_a_moment");
    plan_refuses(world, world_hex(world, theirs.id), "bilan", moment, "", "cycle", "not_an_id");
    plan_refuses(world, "nothing", "bilan", moment, "", "cycle", "not_an_id");
    plan_refuses(world, good, "bilan", moment, foreign, "host", "not_an_id");
    plan_refuses(world, good, "bilan", moment, ", 'host': 'x'", "host", "not_an_id");
    struct seance_id seance_id;
    assert_int_equal(STATUS_DENIED,
                     calendar_plan(world_act(world, POLICE), &seance_id, world_form(world, "{}")));
}

/* What is rarely meant is planned when somebody says that it is. */
static void a_strange_date_is_asked_twice(void **state)
{
    struct world *world = world_of(state);
    struct cycle_id id;
    struct seance_id seance_id;
    json_t *form = world_form(world, "{'name': 'Cycle 2022', 'year': 2022}");
    assert_int_equal(STATUS_OK, calendar_open_cycle(world_act(world, COORDINATOR), &id, form));
    const char *cycle = world_hex(world, id.id);
    /* the night of 27 March has no such hour; no year of these is meant */
    plan_refuses(world, cycle, "bilan", "2022-03-27T02:00", "", "starts", "hour_skipped");
    plan_refuses(world, cycle, "bilan", "2022-03-27T02:59", "", "starts", "hour_skipped");
    plan_refuses(world, cycle, "bilan", "1999-12-31T14:00", "", "starts", "out_of_calendar");
    plan_refuses(world, cycle, "bilan", "9999-12-31T14:00", "", "starts", "out_of_calendar");
    plan_refuses(world, cycle, "bilan", "2101-01-01T00:00", "", "starts", "out_of_calendar");
    plan_refuses(world, cycle, "bilan", "2022-01-10T14:00", "", "past", "confirm");
    plan_refuses(world, cycle, "bilan", "2024-01-10T14:00", "", "far", "confirm");
    plan_refuses(world, cycle, "bilan", "2020-12-10T14:00", ", 'past': true", "far", "confirm");
    struct act *act = world_act(world, COORDINATOR);
    const char *plan = arena_printf(
        world->arena,
        "{'cycle': '%s', 'kind': 'bilan', 'duration': 60, 'venue': 'x', 'starts': ", cycle);
    static const char *const fine[] = {
        "'2022-01-11T00:00'}",               /* today, whatever the hour */
        "'2022-03-27T03:00'}",               /* the hour after */
        "'2022-10-30T02:30'}",               /* happens twice */
        "'2023-12-31T23:59'}",               /* a year away */
        "'2022-01-10T14:00', 'past': true}", /* was meant */
        "'2031-01-10T14:00', 'far': true}",
    };
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        assert_int_equal(STATUS_OK, calendar_plan(world_act(world, COORDINATOR), &seance_id,
                                                  world_form(world, "%s%s", plan, fine[i])));
    /* the same kind on the same day; not another kind, nor when the first was cancelled */
    plan_refuses(world, cycle, "bilan", "2023-12-31T10:00", "", "twice", "confirm");
    plan_refuses(world, cycle, "bilan", "2022-01-10T10:00", ", 'past': true", "twice", "confirm");
    assert_int_equal(
        STATUS_OK, calendar_plan(act, &seance_id,
                                 world_form(world, "%s'2023-12-31T10:00', 'twice': true}", plan)));
    const char *other = arena_printf(
        world->arena, "{'cycle': '%s', 'kind': 'half-way', 'duration': 60, 'venue': 'x'", cycle);
    assert_int_equal(STATUS_OK,
                     calendar_plan(world_act(world, COORDINATOR), &seance_id,
                                   world_form(world, "%s, 'starts': '2023-12-31T14:00'}", other)));
    assert_int_equal(STATUS_OK, calendar_cancel(world_act(world, COORDINATOR), seance_id,
                                                world_form(world, "{'reason': 'Salle fermée'}")));
    assert_int_equal(STATUS_OK,
                     calendar_plan(world_act(world, COORDINATOR), &seance_id,
                                   world_form(world, "%s, 'starts': '2023-12-31T14:00'}", other)));
    /* a month has all that is in it, whatever its cycle */
    json_t *month;
    assert_int_equal(STATUS_OK, calendar_month(world_act(world, POLICE), &month, "2031-01"));
    assert_int_equal(1, json_array_size(month));
    assert_int_equal(STATUS_OK, calendar_month(world_act(world, POLICE), &month, "2023-12"));
    assert_int_equal(4, json_array_size(month));
    assert_int_equal(STATUS_OK, calendar_month(world_act(world, STRANGER), &month, "2023-12"));
    assert_int_equal(0, json_array_size(month));
    assert_int_equal(STATUS_DENIED, calendar_month(world_act(world, LAWYER), &month, "2023-12"));
    assert_null(month);
}

static void a_planned_seance_is_told_whole(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-27T01:30");
    struct act *act = world_act(world, COORDINATOR);
    struct seance_id again;
    json_t *replay =
        world_form(world,
                   "{'cycle': '00000000000000000000000000002022', 'kind': 'bilan',"
                   " 'starts': '2022-12-12T09:00', 'duration': 150, 'venue': 'x',"
                   " 'host': '%s', 'key': '%s'}",
                   world_hex(world, world->structures[S_SHELTER].id), world_hex(world, id.id));
    assert_int_equal(STATUS_CONFLICT, calendar_plan(act, &again, replay));
    assert_fault(act, "conflict_replayed");
    json_object_del(replay, "key");
    assert_int_equal(STATUS_OK, calendar_plan(world_act(world, COORDINATOR), &again, replay));
    assert_int_equal(STATUS_OK, world_position(world, POLICE, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_OK, world_position(world, SHELTER, id, "{'answer': 'excused'}"));

    json_t *model = seance(world, POLICE, id);
    assert_string_equal("planned", world_text(model, "stage"));
    /* the night when 02:00 is 03:00 */
    assert_string_equal("2022-03-27T05:00", world_text(model, "ends"));
    assert_string_equal("coming", world_text(model, "my_answer"));
    assert_true(json_is_null(json_object_get(model, "host")));
    json_t *positions = json_object_get(model, "positions");
    assert_int_equal(1, json_integer_value(json_object_get(positions, "coming")));
    assert_int_equal(1, json_integer_value(json_object_get(positions, "excused")));
    /* six signatories; the lawyer could not answer */
    assert_int_equal(4, json_integer_value(json_object_get(positions, "silent")));
    assert_true(json_is_true(json_object_get(model, "i_position")));
    assert_true(json_is_false(json_object_get(model, "i_cancel")));
    assert_null(json_object_get(model, "attendance"));
    json_t *steps = json_object_get(model, "steps");
    assert_int_equal(6, json_array_size(steps));
    assert_true(json_is_true(json_object_get(json_array_get(steps, 0), "current")));
    assert_true(json_is_false(json_object_get(json_array_get(steps, 0), "done")));

    model = seance(world, POLICE, again);
    assert_string_equal("La Clède", world_text(json_object_get(model, "host"), "short_name"));
    assert_null(json_object_get(model, "steps"));
    assert_null(json_object_get(model, "my_answer"));
}

static void another_space_and_the_unsigned_find_no_seance(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    assert_int_equal(STATUS_NOT_FOUND, calendar_seance(world_act(world, STRANGER), &model, id));
    assert_null(model);
    assert_int_equal(STATUS_NOT_FOUND, calendar_seance(world_act(world, LAWYER), &model, id));
    struct act *act = world_act(world, STRANGER);
    act->standing |= RELATION_COORDINATION;
    assert_int_equal(STATUS_NOT_FOUND,
                     calendar_cancel(act, id, world_form(world, "{'reason': 'Neige'}")));
    assert_stage(world, id, "planned");
}

static void cancel_refuses(struct world *world, struct seance_id id, struct seance_id replacement)
{
    struct act *act = world_act(world, COORDINATOR);
    json_t *fields = world_form(world, "{'reason': 'Neige', 'replaced_by': '%s'}",
                                world_hex(world, replacement.id));
    assert_int_equal(STATUS_INVALID, calendar_cancel(act, id, fields));
    assert_field_fault(act, "replaced_by", "not_an_id");
    assert_stage(world, id, "planned");
}

static void a_cancelled_seance_keeps_its_reason_and_its_heir(void **state)
{
    struct world *world = world_of(state);
    struct seance_id first = world_seance(world, "concertation", "2022-03-07T14:00");
    struct seance_id second = world_seance(world, "concertation", "2022-04-22T14:00");
    struct seance_id bilan = world_seance(world, "bilan", "2022-01-15T14:00");
    struct seance_id unknown;
    id_new(&unknown.id);
    cancel_refuses(world, first, first);
    cancel_refuses(world, first, unknown);
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID, calendar_cancel(act, first, world_form(world, "{}")));
    assert_field_fault(act, "reason", "required");
    json_t *fields =
        world_form(world, "{'reason': 'Neige', 'replaced_by': '%s'}", world_hex(world, second.id));
    assert_int_equal(STATUS_DENIED, calendar_cancel(world_act(world, POLICE), first, fields));
    assert_int_equal(2,
                     json_integer_value(json_object_get(seance(world, POLICE, second), "number")));
    assert_int_equal(STATUS_OK, calendar_cancel(world_act(world, COORDINATOR), first, fields));
    assert_stage(world, first, "cancelled");
    json_t *model = seance(world, POLICE, first);
    assert_string_equal("Neige", world_text(model, "reason"));
    assert_string_equal(world_hex(world, second.id), world_text(model, "replaced_by"));
    assert_true(json_is_null(json_object_get(model, "number")));
    assert_int_equal(1,
                     json_integer_value(json_object_get(seance(world, POLICE, second), "number")));
    cancel_refuses(world, second, first); /* no circle */
    assert_int_equal(STATUS_CONFLICT,
                     calendar_cancel(world_act(world, COORDINATOR), first, fields));
    assert_int_equal(1,
                     json_integer_value(json_object_get(seance(world, POLICE, bilan), "number")));
    json_t *seances = json_object_get(calendar(world, POLICE), "seances");
    assert_int_equal(3, json_array_size(seances));
    assert_string_equal("bilan", world_text(json_array_get(seances, 0), "kind"));
}

static void what_was_held_is_not_cancelled(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    world_move(world, id, "planned", "held");
    assert_int_equal(STATUS_CONFLICT,
                     calendar_cancel(world_act(world, COORDINATOR), id,
                                     world_form(world, "{'reason': 'Trop tard'}")));
    assert_stage(world, id, "held");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_empty_calendar_says_so),
        WORLD_TEST(cycles_are_opened_once),
        WORLD_TEST(a_plan_is_of_this_space_and_possible),
        WORLD_TEST(a_strange_date_is_asked_twice),
        WORLD_TEST(a_planned_seance_is_told_whole),
        WORLD_TEST(another_space_and_the_unsigned_find_no_seance),
        WORLD_TEST(a_cancelled_seance_keeps_its_reason_and_its_heir),
        WORLD_TEST(what_was_held_is_not_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
