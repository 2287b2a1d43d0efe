#include "raw.h"

#include "base/text.h"
#include "core/doors/sign_in.h"
#include "doors/passphrases.h"

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

#define PLAIN "neuf lamas boivent à Florac"
#define BROKEN "neuf\u00A0lamas boivent\u202Fà Florac"

static enum status opens(struct world *world, const struct account_row *row, const char *typed,
                         bool outdated)
{
    struct passphrases_opened opened;
    enum status status =
        passphrases_open_as(&opened, world->core, world->arena, row, typed, SLOTS_TRUSTED);
    if (status == STATUS_OK)
        assert_int_equal(outdated, opened.outdated);
    account_keys_free(opened.keys);
    return status;
}

static struct account_row row_of(struct world *world, enum someone who)
{
    struct account_row row;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, person_rows_account(&row, conn, world->arena, world->people[who]));
    db_done(conn);
    return row;
}

/* Whichever keyboard wrote a space or an accent. */
static void spaces_are_spaces(void **state)
{
    struct world *world = world_of(state);
    static const char *const sealed[] = {PLAIN, BROKEN, "neuf lamas boivent a\u0300 Florac"};
    static const char *const typed[] = {PLAIN,
                                        BROKEN,
                                        "neuf lamas\u3000boivent\u2003à\u2009Florac",
                                        "neuf lamas boivent a\u0300 Florac",
                                        PLAIN " ",
                                        " " BROKEN "\n"};
    static const char *const wrong[] = {"neuf  lamas boivent à Florac",
                                        "neuflamas boivent à Florac",
                                        "Neuf lamas boivent à Florac",
                                        "neuf lamas boivent a Florac",
                                        PLAIN "\u200B",
                                        ""};
    struct account_row row = row_of(world, POLICE);
    for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++) {
        assert_int_equal(STATUS_OK, passphrases_seal(&row, world->core, world->arena,
                                                     world->keys[POLICE], sealed[i]));
        for (size_t j = 0; j < sizeof typed / sizeof *typed; j++)
            assert_int_equal(STATUS_OK, opens(world, &row, typed[j], false));
        for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++)
            assert_int_equal(STATUS_DENIED, opens(world, &row, wrong[j], false));
    }
}

/* As rows were sealed before there was text_opaque(). */
static void seal_formerly(struct world *world, struct account_row *row, const char *passphrase)
{
    const struct passphrase_cost cost = {row->passes, row->memory_kib, row->lanes};
    struct passphrase_salt salt;
    struct passphrase_key key;
    const char *text = text_former(world->arena, passphrase);
    memcpy(salt.bytes, row->salt, sizeof salt.bytes);
    assert_int_equal(STATUS_OK, passphrase_derive(&key, text, strlen(text), &salt, row->id,
                                                  server_key_pepper(world->core->key, 0), &cost));
    assert_int_equal(STATUS_OK, account_keys_seal(&row->keys, world->arena, world->keys[POLICE],
                                                  row->id, row->generation, &key));
    passphrase_key_free(&key);
    assert_int_equal(STATUS_OK, db_write(world->core->db, put_keys, row));
    world_accept(world, "person", row->id.id);
}

/* It opens with what people have always typed, and from then on with any space. */
static void former_rows_open_and_are_sealed_again(void **state)
{
    static const char *const typed[] = {BROKEN, " " BROKEN " ", BROKEN "\x07"};
    struct world *world = world_of(state);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct account_row row = row_of(world, POLICE);
        seal_formerly(world, &row, typed[i]);
        assert_int_equal(STATUS_DENIED, try(world, POLICE_EMAIL, PLAIN));
        assert_int_equal(STATUS_OK, opens(world, &row, typed[i], true));
        assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, typed[i]));
        row = row_of(world, POLICE);
        assert_int_equal(STATUS_OK, opens(world, &row, typed[i], false));
        assert_int_equal(STATUS_OK, opens(world, &row, PLAIN, false));
        assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PLAIN));
    }
    /* what has but one form is left as it is */
    struct account_row row = row_of(world, POLICE);
    seal_formerly(world, &row, PLAIN);
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PLAIN " "));
    assert_memory_equal(row.salt, row_of(world, POLICE).salt, sizeof row.salt);
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PLAIN));
}

/* A blank typed at the end must not become part of the passphrase when its cost is raised. */
static void raising_the_cost_keeps_the_passphrase(void **state)
{
    struct world *world = world_of(state);
    struct account_row row = row_of(world, POLICE);
    seal_formerly(world, &row, PLAIN);
    core_close(world->core);
    world_cost(world, 3);
    world_open(world);
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PLAIN " "));
    assert_int_equal(3, row_of(world, POLICE).passes);
    assert_int_equal(STATUS_OK, try(world, POLICE_EMAIL, PLAIN));
}

/* Forms are those of the text alone: their number tells of no account. */
static void more_forms_cost_the_same_for_all(void **state)
{
    static const struct {
        const char *typed;
        unsigned forms;
    } texts[] = {
        {"faux", 1}, {"faux mot", 1}, {"faux\u00A0mot", 2}, {" faux", 2}, {" faux\u00A0mot", 3}};
    static const char *const doors[] = {POLICE_EMAIL, HOSPITAL_EMAIL, "p5@cocon.example",
                                        "nobody@cocon.example"};
    struct world *world = world_of(state);
    core_close(world->core);
    world_cost(world, 3);
    world_open(world);
    raw_change(world, "UPDATE account SET passes = 4 WHERE id = '%s'",
               world_hex(world, world->people[HOSPITAL].id));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t j = 0; j < sizeof doors / sizeof *doors; j++) {
            const uint64_t before = passphrase_worked();
            assert_int_equal(STATUS_DENIED, try(world, doors[j], texts[i].typed));
            assert_int_equal(texts[i].forms * 4 * 1024, passphrase_worked() - before);
        }
}

static void check_fault(struct world *world, const char *passphrase, const char *again,
                        const char *field, const char *key)
{
    json_t *faults;
    json_t *fields = json_pack("{s:s, s:s}", "passphrase", passphrase, "passphrase_again", again);
    enum status status = passphrases_check(&faults, world->core, world->arena, fields, NULL, 0);
    const char *found =
        field == NULL ? NULL
                      : json_string_value(json_object_get(json_object_get(faults, field), "key"));
    assert_int_equal(field == NULL ? STATUS_OK : STATUS_INVALID, status);
    if (field != NULL)
        assert_string_equal(key, found != NULL ? found : "none");
    json_decref(fields);
}

static void what_nobody_can_type_again_is_refused(void **state)
{
    struct world *world = world_of(state);
    static const char *const unseen[] = {PLAIN "\u200B", "\uFEFF" PLAIN,
                                         PLAIN "\u202E", PLAIN "\t",
                                         PLAIN "\n",     "neuf\u00ADlamas boivent à Florac"};
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        check_fault(world, unseen[i], unseen[i], "passphrase", "passphrase_unseen");
    check_fault(world, PLAIN, BROKEN, NULL, NULL);
    check_fault(world, PLAIN, PLAIN "x", "passphrase_again", "passphrase_differs");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refusal_costs_the_same_whoever_it_is), TEST(spaces_are_spaces),
        TEST(former_rows_open_and_are_sealed_again),  TEST(raising_the_cost_keeps_the_passphrase),
        TEST(more_forms_cost_the_same_for_all),       TEST(what_nobody_can_type_again_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
