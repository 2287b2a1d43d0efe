#include "world_dossier.h"

#include "core/members/erasure.h"
#include "core/members/withdrawal.h"

/* People as every model shows them. */

static const json_t *shown(struct world *world, enum someone whom)
{
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    const json_t *person = act_json(world->arena, person_json(act, conn, world->people[whom]));
    db_done(conn);
    return person;
}

static const char *named(struct world *world, enum someone whom)
{
    const char *name;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, person_name(&name, act, conn, world->people[whom]));
    db_done(conn);
    return name;
}

static void by_name_profession_and_structure(void **state)
{
    struct world *world = world_of(state);
    const json_t *police = shown(world, POLICE), *lead = shown(world, COORDINATOR);
    assert_string_equal(world_people[POLICE].name, world_text(police, "name"));
    assert_string_equal("coordinateur", world_text(police, "profession"));
    assert_string_equal("coordinateur·rice", world_text(police, "profession_label"));
    assert_string_equal("Commissariat",
                        world_text(json_object_get(police, "structure"), "short_name"));
    assert_false(json_is_true(json_object_get(police, "coordination")));
    assert_null(json_object_get(police, "erased"));
    assert_true(json_is_true(json_object_get(lead, "me")));
    assert_true(json_is_null(json_object_get(lead, "structure")));
    assert_string_equal(world_people[POLICE].name, named(world, POLICE));
}

static void who_is_erased_by_their_function(void **state)
{
    struct world *world = world_of(state);
    struct account_id police = world->people[POLICE_TOO];
    assert_int_equal(STATUS_OK, withdrawal_withdraw(world_act(world, COORDINATOR), police));
    assert_string_equal(world_people[POLICE_TOO].name,
                        world_text(shown(world, POLICE_TOO), "name"));
    assert_int_equal(STATUS_OK, erasure_erase(world_act(world, COORDINATOR), police));
    const json_t *erased = shown(world, POLICE_TOO);
    assert_true(json_is_true(json_object_get(erased, "erased")));
    assert_string_equal("coordinateur·rice, Commissariat", world_text(erased, "name"));
    assert_null(named(world, POLICE_TOO));
}

static void whose_name_was_edited_by_their_function(void **state)
{
    struct world *world = world_of(state);
    raw_change(world, "UPDATE account SET person = x'00' WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    const json_t *edited = shown(world, POLICE);
    assert_string_equal("coordinateur·rice, Commissariat", world_text(edited, "name"));
    assert_null(json_object_get(edited, "erased"));
    assert_null(named(world, POLICE));
}

static void nobody_has_no_name(void **state)
{
    struct world *world = world_of(state);
    assert_null(json_string_value(json_object_get(shown(world, STRANGER), "name")));
    id_new(&world->people[LAWYER].id);
    assert_null(json_string_value(json_object_get(shown(world, LAWYER), "name")));
    assert_null(named(world, LAWYER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(by_name_profession_and_structure),
        WORLD_TEST(who_is_erased_by_their_function),
        WORLD_TEST(whose_name_was_edited_by_their_function),
        WORLD_TEST(nobody_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
