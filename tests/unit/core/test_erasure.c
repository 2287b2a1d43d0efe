#include "factor.h"
#include "world_dossier.h"

#include "core/journal/audit_state.h"
#include "core/members/withdrawal.h"
#include "core/overview/tasks.h"
#include "members/erasure.h"

/* Somebody who left becomes a function; what they signed goes on being verified. */

static int setup(void **state)
{
    int result = world_setup(state);
    if (result == 0)
        dossier_share(*state);
    return result;
}

static void tell(void *context, const struct audit_fault *fault)
{
    struct world *world = context;
    print_message("%s\n", audit_fault_text(world->arena, fault));
}

static uint64_t faults(struct world *world)
{
    struct audit_result result = {0};
    enum status status = audit_state(&result, world->core, tell, world);
    assert_true(status == STATUS_OK || status == STATUS_TAMPERED);
    return result.faults;
}

static void withdraw(struct world *world, enum someone who)
{
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[who]));
    clock_set(clock_now() + 1);
}

static struct bytes blob(struct world *world, const char *column, enum someone who)
{
    const char *text = raw_text(world, "SELECT lower(hex(%s)) FROM account WHERE id = '%s'", column,
                                world_hex(world, world->people[who].id));
    const size_t len = strlen(text) / 2;
    uint8_t *bytes = arena_alloc(world->arena, len + 1);
    assert_true(len > 16 || strcmp(column, "salt") == 0);
    assert_int_equal(STATUS_OK, bytes_unhex(bytes, len, text));
    return (struct bytes){bytes, len};
}

static bool task(struct world *world, enum someone who, const char *name)
{
    size_t i;
    json_t *one;
    json_t *model;
    assert_int_equal(STATUS_OK, tasks_view(world_act(world, who), &model));
    json_array_foreach(json_object_get(model, "tasks"), i, one)
    {
        if (strcmp(world_text(one, "task"), name) == 0)
            return true;
    }
    return false;
}

static void who_left_is_a_function_and_their_signature_holds(void **state)
{
    struct world *world = world_of(state);
    struct seance_id id = dossier_published(world);
    struct account_id hospital = world->people[HOSPITAL];
    (void)factor_prove(world, world_act(world, HOSPITAL));
    const struct bytes gone[] = {blob(world, "person", HOSPITAL),
                                 blob(world, "email_index", HOSPITAL)};
    withdraw(world, HOSPITAL);
    assert_int_equal(STATUS_OK, erasure_erase(world_act(world, COORDINATOR), hospital));
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        assert_false(raw_holds_bytes(world, gone[i]));
    assert_int_equal(1, raw_number(world,
                                   "SELECT keys IS NULL AND salt IS NULL AND"
                                   " passes IS NULL FROM account WHERE id = '%s'",
                                   world_hex(world, hospital.id)));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM second_factor WHERE account = '%s'",
                                   world_hex(world, hospital.id)));
    const json_t *model = dossier_read(world, synthesis_view, HOSPITAL_TOO, id);
    const json_t *signature = world_find(world, json_object_get(model, "signatures"), HOSPITAL);
    assert_true(dossier_is(signature, "verified"));
    const json_t *person = json_object_get(signature, "person");
    assert_string_equal("coordinateur·rice, CHAC", world_text(person, "name"));
    assert_true(dossier_is(person, "erased"));
    assert_int_equal(0, faults(world));
    struct act *again = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, erasure_erase(again, hospital));
    assert_fault(again, "erased_already");
}

static void nobody_is_erased_who_is_still_let_in(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, erasure_erase(act, world->people[POLICE]));
    assert_fault(act, "erase_present");
    assert_int_equal(STATUS_CONFLICT, erasure_erase(act, world->people[COORDINATOR]));
    assert_int_equal(STATUS_NOT_FOUND, erasure_erase(act, world->people[STRANGER]));
    assert_int_equal(STATUS_CONFLICT, withdrawal_withdraw(world_act(world, COORDINATOR), act->who));
    withdraw(world, POLICE);
    assert_int_equal(STATUS_DENIED,
                     erasure_erase(world_act(world, HOSPITAL), world->people[POLICE]));
    raw_change(world, "UPDATE account SET state = 'active' WHERE id = '%s'",
               world_hex(world, world->people[POLICE].id));
    assert_int_equal(STATUS_CONFLICT,
                     erasure_erase(world_act(world, COORDINATOR), world->people[POLICE]));
}

static void one_asks_and_coordination_is_told(void **state)
{
    struct world *world = world_of(state);
    json_t *list;
    int64_t asked;
    assert_int_equal(STATUS_OK, erasure_ask(world_act(world, SHELTER), true));
    assert_int_equal(STATUS_OK, erasure_asked(world_act(world, SHELTER), &asked));
    assert_int_equal(clock_now(), asked);
    assert_true(task(world, COORDINATOR, "erase_accounts"));
    assert_false(task(world, POLICE, "erase_accounts"));
    assert_int_equal(STATUS_OK, erasure_list(world_act(world, COORDINATOR), &list));
    assert_int_equal(1, json_array_size(list));
    assert_true(dossier_is(world_find(world, list, SHELTER), "present"));
    assert_int_equal(STATUS_DENIED, erasure_list(world_act(world, POLICE), &list));
    assert_int_equal(STATUS_OK, erasure_ask(world_act(world, SHELTER), false));
    assert_false(task(world, COORDINATOR, "erase_accounts"));
    assert_int_equal(0, faults(world));
    struct act *last = world_act(world, COORDINATOR);
    assert_int_equal(STATUS_CONFLICT, erasure_ask(last, true));
    assert_fault(last, "last_coordinator");
}

static void who_left_waits_in_the_list_until_erased(void **state)
{
    struct world *world = world_of(state);
    json_t *list;
    withdraw(world, SHELTER);
    assert_int_equal(STATUS_OK, erasure_list(world_act(world, COORDINATOR), &list));
    assert_false(dossier_is(world_find(world, list, SHELTER), "present"));
    assert_int_equal(STATUS_OK,
                     erasure_erase(world_act(world, COORDINATOR), world->people[SHELTER]));
    assert_int_equal(STATUS_OK, erasure_list(world_act(world, COORDINATOR), &list));
    assert_int_equal(0, json_array_size(list));
}

/* As pages show them, to the coordinator. */
static const char *shown(struct world *world, enum someone who, bool *tampered)
{
    struct account_row row;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    const json_t *person = act_json(world->arena, person_json(act, conn, world->people[who]));
    *tampered = act->tampered;
    enum status status = person_rows_account(&row, conn, world->arena, world->people[who]);
    const bool reached = person_email(act, conn, &row) != NULL;
    db_done(conn);
    assert_int_equal(STATUS_OK, status);
    assert_int_equal(json_is_true(json_object_get(person, "erased")) || *tampered, !reached);
    return act_text(person, "name");
}

static void put_seal(struct world *world, struct bytes seal, enum someone who)
{
    char *hex = arena_alloc(world->arena, 2 * seal.len + 1);
    bytes_hex(hex, seal);
    raw_change(world, "UPDATE account SET person = x'%s' WHERE id = '%s'", hex,
               world_hex(world, world->people[who].id));
}

static void a_seal_of_before_names_nobody(void **state)
{
    struct world *world = world_of(state);
    bool tampered;
    assert_string_equal("Sage-femme", shown(world, HOSPITAL, &tampered));
    const struct bytes before = blob(world, "person", HOSPITAL);
    withdraw(world, HOSPITAL);
    assert_string_equal("Sage-femme", shown(world, HOSPITAL, &tampered));
    assert_false(tampered);
    assert_int_equal(STATUS_OK,
                     erasure_erase(world_act(world, COORDINATOR), world->people[HOSPITAL]));
    assert_string_equal("coordinateur·rice, CHAC", shown(world, HOSPITAL, &tampered));
    assert_false(tampered);
    const struct bytes nobody = blob(world, "person", HOSPITAL);
    put_seal(world, before, HOSPITAL);
    assert_string_equal("coordinateur·rice, CHAC", shown(world, HOSPITAL, &tampered));
    assert_true(tampered);
    put_seal(world, nobody, HOSPITAL);
    assert_string_equal("coordinateur·rice, CHAC", shown(world, HOSPITAL, &tampered));
    assert_false(tampered);
}

/* By whatever act: another name that once was theirs. */
static void a_former_name_is_not_shown(void **state)
{
    struct world *world = world_of(state);
    bool tampered;
    struct account_row row = {.id = world->people[POLICE]};
    const struct bytes present = blob(world, "person", POLICE);
    assert_int_equal(STATUS_OK, person_seal(&row, world->core, world->arena, "Autrefois",
                                            "autrefois@cocon.example"));
    put_seal(world, row.person, POLICE);
    assert_string_equal("coordinateur·rice, Commissariat", shown(world, POLICE, &tampered));
    assert_true(tampered);
    put_seal(world, present, POLICE);
    assert_string_equal(world_people[POLICE].name, shown(world, POLICE, &tampered));
    assert_false(tampered);
}

#define ERASURE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ERASURE_TEST(who_left_is_a_function_and_their_signature_holds),
        ERASURE_TEST(nobody_is_erased_who_is_still_let_in),
        ERASURE_TEST(one_asks_and_coordination_is_told),
        ERASURE_TEST(who_left_waits_in_the_list_until_erased),
        ERASURE_TEST(a_seal_of_before_names_nobody),
        ERASURE_TEST(a_former_name_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
