#include "world_dossier.h"

#include "core/overview/tasks.h"

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

/* Every structure has a sheet, confirmed when the world begins. */
static int setup(void **state)
{
    int result = world_setup(state);
    if (result == 0)
        raw_text(*state, "UPDATE structure SET confirmed_at = created_at, sheet ="
                         " '{\"missions\": \"Écouter\"}'");
    return result;
}

static int setup_empty(void **state)
{
    int result = world_setup_empty(state);
    if (result == 0)
        raw_text(*state, "UPDATE structure SET confirmed_at = created_at, sheet ="
                         " '{\"missions\": \"Écouter\"}'");
    return result;
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

/* A group has a size: with fewer than that, its coordination invites. */
static void a_small_group_is_to_be_filled(void **state)
{
    struct world *world = world_of(state);
    struct pack *pack = arena_copy(world->arena, world->pack, sizeof *pack);
    dossier_share(world);
    world->pack = pack; /* of whom six come from structures */
    for (int64_t least = 6; least <= 9; least++) {
        pack->people_least = least;
        if (least > 6)
            assert_int_equal(least - 6, number(task(world, COORDINATOR, "fill_group"), "count"));
        asked(world, COORDINATOR,
              least > 6 ? "plan_cycle, fill_group, second_coordinator"
                        : "plan_cycle, second_coordinator");
        asked(world, POLICE, "");
    }
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
    asked(world, HOSPITAL, ""); /* first those who were there have their say */
    asked(world, POLICE, "comment_synthesis");
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
    asked(world, HOSPITAL, "");
    dossier_review_over(world);
    asked(world, HOSPITAL, "sign_synthesis");
    asked(world, SHELTER, "");
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
        const bool read = who == HOSPITAL || who == POLICE || who == SHELTER;
        asked(world, (enum someone)who,
              who == COORDINATOR ? "second_coordinator, read_synthesis"
              : read             ? ""
                                 : "read_synthesis");
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

/* What the messages name is produced: a sheet to write, to confirm, a voice to invite. */
static void structures_are_kept_by_who_represents_them(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    const char *police = world_hex(world, world->structures[S_POLICE].id);
    raw_change(world, "UPDATE structure SET sheet = '{}' WHERE id = '%s'", police);
    asked(world, POLICE, "write_structure");
    assert_string_equal(police, world_text(task(world, POLICE, "write_structure"), "structure"));
    assert_string_equal("Commissariat",
                        world_text(task(world, POLICE, "write_structure"), "structure_name"));
    asked(world, POLICE_TOO, ""); /* once, by one of them */
    asked(world, HOSPITAL, "");
    asked(world, LAWYER, "sign_charter_structure, adhere_charter"); /* first the charter */
    const int64_t year = clock_months(WORLD_START, 12);
    raw_text(world, "UPDATE structure SET confirmed_at = %d", WORLD_START);
    clock_set(year);
    asked(world, HOSPITAL, "");
    clock_set(year + 1);
    asked(world, HOSPITAL, "confirm_structure");
    asked(world, HOSPITAL_TOO, "");
    clock_set(WORLD_START);
    raw_change(world, "UPDATE membership SET represents = 0 WHERE account = '%s'",
               world_hex(world, world->people[HOSPITAL].id));
    asked(world, COORDINATOR, "plan_cycle, invite_representative, second_coordinator");
    assert_string_equal(world_hex(world, world->structures[S_HOSPITAL].id),
                        world_text(task(world, COORDINATOR, "invite_representative"), "structure"));
}

/* Two weeks before, coordination sees who is silent; when the day is over nobody is asked. */
static void a_meeting_is_prepared_while_it_is_ahead(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id first = world_seance(world, "concertation", "2022-03-07T14:00");
    struct seance_id second = world_seance(world, "concertation", "2022-04-22T14:00");
    struct seance_id third = world_seance(world, "concertation", "2022-06-13T14:00");
    clock_set(clock_epoch("2022-02-20T12:00"));
    asked(world, COORDINATOR,
          "second_coordinator, give_roles, answer_positioning, give_roles, answer_positioning");
    clock_set(clock_epoch("2022-02-21T12:00"));
    asked(world, COORDINATOR,
          "second_coordinator, give_roles, answer_positioning, follow_answers,"
          " give_roles, answer_positioning");
    assert_int_equal(6, number(task(world, COORDINATOR, "follow_answers"), "count"));
    assert_int_equal(STATUS_OK, world_position(world, POLICE, first, "{'answer': 'excused'}"));
    assert_int_equal(5, number(task(world, COORDINATOR, "follow_answers"), "count"));
    asked(world, POLICE, "answer_positioning, answer_positioning");
    asked(world, POLICE_TOO, "answer_positioning, answer_positioning");
    clock_set(clock_epoch("2022-03-07T23:59"));
    assert_string_equal(world_hex(world, first.id),
                        world_text(json_object_get(home(world, POLICE_TOO), "next"), "id"));
    clock_set(clock_epoch("2022-03-08T00:00"));
    asked(world, POLICE_TOO, "answer_positioning, answer_positioning");
    assert_string_equal(world_hex(world, second.id),
                        world_text(task(world, POLICE_TOO, "answer_positioning"), "seance"));
    assert_string_equal(world_hex(world, second.id),
                        world_text(json_object_get(home(world, POLICE_TOO), "next"), "id"));
    asked(world, COORDINATOR,
          "second_coordinator, give_roles, answer_positioning, give_roles, answer_positioning");
    (void)third;
    clock_set(clock_epoch("2022-06-14T00:00"));
    asked(world, POLICE_TOO, "");
    assert_null(json_object_get(home(world, POLICE_TOO), "next"));
}

static void a_new_synthesis_is_to_be_read(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_published(world);
    asked(world, HOSPITAL_TOO, "read_synthesis");
    asked(world, COORDINATOR, "second_coordinator, read_synthesis");
    asked(world, HOSPITAL, ""); /* who signed it knows it */
    dossier_read(world, synthesis_view, HOSPITAL_TOO, id);
    asked(world, HOSPITAL_TOO, "");
    asked(world, POLICE_TOO, "read_synthesis");
    clock_set(clock_now() + 62 * DAY);
    asked(world, POLICE_TOO, ""); /* no news any more */
}

#define TASK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_space_is_brought_to_its_first_seance, setup_empty,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(an_empty_space_asks_for_structures_and_people, setup_empty,
                                        world_teardown),
        TASK_TEST(a_small_group_is_to_be_filled),
        TASK_TEST(roles_are_asked_of_those_they_are_given_to),
        TASK_TEST(a_situation_passes_from_hand_to_hand),
        TASK_TEST(a_synthesis_passes_from_hand_to_hand),
        TASK_TEST(a_meeting_is_recorded_by_coordination),
        TASK_TEST(a_new_charter_is_asked_again),
        TASK_TEST(structures_are_kept_by_who_represents_them),
        TASK_TEST(a_meeting_is_prepared_while_it_is_ahead),
        TASK_TEST(a_new_synthesis_is_to_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
