#include "raw.h"

static json_t *view(struct world *world, enum someone who, struct seance_id id)
{
    json_t *model;
    assert_int_equal(STATUS_OK, rotation_view(world_act(world, who), &model, id));
    return model;
}

static json_t *role(json_t *model, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(model, "roles"), i,
                       item) if (strcmp(world_text(item, "role"), name) == 0) return item;
    return NULL;
}

static json_t *candidates(struct world *world, struct seance_id id, const char *name)
{
    return json_object_get(role(view(world, COORDINATOR, id), name), "candidates");
}

static const char *first(json_t *people)
{
    return world_text(json_object_get(json_array_get(people, 0), "person"), "name");
}

static void give_refuses(struct world *world, struct seance_id id, const char *name,
                         enum someone who, const char *fault)
{
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, world_give(world, act, id, name, who));
    assert_fault(act, fault);
}

static void three_acceptances_staff_a_seance(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "animator", POLICE));
    assert_int_equal(STATUS_OK, world_give(world, act, id, "secretary", HOSPITAL));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "animator", "accepted"));
    assert_int_equal(STATUS_OK, world_answer(world, HOSPITAL, id, "secretary", "accepted"));
    assert_stage(world, id, "planned");
    /* the group shares out the rest without coordination */
    act = world_act(world, POLICE);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "narrator", SHELTER));
    json_t *narrator = role(view(world, SHELTER, id), "narrator");
    assert_string_equal("proposed", world_text(narrator, "state"));
    assert_true(json_is_true(json_object_get(narrator, "mine")));
    assert_int_equal(STATUS_OK, world_answer(world, SHELTER, id, "narrator", "accepted"));
    assert_stage(world, id, "staffed");
    assert_int_equal(STATUS_OK, world_answer(world, SHELTER, id, "narrator", "accepted"));
    json_t *model;
    assert_int_equal(STATUS_OK, calendar_seance(world_act(world, SHELTER), &model, id));
    assert_string_equal("coming", world_text(model, "my_answer")); /* who serves comes */
    assert_int_equal(3, json_array_size(json_object_get(model, "roles")));
    assert_string_equal("narrator",
                        json_string_value(json_array_get(json_object_get(model, "my_roles"), 0)));
}

static void a_role_given_back_takes_the_seance_back(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    world_staff(world, id, POLICE, HOSPITAL, SHELTER);
    world_move(world, id, "staffed", "submitted");
    assert_int_equal(STATUS_OK, world_answer(world, HOSPITAL, id, "secretary", "declined"));
    assert_stage(world, id, "planned");
    assert_string_equal("declined",
                        world_text(role(view(world, POLICE, id), "secretary"), "state"));
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "secretary", HOSPITAL_TOO));
    assert_int_equal(STATUS_OK, world_answer(world, HOSPITAL_TOO, id, "secretary", "accepted"));
    assert_stage(world, id, "staffed");
    world_move(world, id, "staffed", "prepared");
    assert_int_equal(STATUS_DENIED, world_answer(world, SHELTER, id, "narrator", "declined"));
    assert_stage(world, id, "prepared");
}

static void the_rules_of_the_roles_hold(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    give_refuses(world, id, "animator", COORDINATOR, "role_not_coordination");
    give_refuses(world, id, "animator", LAWYER, "not_signatory");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "narrator", POLICE));
    give_refuses(world, id, "animator", POLICE, "roles_same_person");
    give_refuses(world, id, "secretary", POLICE, "roles_same_person");
    give_refuses(world, id, "animator", POLICE_TOO, "roles_same_structure");
    assert_int_equal(STATUS_OK, world_give(world, act, id, "secretary", POLICE_TOO));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "narrator", "accepted"));
    give_refuses(world, id, "narrator", SHELTER, "role_taken");
    /* what was declined binds nobody */
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "narrator", "declined"));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE_TOO, id, "secretary", "declined"));
    assert_int_equal(STATUS_OK, world_give(world, act, id, "animator", POLICE_TOO));
    give_refuses(world, id, "narrator", POLICE, "roles_same_structure");
}

/* Between proposal and answer the others may have changed. */
struct row_write {
    struct world *world;
    struct role_row row;
};

static enum status put_role(struct db_conn *conn, void *context)
{
    struct row_write *write = context;
    return seance_rows_set_role(conn, write->world->space, &write->row);
}

static void rules_are_asked_again_at_the_answer(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "animator", POLICE));
    struct row_write write = {world,
                              {.seance = id,
                               .role = "narrator",
                               .account = world->people[POLICE_TOO],
                               .state = "accepted",
                               .given_by = world->people[COORDINATOR],
                               .at = WORLD_START}};
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_role, &write));
    world_accept(world, "seance", id.id);
    assert_int_equal(STATUS_CONFLICT, world_answer(world, POLICE, id, "animator", "accepted"));
    assert_string_equal("proposed", world_text(role(view(world, POLICE, id), "animator"), "state"));
}

static void nobody_answers_for_another(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "animator", POLICE));
    assert_int_equal(STATUS_OK, world_give(world, act, id, "secretary", HOSPITAL));
    assert_int_equal(STATUS_DENIED, world_answer(world, SHELTER, id, "animator", "accepted"));
    assert_int_equal(STATUS_DENIED, world_answer(world, COORDINATOR, id, "animator", "accepted"));
    /* a candidate for one role is none for the other */
    struct act *other = world_act(world, HOSPITAL);
    json_t *form = world_form(world, "{'role': 'animator', 'answer': 'accepted'}");
    assert_int_equal(STATUS_CONFLICT, rotation_answer(other, id, form));
    assert_fault(other, "not_offered");
    assert_int_equal(STATUS_NOT_FOUND, world_answer(world, STRANGER, id, "animator", "accepted"));
    /* given to somebody else meanwhile */
    assert_int_equal(STATUS_OK, world_give(world, act, id, "animator", SHELTER));
    assert_int_equal(STATUS_DENIED, world_answer(world, POLICE, id, "animator", "accepted"));
}

static void bad_proposals_are_refused(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    struct act *act = world_act(world, POLICE); /* no role: no say */
    assert_int_equal(STATUS_DENIED, world_give(world, act, id, "animator", POLICE));
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID, world_give(world, act, id, "treasurer", POLICE));
    assert_field_fault(act, "role", "not_an_option");
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID, world_give(world, act, id, "animator", STRANGER));
    assert_field_fault(act, "account", "not_an_id");
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID,
                     rotation_give(act, id, world_form(world, "{'role': 'animator'}")));
    assert_field_fault(act, "account", "not_an_id");
    act = world_act(world, STRANGER);
    act->standing |= RELATION_COORDINATION;
    assert_int_equal(STATUS_NOT_FOUND, world_give(world, act, id, "animator", STRANGER));
    json_t *model;
    assert_int_equal(STATUS_NOT_FOUND, rotation_view(world_act(world, STRANGER), &model, id));
    assert_null(model);
}

static void a_meeting_has_no_narrator(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "half-way", "2022-05-16T14:00");
    give_refuses(world, id, "narrator", POLICE, "no_such_role");
    assert_int_equal(2, json_array_size(json_object_get(view(world, POLICE, id), "roles")));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "secretary", POLICE));
    assert_int_equal(STATUS_OK, world_answer(world, POLICE, id, "secretary", "accepted"));
    assert_stage(world, id, "planned");
}

static void whoever_served_least_is_proposed_first(void **state)
{
    struct world *world = world_of(state);
    struct seance_id past = world_seance(world, "concertation", "2022-01-20T14:00");
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    json_t *people = candidates(world, id, "animator");
    assert_int_equal(5, json_array_size(people)); /* neither coordination nor the unsigned */
    assert_string_equal("Adjudant de police", first(people));
    assert_non_null(world_find(world, candidates(world, id, "secretary"), COORDINATOR));

    world_staff(world, past, POLICE_TOO, POLICE, HOSPITAL_TOO);
    assert_string_equal("Adjudant de police", first(candidates(world, id, "animator")));
    world_move(world, past, "staffed", "held"); /* served only once it was held */
    people = candidates(world, id, "animator");
    assert_string_equal("éducateur d’hébergement", first(people));
    const json_t *served = world_find(world, people, POLICE_TOO);
    assert_ptr_equal(json_array_get(people, 4), served); /* in that role: after all others */
    assert_int_equal(1, json_integer_value(json_object_get(served, "served")));
    assert_int_equal(WORLD_START, json_integer_value(json_object_get(served, "last_at")));
    const json_t *other = world_find(world, people, POLICE);
    assert_int_equal(0, json_integer_value(json_object_get(other, "served")));
    assert_int_equal(1, json_integer_value(json_object_get(other, "served_any")));

    assert_int_equal(STATUS_OK, world_position(world, POLICE_TOO, id,
                                               "{'answer': 'coming', 'offers': ['animator']}"));
    assert_int_equal(STATUS_OK, world_position(world, SHELTER, id, "{'answer': 'excused'}"));
    people = candidates(world, id, "animator"); /* an offer before all, an excuse out */
    assert_string_equal("Adjudant de police", first(people));
    assert_true(json_is_true(json_object_get(json_array_get(people, 0), "offered")));
    assert_true(json_is_true(json_object_get(json_array_get(people, 0), "coming")));
    assert_null(world_find(world, people, SHELTER));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_OK, world_give(world, act, id, "narrator", HOSPITAL));
    people = candidates(world, id, "animator"); /* nor whom a rule keeps from it */
    assert_null(world_find(world, people, HOSPITAL));
    assert_null(world_find(world, people, HOSPITAL_TOO));
    assert_true(json_is_true(json_object_get(view(world, COORDINATOR, id), "i_give")));
    assert_true(json_is_false(json_object_get(view(world, POLICE, id), "i_give")));
}

/* Rows about who has a role, there for a moment, make nobody's role free. */
static void an_edit_about_its_holder_frees_no_role(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = world_seance(world, "concertation", "2022-03-07T14:00");
    world_staff(world, id, POLICE, HOSPITAL, SHELTER);
    const char *hospital = world_hex(world, world->people[HOSPITAL].id);
    raw_change(world,
               "INSERT INTO revocation (space, account, at, by, signature) VALUES ('%s', '%s',"
               " %lld, NULL, x'%0128d')",
               world_hex(world, world->space.id), hospital, (long long)clock_now(), 0);
    struct act *act = world_act(world, POLICE);
    assert_int_equal(STATUS_TAMPERED, world_give(world, act, id, "secretary", POLICE_TOO));
    raw_change(world, "DELETE FROM revocation");
    raw_change(world,
               "INSERT INTO departure (space, structure, at, by, signature) VALUES ('%s', '%s',"
               " %lld, '%s', x'%0128d')",
               world_hex(world, world->space.id),
               world_hex(world, world->structures[S_HOSPITAL].id), (long long)clock_now(), hospital,
               0);
    act = world_act(world, POLICE);
    assert_int_equal(STATUS_TAMPERED, world_give(world, act, id, "secretary", POLICE_TOO));
    raw_change(world, "DELETE FROM departure");
    act = world_act(world, POLICE);
    assert_int_equal(STATUS_CONFLICT, world_give(world, act, id, "secretary", POLICE_TOO));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(three_acceptances_staff_a_seance),
        WORLD_TEST(a_role_given_back_takes_the_seance_back),
        WORLD_TEST(the_rules_of_the_roles_hold),
        WORLD_TEST(rules_are_asked_again_at_the_answer),
        WORLD_TEST(nobody_answers_for_another),
        WORLD_TEST(bad_proposals_are_refused),
        WORLD_TEST(a_meeting_has_no_narrator),
        WORLD_TEST(whoever_served_least_is_proposed_first),
        WORLD_TEST(an_edit_about_its_holder_frees_no_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
