#include "world.h"

#include "core/attendance.h"

static json_t *view(struct world *world, enum someone who, struct seance_id id)
{
    json_t *model;
    assert_int_equal(STATUS_OK, attendance_view(world_act(world, who), &model, id));
    return model;
}

static char *entry(struct world *world, enum someone who, const char *status)
{
    return arena_printf(world->arena, "{'account': '%s', 'status': '%s'}",
                        world_hex(world, world->people[who].id), status);
}

static json_t *form(struct world *world, const char *people, const char *more)
{
    return world_form(world, "{'people': [%s]%s}", people, more);
}

static struct seance_id meeting(struct world *world)
{
    struct seance_id id = world_seance(world, "half-way", "2022-05-16T14:00");
    assert_int_equal(STATUS_OK, world_position(world, POLICE, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_OK, world_position(world, SHELTER, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL, id, "{'answer': 'excused'}"));
    return id;
}

static void a_half_way_meeting_is_held(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = meeting(world);
    json_t *model = view(world, COORDINATOR, id);
    assert_int_equal(7, json_array_size(json_object_get(model, "people")));
    json_t *head = json_array_get(json_object_get(model, "people"), 0);
    assert_string_equal("coming", world_text(head, "answer")); /* those who come first */
    assert_true(json_is_true(json_object_get(model, "i_record")));
    assert_true(json_is_false(json_object_get(view(world, POLICE, id), "i_record")));
    assert_null(json_object_get(model, "recorded_at"));

    const char *people =
        arena_printf(world->arena, "%s, %s, %s", entry(world, POLICE, "present"),
                     entry(world, SHELTER, "absent"), entry(world, HOSPITAL, "excused"));
    const char *guests = ", 'guests': [{'label': 'Avocate, ordre des avocats'}], 'closed': true";
    assert_int_equal(STATUS_OK, attendance_record(world_act(world, COORDINATOR), id,
                                                  form(world, people, guests)));
    assert_stage(world, id, "held");
    model = view(world, POLICE, id);
    people = world_text(world_find(world, json_object_get(model, "people"), SHELTER), "status");
    assert_string_equal("absent", people);
    json_t *guest = json_array_get(json_object_get(model, "guests"), 0);
    assert_string_equal("Avocate, ordre des avocats", world_text(guest, "label"));
    assert_int_equal(WORLD_START, json_integer_value(json_object_get(model, "recorded_at")));
    assert_true(json_is_false(json_object_get(model, "can_close")));
    assert_int_equal(STATUS_OK, calendar_seance(world_act(world, POLICE), &model, id));
    json_t *counts = json_object_get(model, "attendance");
    assert_int_equal(1, json_integer_value(json_object_get(counts, "present")));
    assert_int_equal(1, json_integer_value(json_object_get(counts, "excused")));
    assert_int_equal(1, json_integer_value(json_object_get(counts, "guest")));
    /* and no more changed */
    assert_int_equal(STATUS_DENIED,
                     attendance_record(world_act(world, COORDINATOR), id, form(world, "", "")));
}

static void a_sheet_is_kept_open_and_replaced(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = meeting(world);
    json_t *one = form(world, entry(world, POLICE, "present"), ", 'guests': [{'label': 'Juge'}]");
    json_t *two = form(world, entry(world, SHELTER, "excused"), "");
    assert_int_equal(STATUS_OK, attendance_record(world_act(world, COORDINATOR), id, one));
    assert_int_equal(STATUS_OK, attendance_record(world_act(world, COORDINATOR), id, two));
    json_t *model = view(world, COORDINATOR, id);
    json_t *people = json_object_get(model, "people");
    assert_string_equal("planned", world_text(model, "stage"));
    assert_null(json_object_get(world_find(world, people, POLICE), "status"));
    assert_string_equal("excused", world_text(world_find(world, people, SHELTER), "status"));
    assert_int_equal(0, json_array_size(json_object_get(model, "guests")));
}

static void whoever_said_they_come_must_be_told_of(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = meeting(world);
    struct act *act = world_act(world, COORDINATOR);
    json_t *partial = form(world, entry(world, POLICE, "present"), ", 'closed': true");
    assert_int_equal(STATUS_CONFLICT, attendance_record(act, id, partial));
    assert_fault(act, "attendance_incomplete");
    assert_null(json_object_get(view(world, POLICE, id), "recorded_at")); /* nothing half done */
    act = world_act(world, COORDINATOR);
    const char *nobody = arena_printf(world->arena, "%s, %s", entry(world, POLICE, "absent"),
                                      entry(world, SHELTER, "excused"));
    assert_int_equal(STATUS_CONFLICT,
                     attendance_record(act, id, form(world, nobody, ", 'closed': true")));
    assert_fault(act, "nobody_present");
    assert_stage(world, id, "planned");
}

static void bad_sheets_are_refused(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = meeting(world);
    struct act *act = world_act(world, COORDINATOR);
    json_t *stranger = form(world, entry(world, STRANGER, "present"), "");
    assert_int_equal(STATUS_INVALID, attendance_record(act, id, stranger));
    assert_field_fault(act, "people.0.account", "not_an_id");
    act = world_act(world, COORDINATOR);
    const char *twice = arena_printf(world->arena, "%s, %s", entry(world, POLICE, "present"),
                                     entry(world, POLICE, "absent"));
    assert_int_equal(STATUS_INVALID, attendance_record(act, id, form(world, twice, "")));
    assert_field_fault(act, "people.1.account", "not_an_id");
    act = world_act(world, COORDINATOR);
    json_t *odd = form(world, entry(world, POLICE, "guest"), "");
    assert_int_equal(STATUS_INVALID, attendance_record(act, id, odd));
    assert_field_fault(act, "people.0.status", "not_an_option");
    act = world_act(world, COORDINATOR);
    json_t *unnamed = form(world, "", ", 'guests': [{}]");
    assert_int_equal(STATUS_INVALID, attendance_record(act, id, unnamed));
    assert_field_fault(act, "guests.0.label", "required");
}

static void only_some_record(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = meeting(world);
    json_t *fields = form(world, entry(world, POLICE, "present"), "");
    json_t *model;
    assert_int_equal(STATUS_DENIED, attendance_record(world_act(world, POLICE), id, fields));
    assert_int_equal(STATUS_NOT_FOUND, attendance_record(world_act(world, LAWYER), id, fields));
    struct act *act = world_act(world, STRANGER);
    act->standing |= RELATION_COORDINATION;
    assert_int_equal(STATUS_NOT_FOUND, attendance_record(act, id, fields));
    assert_int_equal(STATUS_NOT_FOUND, attendance_view(act, &model, id));
    assert_null(model);
    /* without coordination: its secretary */
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "secretary", POLICE));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "secretary", "accepted"));
    assert_int_equal(STATUS_OK, attendance_record(world_act(world, POLICE), id, fields));
}

static void a_dossier_is_held_only_when_prepared(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, COORDINATOR);
    json_t *fields = form(world, entry(world, POLICE, "present"), ", 'closed': true");
    assert_int_equal(STATUS_CONFLICT, attendance_record(act, id, fields));
    assert_fault(act, "wrong_stage");
    fields = form(world, entry(world, POLICE, "present"), "");
    assert_int_equal(STATUS_CONFLICT, attendance_record(world_act(world, COORDINATOR), id, fields));
    assert_true(json_is_false(json_object_get(view(world, COORDINATOR, id), "i_record")));
    world_staff(world, id, SHELTER, POLICE, HOSPITAL);
    world_move(world, id, "staffed", "prepared");
    const char *people =
        arena_printf(world->arena, "%s, %s, %s", entry(world, POLICE, "present"),
                     entry(world, SHELTER, "present"), entry(world, HOSPITAL, "present"));
    clock_set(WORLD_START + 60 * DAY);
    assert_int_equal(STATUS_OK, attendance_record(world_act(world, POLICE), id,
                                                  form(world, people, ", 'closed': true")));
    assert_stage(world, id, "held");
    assert_int_equal(WORLD_START + 60 * DAY, world_row(world, id).held_at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_half_way_meeting_is_held),
        WORLD_TEST(a_sheet_is_kept_open_and_replaced),
        WORLD_TEST(whoever_said_they_come_must_be_told_of),
        WORLD_TEST(bad_sheets_are_refused),
        WORLD_TEST(only_some_record),
        WORLD_TEST(a_dossier_is_held_only_when_prepared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
