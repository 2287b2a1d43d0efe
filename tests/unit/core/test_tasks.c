#include "dossier.h"

#include "core/tasks.h"

static const json_t *home(struct world *world, enum someone who)
{
    json_t *model;
    assert_int_equal(STATUS_OK, tasks_view(world_act(world, who), &model));
    return model;
}

/* What somebody is asked, in order: "accept_role, answer_positioning". */
static void asked(struct world *world, enum someone who, const char *expected)
{
    size_t i;
    const json_t *task;
    const char *list = "";
    json_array_foreach(json_object_get(home(world, who), "tasks"), i, task)
    {
        list = arena_printf(world->arena, "%s%s%s", list, i == 0 ? "" : ", ",
                            world_text(task, "task"));
    }
    assert_string_equal(expected, list);
}

static const json_t *task(struct world *world, enum someone who, const char *name)
{
    size_t i;
    const json_t *item;
    json_array_foreach(json_object_get(home(world, who), "tasks"), i, item)
    {
        if (strcmp(world_text(item, "task"), name) == 0)
            return item;
    }
    fail_msg("no task %s", name);
    return NULL;
}

static json_int_t number(const json_t *item, const char *name)
{
    assert_true(json_is_integer(json_object_get(item, name)));
    return json_integer_value(json_object_get(item, name));
}

static void a_space_is_brought_to_its_first_seance(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK,
                     db_write(world->core->db, dossier_make_shared, world_act(world, COORDINATOR)));
    asked(world, COORDINATOR, "publish_charter, plan_cycle, second_coordinator");
    asked(world, POLICE, "");
    world_publish(world, "# Charte");
    asked(world, COORDINATOR, "adhere_charter, plan_cycle, second_coordinator");
    asked(world, POLICE, "sign_charter_structure, adhere_charter");
    asked(world, POLICE_TOO, "adhere_charter");
    assert_int_equal(STATUS_OK, charter_adhere(world_act(world, POLICE), 1));
    asked(world, POLICE, "sign_charter_structure");
    assert_true(json_is_false(json_object_get(home(world, POLICE), "signatory")));
    assert_int_equal(STATUS_OK, charter_sign(world_act(world, POLICE), 1));
    asked(world, POLICE, "");
    assert_true(json_is_true(json_object_get(home(world, POLICE), "signatory")));
    world_bind(world, COORDINATOR);
    asked(world, COORDINATOR, "open_access, plan_cycle, second_coordinator");
    for (int who = POLICE_TOO; who < LAWYER; who++)
        world_bind(world, (enum someone)who);
    assert_int_equal(5, number(task(world, COORDINATOR, "open_access"), "count"));
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    asked(world, COORDINATOR, "plan_cycle, second_coordinator");
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    asked(world, COORDINATOR, "second_coordinator, give_roles, answer_positioning");
    asked(world, POLICE_TOO, "answer_positioning");
    asked(world, LAWYER, "sign_charter_structure, adhere_charter");
    const json_t *positioning = task(world, POLICE_TOO, "answer_positioning");
    assert_string_equal(world_hex(world, id.id), world_text(positioning, "seance"));
    assert_string_equal("2022-03-07T14:00", world_text(positioning, "starts"));
    const json_t *next = json_object_get(home(world, POLICE_TOO), "next");
    assert_string_equal(world_hex(world, id.id), world_text(next, "id"));
    assert_null(json_object_get(home(world, LAWYER), "next"));
}

static void an_empty_space_asks_for_structures_and_people(void **state)
{
    struct world *world = world_of(state);
    raw_text(world, "DELETE FROM membership WHERE account <> '%s'",
             world_hex(world, world->people[COORDINATOR].id));
    dossier_share(world);
    asked(world, COORDINATOR, "publish_charter, invite_people, second_coordinator");
    raw_text(world, "DELETE FROM structure");
    asked(world, COORDINATOR, "publish_charter, add_structures, second_coordinator");
}

static void roles_are_asked_of_those_they_are_given_to(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "animator", POLICE));
    asked(world, POLICE, "accept_role, answer_positioning");
    assert_string_equal("animator", world_text(task(world, POLICE, "accept_role"), "role"));
    asked(world, COORDINATOR, "second_coordinator, give_roles, answer_positioning");
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "accepted"));
    asked(world, POLICE, ""); /* who serves comes */
    assert_int_equal(STATUS_OK, world_give(world, act, id, "secretary", HOSPITAL));
    assert_int_equal(STATUS_OK, world_give(world, act, id, "narrator", SHELTER));
    asked(world, COORDINATOR,
          "second_coordinator, answer_positioning"); /* all given, two to answer */
    assert_int_equal(STATUS_OK, world_answer(world, SHELTER, id, "narrator", "declined"));
    asked(world, COORDINATOR, "second_coordinator, give_roles, answer_positioning");
    asked(world, SHELTER, "answer_positioning");
    assert_int_equal(STATUS_OK, world_position(world, SHELTER, id, "{'answer': 'excused'}"));
    asked(world, SHELTER, "");
}

static void a_situation_passes_from_hand_to_hand(void **state)
{
    struct world *world = world_of(state);
    int64_t now;
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    asked(world, SHELTER, "write_situation");
    asked(world, POLICE, "");
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &now));
    asked(world, SHELTER, "finish_situation");
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 1), 1));
    asked(world, SHELTER, "");
    asked(world, POLICE, "review_situation");
    asked(world, POLICE_TOO, "");
    assert_int_equal(STATUS_OK,
                     situation_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    asked(world, SHELTER, "situation_sent_back");
    asked(world, POLICE, "");
    assert_int_equal(
        STATUS_OK, situation_submit(world_act(world, SHELTER), id, dossier_situation(world, 2), 1));
    assert_int_equal(STATUS_OK, situation_approve(world_act(world, POLICE), id, 2));
    asked(world, POLICE, "");
    asked(world, SHELTER, "");
    asked(world, HOSPITAL, "read_situation");
    asked(world, POLICE_TOO, "read_situation");
    asked(world, HOSPITAL_TOO, "answer_positioning");
    dossier_read(world, situation_view, POLICE_TOO, id);
    asked(world, POLICE_TOO, "");
    /* somebody comes late: those who hold the key are asked to hand it on */
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL_TOO, id, "{'answer': 'coming'}"));
    asked(world, HOSPITAL_TOO, "read_situation");
    static const enum someone holders[] = {SHELTER, POLICE, HOSPITAL, COORDINATOR};
    for (size_t i = 0; i < sizeof holders / sizeof *holders; i++) {
        const json_t *open = task(world, holders[i], "open_access");
        assert_int_equal(1, number(open, "count"));
        assert_string_equal("situation", world_text(open, "of"));
    }
    asked(world, POLICE_TOO, ""); /* may not, holder or not */
    raw_text(world,
             "DELETE FROM envelope WHERE reader = '%s' AND vault <> (SELECT id FROM vault"
             " WHERE purpose = 'shared')",
             world_hex(world, world->people[COORDINATOR].id));
    raw_accept_vaults(world);
    asked(world, COORDINATOR, "second_coordinator, answer_positioning"); /* has no key to hand on */
    assert_int_equal(2, number(task(world, SHELTER, "open_access"), "count"));
    assert_int_equal(STATUS_OK, situation_grant(world_act(world, HOSPITAL), id));
    asked(world, HOSPITAL, "read_situation");
    asked(world, SHELTER, "");
}

static void a_synthesis_passes_from_hand_to_hand(void **state)
{
    struct world *world = world_of(state);
    int64_t now;
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    dossier_read(world, situation_view, HOSPITAL, id);
    clock_set(clock_epoch("2022-03-07T14:00") - 1);
    asked(world, HOSPITAL, "");
    clock_set(clock_epoch("2022-03-07T14:00"));
    asked(world, HOSPITAL, "record_attendance");
    asked(world, POLICE, "record_attendance");
    asked(world, SHELTER, "");
    asked(world, COORDINATOR, "second_coordinator, answer_positioning");
    assert_int_equal(STATUS_OK, dossier_hold(world, POLICE, id));
    asked(world, POLICE, "");
    asked(world, COORDINATOR, "second_coordinator");
    asked(world, HOSPITAL, "write_synthesis");
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 1), 0, &now));
    asked(world, HOSPITAL, "finish_synthesis");
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 1), 1));
    asked(world, HOSPITAL, "sign_synthesis");
    asked(world, POLICE, "review_synthesis");
    asked(world, SHELTER, "comment_synthesis");
    asked(world, POLICE_TOO, "comment_synthesis");
    asked(world, HOSPITAL_TOO, "");
    asked(world, COORDINATOR, "second_coordinator");
    dossier_read(world, synthesis_view, SHELTER, id);
    asked(world, SHELTER, "");
    assert_int_equal(STATUS_OK,
                     synthesis_send_back(world_act(world, POLICE), id,
                                         world_form(world, "{'word': '%s'}", DOSSIER_WORD)));
    asked(world, HOSPITAL, "synthesis_sent_back");
    asked(world, POLICE, "");
    assert_int_equal(STATUS_OK, synthesis_submit(world_act(world, HOSPITAL), id,
                                                 dossier_synthesis(world, 2), 1));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 2));
    asked(world, HOSPITAL, "");
    asked(world, POLICE, "review_synthesis");
    /* an edit asks both again */
    assert_int_equal(STATUS_OK, synthesis_save(world_act(world, HOSPITAL), id,
                                               dossier_synthesis(world, 3), 2, &now));
    asked(world, HOSPITAL, "sign_synthesis");
    assert_int_equal(0, json_array_size(json_object_get(home(world, SHELTER), "news")));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), id, 3));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), id, 3));
    for (int who = COORDINATOR; who < LAWYER; who++) {
        asked(world, (enum someone)who, who == COORDINATOR ? "second_coordinator" : "");
        const json_t *news = json_object_get(home(world, (enum someone)who), "news");
        assert_int_equal(1, json_array_size(news));
        assert_string_equal(world_hex(world, id.id), world_text(json_array_get(news, 0), "seance"));
    }
    assert_int_equal(0, json_array_size(json_object_get(home(world, LAWYER), "news")));
    assert_int_equal(0, json_array_size(json_object_get(home(world, STRANGER), "news")));
}

static void a_meeting_is_recorded_by_coordination(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = world_seance(world, "half-way", "2022-05-16T14:00");
    asked(world, COORDINATOR, "second_coordinator, answer_positioning");
    assert_int_equal(STATUS_OK, world_position(world, COORDINATOR, id, "{'answer': 'coming'}"));
    clock_set(clock_epoch("2022-05-16T14:00"));
    asked(world, COORDINATOR, "second_coordinator, record_attendance");
    asked(world, POLICE, "answer_positioning");
    assert_int_equal(STATUS_OK, calendar_cancel(world_act(world, COORDINATOR), id,
                                                world_form(world, "{'reason': 'Salle fermée'}")));
    asked(world, COORDINATOR, "second_coordinator");
    asked(world, POLICE, "");
}

static void a_new_charter_is_asked_again(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    world_seance(world, "concertation", "2022-06-13T14:00");
    clock_set(WORLD_START + DAY);
    world_publish(world, "# Deux");
    const int64_t until = WORLD_START + DAY + world->pack->grace_days * DAY;
    asked(world, POLICE, "sign_charter_structure_again, adhere_charter_again, answer_positioning");
    assert_int_equal(until, number(task(world, POLICE, "adhere_charter_again"), "until_at"));
    asked(world, POLICE_TOO, "adhere_charter_again, answer_positioning");
    clock_set(until);
    asked(world, POLICE, "sign_charter_structure, adhere_charter");
    world_bind(world, POLICE);
    asked(world, POLICE, "answer_positioning");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_space_is_brought_to_its_first_seance, world_setup_empty,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(an_empty_space_asks_for_structures_and_people,
                                        world_setup_empty, world_teardown),
        WORLD_TEST(roles_are_asked_of_those_they_are_given_to),
        WORLD_TEST(a_situation_passes_from_hand_to_hand),
        WORLD_TEST(a_synthesis_passes_from_hand_to_hand),
        WORLD_TEST(a_meeting_is_recorded_by_coordination),
        WORLD_TEST(a_new_charter_is_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
