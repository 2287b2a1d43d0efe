#include "world.h"

static json_t *list(struct world *world, enum someone who)
{
    json_t *model;
    assert_int_equal(STATUS_OK, directory_list(world_act(world, who), &model));
    return model;
}

static json_t *sheet(struct world *world, enum someone who, enum structure structure)
{
    json_t *model;
    assert_int_equal(STATUS_OK,
                     directory_view(world_act(world, who), &model, world->structures[structure]));
    return model;
}

static void structures_are_listed_by_name(void **state)
{
    struct world *world = world_of(state);
    json_t *model = list(world, POLICE);
    json_t *structures = json_object_get(model, "structures");
    static const char *const expected[] = {"Avocats", "CHAC", "Commissariat", "La Clède"};
    assert_int_equal(4, json_array_size(structures));
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(expected[i], world_text(json_array_get(structures, i), "short_name"));
    json_t *lawyers = json_array_get(structures, 0), *hospital = json_array_get(structures, 1);
    assert_true(json_is_false(json_object_get(lawyers, "signed")));
    assert_true(json_is_true(json_object_get(hospital, "signed")));
    assert_int_equal(2, json_integer_value(json_object_get(hospital, "people_count")));
    assert_string_equal("Institution", world_text(hospital, "kind_label"));
    assert_true(json_is_false(json_object_get(model, "i_create")));
    assert_true(json_is_true(json_object_get(list(world, COORDINATOR), "i_create")));
}

static void whoever_has_not_signed_sees_no_structure(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    assert_int_equal(STATUS_DENIED, directory_list(world_act(world, LAWYER), &model));
    assert_null(model);
    assert_int_equal(STATUS_DENIED, directory_index(world_act(world, LAWYER), &model));
    assert_int_equal(STATUS_NOT_FOUND,
                     directory_view(world_act(world, LAWYER), &model, world->structures[S_LAWYER]));
}

static void another_space_is_not_found(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    struct structure_id theirs = world->structures[S_STRANGE];
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_NOT_FOUND, directory_view(act, &model, theirs));
    assert_int_equal(STATUS_NOT_FOUND, directory_edit(act, theirs, world_form(world, "{}"), 1));
    assert_int_equal(STATUS_NOT_FOUND, directory_confirm(act, theirs));
    assert_int_equal(STATUS_NOT_FOUND, directory_view(world_act(world, STRANGER), &model,
                                                      world->structures[S_POLICE]));
    assert_int_equal(1, json_array_size(json_object_get(list(world, STRANGER), "structures")));
}

static void the_coordinator_creates_and_a_replay_does_not(void **state)
{
    struct world *world = world_of(state);
    struct structure_id id;
    json_t *fields = world_form(
        world, "{'name': 'La Gerbe', 'short_name': 'Gerbe', 'kind': 'association', 'key': '%032d'}",
        3);
    assert_int_equal(STATUS_DENIED, directory_create(world_act(world, POLICE), &id, fields));
    assert_int_equal(STATUS_OK, directory_create(world_act(world, COORDINATOR), &id, fields));
    assert_string_equal("00000000000000000000000000000003", world_hex(world, id.id));
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, directory_create(act, &id, fields));
    assert_fault(act, "conflict_replayed");
    assert_true(id_is_none(&id.id));
    act = world_act(world, COORDINATOR);
    json_t *namesake =
        world_form(world, "{'name': 'la GERBÉ', 'short_name': 'x', 'kind': 'association'}");
    assert_int_equal(STATUS_INVALID, directory_create(act, &id, namesake));
    assert_field_fault(act, "name", "structure_taken");
    act = world_act(world, COORDINATOR);
    json_t *strange = world_form(world, "{'name': 'A', 'short_name': 'x', 'kind': 'guild'}");
    assert_int_equal(STATUS_INVALID, directory_create(act, &id, strange));
    assert_field_fault(act, "kind", "not_an_option");
    act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_INVALID, directory_create(act, &id, world_form(world, "{}")));
    assert_field_fault(act, "name", "required");
}

static void a_structure_edits_its_own_sheet(void **state)
{
    struct world *world = world_of(state);
    json_t *filled = world_form(world, "{'missions': 'Protéger', 'themes': ['plainte']}");
    struct structure_id police = world->structures[S_POLICE];
    clock_set(WORLD_START + DAY);
    assert_true(json_is_true(json_object_get(sheet(world, POLICE_TOO, S_POLICE), "i_edit")));
    assert_true(json_is_false(json_object_get(sheet(world, HOSPITAL, S_POLICE), "i_edit")));
    assert_int_equal(STATUS_DENIED, directory_edit(world_act(world, HOSPITAL), police, filled, 1));
    assert_int_equal(STATUS_OK, directory_edit(world_act(world, POLICE_TOO), police, filled, 1));
    json_t *model = sheet(world, HOSPITAL, S_POLICE);
    assert_int_equal(2, json_integer_value(json_object_get(model, "version")));
    assert_string_equal("Protéger", world_text(json_object_get(model, "sheet"), "missions"));
    assert_int_equal(WORLD_START + DAY, json_integer_value(json_object_get(model, "confirmed_at")));
    assert_int_equal(2, json_array_size(json_object_get(model, "people")));
    json_t *first = json_array_get(json_object_get(model, "people"), 0);
    assert_string_equal("Adjudant de police", world_text(first, "name"));
}

static void a_stale_sheet_is_refused(void **state)
{
    struct world *world = world_of(state);
    struct structure_id police = world->structures[S_POLICE];
    json_t *one = world_form(world, "{'missions': 'Un'}");
    json_t *two = world_form(world, "{'missions': 'Deux'}");
    assert_int_equal(STATUS_OK, directory_edit(world_act(world, POLICE), police, one, 1));
    struct act *act = world_act(world, POLICE_TOO);
    assert_int_equal(STATUS_CONFLICT, directory_edit(act, police, two, 1));
    assert_fault(act, "conflict_stale");
    json_t *model = sheet(world, POLICE, S_POLICE);
    assert_string_equal("Un", world_text(json_object_get(model, "sheet"), "missions"));
    assert_int_equal(2, json_integer_value(json_object_get(model, "version")));
}

static void still_true_in_one_click(void **state)
{
    struct world *world = world_of(state);
    struct structure_id police = world->structures[S_POLICE];
    /* nobody wrote it yet: there is nothing to confirm, and nothing is called confirmed */
    struct act *act = world_act(world, POLICE);
    assert_true(json_is_true(json_object_get(sheet(world, POLICE, S_POLICE), "empty")));
    assert_null(json_object_get(sheet(world, POLICE, S_POLICE), "confirmed_at"));
    assert_null(json_object_get(
        json_array_get(json_object_get(list(world, POLICE), "structures"), 2), "confirmed_at"));
    assert_int_equal(STATUS_CONFLICT, directory_confirm(act, police));
    assert_fault(act, "sheet_empty");
    assert_int_equal(STATUS_OK,
                     directory_edit(act, police, world_form(world, "{'missions': 'Un'}"), 1));
    assert_true(json_is_false(json_object_get(sheet(world, POLICE, S_POLICE), "empty")));
    clock_set(WORLD_START + 400 * DAY);
    assert_int_equal(STATUS_DENIED, directory_confirm(world_act(world, SHELTER), police));
    assert_int_equal(STATUS_OK, directory_confirm(world_act(world, POLICE_TOO), police));
    json_t *model = sheet(world, POLICE, S_POLICE);
    assert_int_equal(WORLD_START + 400 * DAY,
                     json_integer_value(json_object_get(model, "confirmed_at")));
    assert_int_equal(WORLD_START, json_integer_value(json_object_get(model, "updated_at")));
    assert_int_equal(2, json_integer_value(json_object_get(model, "version")));
}

static void the_index_finds_by_letter_theme_and_territory(void **state)
{
    struct world *world = world_of(state);
    json_t *model;
    json_t *filled = world_form(
        world, "{'missions': 'x', 'themes': ['plainte', 'enfance'], 'territory': ['ales']}");
    json_t *other = world_form(world, "{'missions': 'x', 'themes': ['enfance']}");
    assert_int_equal(STATUS_OK, directory_edit(world_act(world, POLICE),
                                               world->structures[S_POLICE], filled, 1));
    assert_int_equal(STATUS_OK, directory_edit(world_act(world, SHELTER),
                                               world->structures[S_SHELTER], other, 1));
    assert_int_equal(STATUS_OK, directory_index(world_act(world, HOSPITAL), &model));
    json_t *letters = json_object_get(model, "by_name");
    assert_int_equal(3, json_array_size(letters)); /* A, C, E: the É among them */
    assert_string_equal("C", world_text(json_array_get(letters, 1), "letter"));
    assert_int_equal(2, json_array_size(json_object_get(json_array_get(letters, 1), "structures")));
    assert_string_equal("E", world_text(json_array_get(letters, 2), "letter"));
    json_t *themes = json_object_get(model, "by_theme"); /* in the pack's order */
    assert_int_equal(2, json_array_size(themes));
    assert_string_equal("enfance", world_text(json_array_get(themes, 0), "key"));
    assert_string_equal("Protection de l’enfance", world_text(json_array_get(themes, 0), "label"));
    assert_int_equal(2, json_array_size(json_object_get(json_array_get(themes, 0), "structures")));
    json_t *places = json_object_get(model, "by_territory");
    assert_int_equal(1, json_array_size(places));
    assert_string_equal("ales", world_text(json_array_get(places, 0), "key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(structures_are_listed_by_name),
        WORLD_TEST(whoever_has_not_signed_sees_no_structure),
        WORLD_TEST(another_space_is_not_found),
        WORLD_TEST(the_coordinator_creates_and_a_replay_does_not),
        WORLD_TEST(a_structure_edits_its_own_sheet),
        WORLD_TEST(a_stale_sheet_is_refused),
        WORLD_TEST(still_true_in_one_click),
        WORLD_TEST(the_index_finds_by_letter_theme_and_territory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
