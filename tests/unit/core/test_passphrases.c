#include "raw.h"

#include "core/passphrases.h"
#include "core/sign_in.h"

#define PASSPHRASE "sept girafes traversent Corbès"
#define POLICE_EMAIL "p1@cocon.example"
#define HOSPITAL_EMAIL "p3@cocon.example"

static enum status put_keys(struct db_conn *conn, void *context)
{
    const struct account_row *row = context;
    return person_rows_set_keys(conn, row, row->generation);
}

static void seal(struct world *world, enum someone who)
{
    struct account_row row;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, person_rows_account(&row, conn, world->arena, world->people[who]));
    db_done(conn);
    assert_int_equal(
        STATUS_OK, passphrases_seal(&row, world->core, world->arena, world->keys[who], PASSPHRASE));
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_keys, &row));
}

static int setup(void **state)
{
    int result = world_setup(state);
    if (result != 0)
        return result;
    seal(*state, POLICE);
    seal(*state, HOSPITAL);
    seal(*state, SHELTER);
    return 0;
}

static enum status try(struct world *world, const char *email, const char *passphrase)
{
    char token[TOKEN_TEXT];
    return sign_in(world->core, world->arena, email, passphrase, SLOTS_TRUSTED, token);
}

/* What one refusal takes of the processor: passes over so much memory. */
static unsigned refusal_costs(struct world *world, const char *email)
{
    const uint64_t before = passphrase_worked();
    assert_int_equal(STATUS_DENIED, try(world, email, "faux"));
    return (unsigned)(passphrase_worked() - before);
}

/* Police have the cost of the row, the hospital that of the rule, the shelter that of the floor. */
static void a_refusal_costs_the_same_whoever_it_is(void **state)
{
    enum { TODAY = 3 * 1024 };
    static const struct {
        const char *row;
        unsigned expected;
    } costs[] = {
        {"passes = 1, memory_kib = 1024, lanes = 1", TODAY},
        {"passes = 2, memory_kib = 1024, lanes = 1", TODAY},
        {"passes = 1, memory_kib = 1500, lanes = 1", TODAY},
        {"passes = 1, memory_kib = 2048, lanes = 2", TODAY},
        {"passes = 3, memory_kib = 1024, lanes = 1", TODAY},
        {"passes = 4, memory_kib = 1024, lanes = 1", 4 * 1024},
        {"passes = 12, memory_kib = 4096, lanes = 4", 12 * 4096},
    };
    static const char *const doors[] = {POLICE_EMAIL, HOSPITAL_EMAIL, "p5@cocon.example",
                                        "invitee@cocon.example", "nobody@cocon.example"};
    static const char *const closed[] = {
        "UPDATE account SET state = 'suspended' WHERE id = '%s'",
        "UPDATE account SET state = 'left' WHERE id = '%s'",
        "UPDATE membership SET suspended_at = 1 WHERE account = '%s'",
        "UPDATE membership SET until = 1 WHERE account = '%s'",
    };
    struct world *world = world_of(state);
    const char *police = world_hex(world, world->people[POLICE].id);
    const char *hospital = world_hex(world, world->people[HOSPITAL].id);
    core_close(world->core);
    world_cost(world, 3);
    world_open(world);
    raw_change(world, "UPDATE account SET passes = 3 WHERE id = '%s'", hospital);
    for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
        raw_change(world, "UPDATE account SET %s WHERE id = '%s'", costs[i].row, police);
        for (size_t j = 0; j < sizeof doors / sizeof *doors; j++)
            assert_int_equal(costs[i].expected, refusal_costs(world, doors[j]));
    }
    /* one that no rule allows makes nobody wait */
    raw_change(world, "UPDATE account SET passes = 13 WHERE id = '%s'", police);
    assert_int_equal(STATUS_TAMPERED, try(world, POLICE_EMAIL, PASSPHRASE));
    assert_int_equal(TODAY, refusal_costs(world, "nobody@cocon.example"));
    raw_change(world, "UPDATE account SET passes = 1, memory_kib = 1024, lanes = 1 WHERE id = '%s'",
               police);
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        raw_change(world, closed[i], police);
        assert_int_equal(TODAY, refusal_costs(world, POLICE_EMAIL));
        /* theirs, however, is not called wrong; and a dear one costs all the same as before */
        assert_int_equal(STATUS_CONFLICT, try(world, POLICE_EMAIL, PASSPHRASE));
        raw_change(world, "UPDATE account SET passes = 4 WHERE id = '%s'", police);
        assert_int_equal(4 * 1024, refusal_costs(world, POLICE_EMAIL));
        assert_int_equal(4 * 1024, refusal_costs(world, "nobody@cocon.example"));
        raw_change(world, "UPDATE account SET passes = 1 WHERE id = '%s'", police);
        raw_change(world, "UPDATE account SET state = 'active' WHERE id = '%s'", police);
        raw_change(world,
                   "UPDATE membership SET suspended_at = NULL, until = NULL WHERE account = '%s'",
                   police);
    }
    world_accept(world, "person", world->people[POLICE].id);
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PASSPHRASE));
    assert_int_equal(3, raw_number(world, "SELECT passes FROM account WHERE id = '%s'", police));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refusal_costs_the_same_whoever_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
