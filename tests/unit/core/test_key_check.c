#include "world_dossier.h"

#include "core/members/withdrawal.h"
#include "core/overview/key_check.h"
#include "seances/calendar.h"
#include "texts/readers.h"

/* Who holds which key, against who may read. */

struct told {
    struct world *world;
    const char *text; /* "extra withdrawn situation 1: POLICE_TOO, …" */
};

static int someone(struct world *world, struct account_id account)
{
    int who = 0;
    while (!id_equal(&world->people[who].id, &account.id))
        who++;
    return who;
}

static void tell(void *context, const struct key_fault *fault)
{
    struct told *told = context;
    struct arena *arena = told->world->arena;
    const char *who = id_is_none(&fault->reader.id)
                          ? "-"
                          : arena_printf(arena, "%d", someone(told->world, fault->reader));
    told->text =
        arena_printf(arena, "%s%s%s %s %s %u %s", told->text, *told->text == '\0' ? "" : ", ",
                     key_fault_kind(fault->kind), key_fault_reason(fault->reason), fault->purpose,
                     (unsigned)fault->generation, who);
    assert_non_null(key_fault_text(arena, fault));
}

static const char *found(struct world *world, enum status expected)
{
    struct key_result result;
    struct told told = {world, ""};
    assert_int_equal(expected, key_check_run(&result, world->core, NULL, tell, &told));
    assert_true(result.vaults > 0 && result.envelopes > 0);
    return told.text;
}

static const char *line(struct world *world, const char *what, enum someone who)
{
    return arena_printf(world->arena, "%s %d", what, (int)who);
}

/* Rows only: an envelope of somebody who has one, put down for another as well. */
static void copy_envelope(struct world *world, struct seance_id seance, const char *purpose,
                          enum someone from, enum someone to)
{
    raw_change(world,
               "INSERT INTO envelope (vault, space, generation, reader, granter, box, signature,"
               " at) SELECT vault, envelope.space, envelope.generation, '%s', granter, box,"
               " signature, at FROM envelope JOIN vault ON vault.id = vault WHERE seance = '%s'"
               " AND purpose = '%s' AND reader = '%s'",
               world_hex(world, world->people[to].id), world_hex(world, seance.id), purpose,
               world_hex(world, world->people[from].id));
}

static void drop_envelope(struct world *world, struct seance_id seance, const char *purpose,
                          enum someone who)
{
    raw_change(world,
               "DELETE FROM envelope WHERE reader = '%s' AND vault IN (SELECT id FROM vault WHERE"
               " seance = '%s' AND purpose = '%s')",
               world_hex(world, world->people[who].id), world_hex(world, seance.id), purpose);
}

static void every_stage_is_clean(void **state)
{
    struct world *world = world_of(state);
    int64_t version;
    dossier_share(world);
    struct seance_id id = dossier_staffed(world);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), id,
                                               dossier_situation(world, 1), 0, &version));
    assert_string_equal("", found(world, STATUS_OK));
    dossier_submitted(world);
    assert_string_equal("", found(world, STATUS_OK));
    dossier_prepared(world);
    assert_string_equal("", found(world, STATUS_OK));
    dossier_held(world);
    dossier_drafted(world);
    assert_string_equal("", found(world, STATUS_OK));
    dossier_published(world);
    assert_string_equal("", found(world, STATUS_OK));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    clock_set(clock_now() + 1);
    assert_string_equal("", found(world, STATUS_OK));
}

/* A number that a row says is no bound of a loop. */
static void an_endless_vault_is_told_once(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    (void)dossier_prepared(world);
    raw_change(world, "UPDATE vault SET generation = 4000000000 WHERE purpose = 'situation'");
    const char *told = found(world, STATUS_TAMPERED);
    assert_non_null(strstr(told, "generation"));
    assert_true(strlen(told) < 4000);
}

static void too_much_is_told_with_its_reason(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    copy_envelope(world, id, "situation", POLICE, HOSPITAL_TOO); /* has not said that they come */
    assert_string_equal(line(world, "extra not_entitled situation 1", HOSPITAL_TOO),
                        found(world, STATUS_TAMPERED));
    drop_envelope(world, id, "situation", HOSPITAL_TOO);
    copy_envelope(world, id, "situation", POLICE, STRANGER);
    assert_string_equal(line(world, "extra withdrawn situation 1", STRANGER),
                        found(world, STATUS_TAMPERED));
}

static void a_key_kept_by_who_left_is_told(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    raw_text(world,
             "CREATE TABLE kept.copy AS SELECT * FROM envelope WHERE reader = '%s' AND vault IN"
             " (SELECT id FROM vault WHERE purpose = 'situation')",
             world_hex(world, world->people[POLICE_TOO].id));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    clock_set(clock_now() + 1);
    assert_string_equal("", found(world, STATUS_OK));
    raw_change(world, "INSERT INTO envelope SELECT * FROM copy");
    assert_string_equal(line(world, "extra withdrawn situation 1", POLICE_TOO),
                        found(world, STATUS_TAMPERED));
    assert_true(dossier_holder(world, POLICE_TOO, id, "situation"));
}

static void too_little_waits_or_is_lost(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    drop_envelope(world, id, "situation", POLICE);
    assert_string_equal(line(world, "missing waits situation 1", POLICE),
                        found(world, STATUS_BUSY));
    drop_envelope(world, id, "situation", SHELTER);
    const char *text = found(world, STATUS_BUSY);
    assert_non_null(strstr(text, line(world, "missing lost situation 1", POLICE)));
    assert_non_null(strstr(text, line(world, "missing lost situation 1", SHELTER)));
}

static void what_does_not_verify_is_broken(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    const char *where = arena_printf(
        world->arena, "reader = '%s' AND vault IN (SELECT id FROM vault WHERE seance = '%s')",
        world_hex(world, world->people[POLICE_TOO].id), world_hex(world, id.id));
    raw_flip(world, "envelope", "signature", 5, where);
    assert_string_equal(line(world, "broken unverified situation 1", POLICE_TOO),
                        found(world, STATUS_TAMPERED));
    raw_flip(world, "envelope", "signature", 5, where);
    raw_change(world, "UPDATE envelope SET granter = '%s' WHERE %s",
               world_hex(world, world->people[HOSPITAL_TOO].id), where);
    assert_string_equal(line(world, "broken unverified situation 1", POLICE_TOO),
                        found(world, STATUS_TAMPERED));
}

static void a_generation_that_nobody_turned_is_broken(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_submitted(world);
    raw_change(world,
               "UPDATE envelope SET generation = 7 WHERE reader = '%s' AND vault IN (SELECT"
               " id FROM vault WHERE seance = '%s')",
               world_hex(world, world->people[POLICE].id), world_hex(world, id.id));
    const char *text = found(world, STATUS_TAMPERED);
    assert_non_null(strstr(text, line(world, "broken generation situation 7", POLICE)));
    raw_change(world, "UPDATE vault SET generation = 7 WHERE seance = '%s'",
               world_hex(world, id.id));
    assert_non_null(strstr(found(world, STATUS_TAMPERED), "broken generation situation 7 -"));
}

/* Holding an envelope is the access: who may no longer read keeps none, until the séance. */
static void whoever_is_excused_or_cancelled_upon_gives_the_key_back(void **state)
{
    struct world *world = world_of(state);
    dossier_share(world);
    struct seance_id id = dossier_prepared(world);
    assert_true(dossier_holder(world, POLICE_TOO, id, "situation"));
    assert_int_equal(STATUS_OK, world_position(world, POLICE_TOO, id, "{'answer': 'excused'}"));
    assert_false(dossier_holder(world, POLICE_TOO, id, "situation"));
    assert_string_equal("", found(world, STATUS_OK));
    assert_int_equal(STATUS_OK, world_position(world, POLICE_TOO, id, "{'answer': 'coming'}"));
    assert_string_equal(line(world, "missing waits situation 1", POLICE_TOO),
                        found(world, STATUS_BUSY));
    assert_int_equal(STATUS_OK, situation_grant(world_act(world, SHELTER), id));
    assert_string_equal("", found(world, STATUS_OK));
    assert_int_equal(STATUS_OK, calendar_cancel(world_act(world, COORDINATOR), id,
                                                world_form(world, "{'reason': 'Neige'}")));
    assert_int_equal(1, dossier_holders(world, id, "situation"));
    assert_true(dossier_holder(world, SHELTER, id, "situation"));
    assert_string_equal("", found(world, STATUS_OK));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_stage_is_clean, world_setup, world_teardown),
        WORLD_TEST(an_endless_vault_is_told_once),
        cmocka_unit_test_setup_teardown(too_much_is_told_with_its_reason, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_key_kept_by_who_left_is_told, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(too_little_waits_or_is_lost, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(what_does_not_verify_is_broken, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(a_generation_that_nobody_turned_is_broken, world_setup,
                                        world_teardown),
        cmocka_unit_test_setup_teardown(whoever_is_excused_or_cancelled_upon_gives_the_key_back,
                                        world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
