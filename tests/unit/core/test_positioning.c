#include "world.h"

static json_t *view(struct world *world, enum someone who, struct seance_id id)
{
    json_t *model;
    assert_int_equal(STATUS_OK, positioning_view(world_act(world, who), &model, id));
    return model;
}

static void answers_and_silences_are_seen(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    assert_int_equal(STATUS_OK,
                     world_position(world, SHELTER, id,
                                    "{'answer': 'coming', 'offers': ['animator', 'venue']}"));
    assert_int_equal(STATUS_OK, world_position(world, HOSPITAL, id, "{'answer': 'excused'}"));
    json_t *model = view(world, SHELTER, id);
    json_t *answers = json_object_get(model, "answers");
    assert_int_equal(2, json_array_size(answers)); /* É before s */
    assert_ptr_equal(json_array_get(answers, 0), world_find(world, answers, SHELTER));
    assert_string_equal("excused", world_text(world_find(world, answers, HOSPITAL), "answer"));
    json_t *mine = json_object_get(model, "mine");
    assert_int_equal(2, json_array_size(json_object_get(mine, "offers")));
    assert_int_equal(WORLD_START, json_integer_value(json_object_get(mine, "answered_at")));
    json_t *silent = json_object_get(model, "silent");
    assert_int_equal(4, json_array_size(silent));
    assert_non_null(world_find(world, silent, COORDINATOR));
    assert_null(world_find(world, silent, LAWYER)); /* cannot answer yet */
    assert_null(json_object_get(view(world, POLICE, id), "mine"));
}

static void an_answer_may_be_changed(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    assert_int_equal(
        STATUS_OK,
        world_position(world, POLICE, id, "{'answer': 'coming', 'offers': ['narrator', 'venue']}"));
    clock_set(WORLD_START + 60);
    assert_int_equal(STATUS_OK, world_position(world, POLICE, id,
                                               "{'answer': 'excused', 'offers': "
                                               "['narrator', 'secretary', 'animator', 'venue']}"));
    json_t *mine = json_object_get(view(world, POLICE, id), "mine");
    assert_string_equal("excused", world_text(mine, "answer"));
    json_t *offers = json_object_get(mine, "offers"); /* who is away still lends a room */
    assert_int_equal(1, json_array_size(offers));
    assert_string_equal("venue", json_string_value(json_array_get(offers, 0)));
    assert_int_equal(WORLD_START + 60, json_integer_value(json_object_get(mine, "answered_at")));
}

static void bad_answers_are_refused(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_INVALID, positioning_answer(act, id, world_form(world, "{}")));
    assert_field_fault(act, "answer", "not_an_option");
    act = world_act(world, POLICE);
    json_t *odd = world_form(world, "{'answer': 'coming', 'offers': ['cake']}");
    assert_int_equal(STATUS_INVALID, positioning_answer(act, id, odd));
    assert_field_fault(act, "offers", "not_an_option");
    act = world_act(world, COORDINATOR);
    json_t *lead = world_form(world, "{'answer': 'coming', 'offers': ['animator']}");
    assert_int_equal(STATUS_INVALID, positioning_answer(act, id, lead));
    assert_field_fault(act, "offers", "role_not_coordination");
    assert_int_equal(0, json_array_size(json_object_get(view(world, POLICE, id), "answers")));
}

static void only_signatories_of_the_space_answer(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    json_t *model;
    assert_int_equal(STATUS_NOT_FOUND, world_position(world, LAWYER, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_NOT_FOUND, world_position(world, STRANGER, id, "{'answer': 'coming'}"));
    assert_int_equal(STATUS_NOT_FOUND, positioning_view(world_act(world, STRANGER), &model, id));
    assert_null(model);
    struct act *act = world_act(world, COORDINATOR); /* as if their adhesion had lapsed */
    act->standing &= ~(uint32_t)RELATION_SIGNATORY;
    assert_int_equal(STATUS_DENIED,
                     positioning_answer(act, id, world_form(world, "{'answer': 'coming'}")));
}

static void an_excuse_takes_back_no_role_silently(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    assert_int_equal(STATUS_OK,
                     world_give(world, world_act(world, COORDINATOR), id, "narrator", POLICE));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "narrator", "accepted"));
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_CONFLICT,
                     positioning_answer(act, id, world_form(world, "{'answer': 'excused'}")));
    assert_fault(act, "holds_role");
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "narrator", "declined"));
    assert_int_equal(STATUS_OK, world_position(world, POLICE, id, "{'answer': 'excused'}"));
}

static void once_held_answers_stay(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    world_move(world, id, "planned", "prepared");
    assert_int_equal(STATUS_OK, world_position(world, POLICE, id, "{'answer': 'coming'}"));
    world_move(world, id, "prepared", "held");
    assert_int_equal(STATUS_DENIED, world_position(world, POLICE, id, "{'answer': 'excused'}"));
    json_t *model = view(world, POLICE, id);
    assert_true(json_is_false(json_object_get(model, "i_position")));
    assert_string_equal("coming", world_text(json_object_get(model, "mine"), "answer"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(answers_and_silences_are_seen),
        WORLD_TEST(an_answer_may_be_changed),
        WORLD_TEST(bad_answers_are_refused),
        WORLD_TEST(only_signatories_of_the_space_answer),
        WORLD_TEST(an_excuse_takes_back_no_role_silently),
        WORLD_TEST(once_held_answers_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
