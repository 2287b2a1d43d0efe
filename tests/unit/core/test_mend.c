#include "base/clock.h"
#include "core/members/departure.h"
#include "core/members/mend.h"
#include "core/members/withdrawal.h"
#include "crypto/certificate.h"
#include "journal/journal.h"
#include "journal/row_seal.h"
#include "members/erasure.h"
#include "members/members.h"
#include "trust/trust.h"
#include "world_dossier.h"

/* What was edited while it left is free again when the operator says so, and brings nobody back. */

static enum status check(struct world *world, enum state_subject subject, struct id id)
{
    struct db_conn *conn = db_read(world->core->db);
    enum status status = row_seal_check(world->core, world->arena, conn, subject, &id);
    db_done(conn);
    return status;
}

static enum status mend(struct world *world, enum state_subject subject, struct id id)
{
    return mend_frozen(world->core, world->arena, subject, &id, "attack");
}

static bool is_certified(struct world *world, enum someone who)
{
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = trust_now(&certificate, act, conn, world->people[who]);
    db_done(conn);
    return status != STATUS_NOT_FOUND;
}

static void edit_and_withdraw(struct world *world, enum someone who)
{
    raw_change(world, "UPDATE membership SET since = since - 1 WHERE account = '%s'",
               world_hex(world, world->people[who].id));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[who]));
    clock_set(clock_now() + 1);
}

static void a_person_is_free_and_nothing_of_theirs_opens(void **state)
{
    struct world *world = world_of(state);
    const struct id id = world->people[POLICE_TOO].id;
    const char *hex = world_hex(world, id);
    dossier_share(world);
    edit_and_withdraw(world, POLICE_TOO);
    raw_change(world, "UPDATE membership SET since = since + 1 WHERE account = '%s'", hex);
    assert_int_equal(STATUS_TAMPERED, check(world, STATE_PERSON, id)); /* whatever is put back */
    /* what they lay down for the day on which somebody mends it */
    raw_change(world, "UPDATE membership SET until = NULL WHERE account = '%s'", hex);
    raw_change(world, "UPDATE account SET state = 'active' WHERE id = '%s'", hex);
    raw_change(world,
               "INSERT INTO second_factor (id, account, generation, sealed, created_at) VALUES"
               " ('%s', '%s', 1, x'00', 1641900000)",
               hex, hex);
    assert_int_equal(STATUS_OK, mend(world, STATE_PERSON, id));
    assert_int_equal(STATUS_OK, check(world, STATE_PERSON, id));
    assert_string_equal("mend", raw_text(world, "SELECT action FROM journal ORDER BY seq DESC"
                                                " LIMIT 1"));
    assert_string_equal("attack", raw_text(world, "SELECT CAST(substr(detail, 1, 6) AS TEXT) FROM"
                                                  " journal ORDER BY seq DESC LIMIT 1"));
    assert_string_equal("left", raw_text(world, "SELECT state FROM account WHERE id = '%s'", hex));
    assert_int_equal(0, raw_number(world,
                                   "SELECT (SELECT count(*) FROM membership WHERE account = '%s'"
                                   " AND until IS NULL) + (SELECT count(*) FROM account WHERE id ="
                                   " '%s' AND keys IS NOT NULL) + (SELECT count(*) FROM"
                                   " second_factor WHERE account = '%s') + (SELECT count(*) FROM"
                                   " invitation WHERE account = '%s')",
                                   hex, hex, hex, hex));
    assert_int_equal(STATUS_OK, members_grant(world_act(world, COORDINATOR)));
    assert_false(is_certified(world, POLICE_TOO));
}

static const char *sealed_name(struct world *world, struct account_id account)
{
    return raw_text(world, "SELECT hex(person) FROM account WHERE id = '%s'",
                    world_hex(world, account.id));
}

/* The platform cannot even forget somebody whose rows nobody answers for. */
static void who_is_mended_is_forgotten(void **state)
{
    struct world *world = world_of(state);
    const struct account_id account = world->people[POLICE_TOO];
    edit_and_withdraw(world, POLICE_TOO);
    raw_change(world, "UPDATE account SET state = 'left' WHERE id = '%s'",
               world_hex(world, account.id));
    assert_int_equal(STATUS_TAMPERED, erasure_erase(world_act(world, COORDINATOR), account));
    const char *name = sealed_name(world, account);
    assert_int_equal(STATUS_OK, mend(world, STATE_PERSON, account.id));
    assert_string_not_equal(name, sealed_name(world, account));
    assert_int_equal(STATUS_CONFLICT, erasure_erase(world_act(world, COORDINATOR), account));
}

/* Mending is for what no rows can mend. */
static void what_could_be_put_back_is_not_mended(void **state)
{
    struct world *world = world_of(state);
    const struct id id = world->people[POLICE_TOO].id;
    assert_int_equal(STATUS_CONFLICT, mend(world, STATE_PERSON, id)); /* whole */
    raw_change(world, "UPDATE membership SET coordination = 1 WHERE account = '%s'",
               world_hex(world, id));
    assert_int_equal(STATUS_CONFLICT, mend(world, STATE_PERSON, id));
    raw_change(world, "UPDATE membership SET coordination = 0 WHERE account = '%s'",
               world_hex(world, id));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]));
    raw_change(world, "UPDATE membership SET until = NULL WHERE account = '%s'",
               world_hex(world, id));
    assert_int_equal(STATUS_CONFLICT, mend(world, STATE_PERSON, id));
    const struct id nobody = {{7}};
    assert_int_equal(STATUS_NOT_FOUND, mend(world, STATE_PERSON, nobody));
    assert_int_equal(STATUS_CONFLICT, mend(world, STATE_STRUCTURE, id));
    assert_int_equal(STATUS_INVALID, mend(world, STATE_SPACE, world->space.id));
    assert_int_equal(STATUS_INVALID,
                     mend_frozen(world->core, world->arena, STATE_PERSON, &id, "because"));
}

static enum status tell_of_none(struct db_conn *conn, void *context)
{
    struct world *world = context;
    struct act platform = {.core = world->core, .arena = world->arena, .space = world->space};
    const struct id *id = &world->people[POLICE_TOO].id;
    ledger_note(world->core, conn, id, LEDGER_FOUND_EDITED);
    return journal_add(conn, &platform, "edit", "person", id, (struct bytes){0});
}

static void nor_is_somebody_whose_access_goes_on(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK, db_write(world->core->db, tell_of_none, world));
    assert_int_equal(STATUS_DENIED, mend(world, STATE_PERSON, world->people[POLICE_TOO].id));
    assert_int_equal(1, raw_number(world,
                                   "SELECT count(*) FROM account WHERE id = '%s' AND keys"
                                   " IS NOT NULL AND erased_at IS NULL",
                                   world_hex(world, world->people[POLICE_TOO].id)));
}

/* Who removed what ended their access would be let in again. */
static void what_ends_an_access_is_put_back_first(void **state)
{
    static const char *const edits[] = {
        "DELETE FROM revocation WHERE account = '%s'",
        "UPDATE revocation SET at = at + 1 WHERE account = '%s'",
        "UPDATE certificate SET coordination = 1 WHERE account = '%s'",
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        world_teardown(state);
        world_setup(state);
        struct world *world = world_of(state);
        const struct id id = world->people[POLICE_TOO].id;
        edit_and_withdraw(world, POLICE_TOO);
        char sql[128];
        snprintf(sql, sizeof sql, edits[i], world_hex(world, id));
        raw_change(world, "%s", sql);
        if (mend(world, STATE_PERSON, id) != STATUS_TAMPERED)
            fail_msg("%s", sql);
        assert_int_equal(STATUS_TAMPERED, check(world, STATE_PERSON, id));
    }
}

/* An entry of before departures stopped at edited rows: it answers for none. */
static enum status freeze(struct db_conn *conn, void *context)
{
    struct act *act = context;
    const struct id *structure = &act->over.object;
    ledger_note(act->core, conn, structure, LEDGER_FOUND_EDITED);
    return journal_add(conn, act, "edit", "structure", structure, (struct bytes){0});
}

static void a_structure_that_left_is_free(void **state)
{
    struct world *world = world_of(state);
    const struct structure_id structure = world->structures[S_POLICE];
    const char *hex = world_hex(world, structure.id);
    struct act platform = {.core = world->core,
                           .arena = world->arena,
                           .space = world->space,
                           .over.object = structure.id};
    assert_int_equal(STATUS_OK, departure_leave(world_act(world, COORDINATOR), structure));
    assert_int_equal(STATUS_OK, db_write(world->core->db, freeze, &platform));
    assert_int_equal(STATUS_TAMPERED, check(world, STATE_STRUCTURE, structure.id));
    raw_change(world, "UPDATE departure SET at = at - 1 WHERE structure = '%s'", hex);
    assert_int_equal(STATUS_TAMPERED, mend(world, STATE_STRUCTURE, structure.id));
    raw_change(world, "UPDATE departure SET at = at + 1 WHERE structure = '%s'", hex);
    assert_int_equal(STATUS_OK, mend(world, STATE_STRUCTURE, structure.id));
    assert_int_equal(STATUS_OK, check(world, STATE_STRUCTURE, structure.id));
    assert_int_equal(STATUS_CONFLICT, mend(world, STATE_STRUCTURE, structure.id)); /* once */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_person_is_free_and_nothing_of_theirs_opens),
        WORLD_TEST(who_is_mended_is_forgotten),
        WORLD_TEST(what_could_be_put_back_is_not_mended),
        WORLD_TEST(nor_is_somebody_whose_access_goes_on),
        WORLD_TEST(what_ends_an_access_is_put_back_first),
        WORLD_TEST(a_structure_that_left_is_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
