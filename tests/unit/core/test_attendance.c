#include "raw.h"

#include "core/journal/audit.h"
#include "core/journal/audit_state.h"
#include "seances/attendance.h"
#include "trust/guest_seal.h"
#include "trust/state.h"

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

/* What a check of everything tells. */
static void ignore(void *context, const struct audit_fault *fault)
{
    (void)context;
    (void)fault;
}

static uint64_t faults(struct world *world)
{
    struct audit_result result;
    enum status status = audit_verify(&result, world->core, NULL, ignore, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    status = audit_state(&result, world->core, ignore, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    return result.faults;
}

static enum status looked_at(struct world *world, struct seance_id id)
{
    json_t *model;
    return attendance_view(world_act(world, POLICE), &model, id);
}

static struct seance_id with_guest(struct world *world)
{
    struct seance_id id = meeting(world);
    assert_int_equal(STATUS_OK,
                     attendance_record(world_act(world, COORDINATOR), id,
                                       form(world, "", ", 'guests': [{'label': 'Juge'}]")));
    return id;
}

static const char *guest_of(struct world *world, struct seance_id id)
{
    return world_text(json_array_get(json_object_get(view(world, POLICE, id), "guests"), 0),
                      "label");
}

/* Somebody's name, put where a guest's function is: also where the rows were taken as they are. */
static void a_name_opens_as_no_guest(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = with_guest(world);
    raw_change(world,
               "INSERT INTO attendance (id, space, seance, account, guest, status, recorded_by, at)"
               " SELECT id, '%s', '%s', NULL, person, 'guest', id, 1 FROM account WHERE id = '%s'",
               world_hex(world, world->space.id), world_hex(world, id.id),
               world_hex(world, world->people[STRANGER].id));
    assert_int_equal(STATUS_TAMPERED, looked_at(world, id));
    world_accept(world, "seance", id.id);
    assert_int_equal(STATUS_TAMPERED, looked_at(world, id));
    world_reopen(world); /* nor is it taken for one of before */
    assert_int_equal(STATUS_TAMPERED, looked_at(world, id));
}

static void a_guest_is_of_one_seance_of_one_space(void **state)
{
    struct world *world = world_of(state);
    struct seance_id one = with_guest(world);
    struct seance_id other = world_seance(world, "half-way", "2022-05-17T14:00");
    raw_change(world, "UPDATE attendance SET seance = '%s'", world_hex(world, other.id));
    assert_int_equal(STATUS_TAMPERED, looked_at(world, other));
    world_accept(world, "seance", other.id);
    assert_int_equal(STATUS_TAMPERED, looked_at(world, other));
    raw_change(world, "UPDATE attendance SET seance = '%s', space = '%s'", world_hex(world, one.id),
               world_hex(world, world->elsewhere.id));
    world_accept(world, "seance", one.id);
    assert_int_equal(STATUS_TAMPERED, looked_at(world, one));
}

/* Anything else about the séance that was edited, too. */
static void no_guest_is_named_beside_an_edit(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = with_guest(world);
    assert_string_equal("Juge", guest_of(world, id));
    raw_change(world, "UPDATE attendance SET at = at - 1");
    assert_int_equal(STATUS_TAMPERED, looked_at(world, id));
}

/* As they were sealed before they had a record of their own. */
static void seal_as_before(struct world *world, struct seance_id id)
{
    struct attendance_row *rows;
    size_t count;
    struct bytes label;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, seance_rows_attendance(&rows, &count, conn, world->arena, id));
    db_done(conn);
    assert_int_equal(1, count);
    assert_int_equal(STATUS_OK, guest_seal_open(&label, world->core, world->arena, &rows[0]));
    assert_int_equal(STATUS_OK, server_key_seal_person(world->core->key, &rows[0].guest,
                                                       world->arena, &rows[0].id, label));
    char *hex = arena_alloc(world->arena, 2 * rows[0].guest.len + 1);
    bytes_hex(hex, rows[0].guest);
    raw_change(world, "UPDATE attendance SET guest = x'%s' WHERE id = '%s'", hex,
               world_hex(world, rows[0].id));
}

static void guests_of_before_are_sealed_anew_once(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = with_guest(world);
    seal_as_before(world, id);
    world_accept(world, "seance", id.id); /* by the program of then */
    assert_int_equal(STATUS_TAMPERED, looked_at(world, id));
    world_reopen(world);
    assert_string_equal("Juge", guest_of(world, id));
    assert_int_equal(0, faults(world));
    assert_string_equal("reseal_guests", raw_text(world,
                                                  "SELECT action FROM journal WHERE object = '%s'"
                                                  " ORDER BY seq DESC LIMIT 1",
                                                  world_hex(world, id.id)));
    const long long size = raw_journal_size(world);
    world_reopen(world);
    assert_int_equal(size, raw_journal_size(world));
    assert_int_equal(STATUS_OK,
                     attendance_record(world_act(world, COORDINATOR), id, form(world, "", "")));
}

static void an_edit_is_not_sealed_anew(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = with_guest(world);
    seal_as_before(world, id);
    const long long size = raw_journal_size(world);
    world_reopen(world);
    assert_int_equal(size, raw_journal_size(world));
    assert_int_equal(STATUS_TAMPERED, looked_at(world, id));
    assert_int_equal(1, faults(world));
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
        WORLD_TEST(a_name_opens_as_no_guest),
        WORLD_TEST(a_guest_is_of_one_seance_of_one_space),
        WORLD_TEST(no_guest_is_named_beside_an_edit),
        WORLD_TEST(guests_of_before_are_sealed_anew_once),
        WORLD_TEST(an_edit_is_not_sealed_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
