#include "world_dossier.h"

#include "trust/coordinators.h"
#include "trust/signatory.h"

/* Whom the charter binds, for who reads and within a write. */

struct asking {
    struct act *act;
    struct account_id whom;
    bool is, has_signed;
};

static enum status ask(struct db_conn *conn, void *context)
{
    struct asking *asking = context;
    struct membership_row membership;
    struct act *act = asking->act;
    enum status status =
        person_rows_membership(&membership, conn, act->arena, act->space, asking->whom);
    if (status == STATUS_OK)
        status = signatory_is(&asking->is, act, conn, asking->whom, membership.structure);
    if (status == STATUS_OK)
        status = signatory_has_signed(&asking->has_signed, act, conn, "person", &asking->whom.id);
    return status;
}

/* The same either way. */
static struct asking asked(struct world *world, enum someone whom)
{
    struct asking read = {.act = world_act(world, COORDINATOR), .whom = world->people[whom]};
    struct asking written = {.act = world_act(world, COORDINATOR), .whom = world->people[whom]};
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, ask(conn, &read));
    db_done(conn);
    assert_int_equal(STATUS_OK, db_write(world->core->db, ask, &written));
    assert_int_equal(read.is, written.is);
    assert_int_equal(read.has_signed, written.has_signed);
    return read;
}

static void by_ones_own_hand_and_ones_structures(void **state)
{
    struct world *world = world_of(state);
    world_publish(world, "# Charte");
    for (int who = COORDINATOR; who < SOMEONES - 1; who++) {
        const struct asking nobody = asked(world, (enum someone)who);
        assert_false(nobody.is || nobody.has_signed);
    }
    assert_int_equal(STATUS_OK, charter_adhere(world_act(world, POLICE_TOO), 1));
    assert_true(asked(world, POLICE_TOO).has_signed);
    assert_false(asked(world, POLICE_TOO).is); /* nobody signed for their structure */
    assert_int_equal(STATUS_OK, charter_sign(world_act(world, POLICE), 1));
    assert_true(asked(world, POLICE_TOO).is);
    assert_false(asked(world, POLICE).is || asked(world, POLICE).has_signed);
    assert_int_equal(STATUS_OK, charter_adhere(world_act(world, COORDINATOR), 1));
    assert_true(asked(world, COORDINATOR).is); /* of no structure */
}

/* What does not verify is no signature, whoever asks. */
static void an_edited_signature_is_none(void **state)
{
    struct world *world = world_of(state);
    struct asking asking = {.act = world_act(world, COORDINATOR), .whom = world->people[POLICE]};
    assert_true(asked(world, POLICE).has_signed);
    raw_flip(world, "charter_signature", "signature", 3,
             arena_printf(world->arena, "kind = 'person' AND subject = '%s'",
                          world_hex(world, world->people[POLICE].id)));
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, ask(conn, &asking));
    db_done(conn);
    assert_false(asking.is || asking.has_signed);
}

/* Whose rows do not prove coordinates nothing, and hides nobody else who does. */
static void coordinators_are_counted_by_proof(void **state)
{
    struct world *world = world_of(state);
    size_t count = 0;
    raw_change(world, "UPDATE membership SET coordination = 1 WHERE account = '%s'",
               world_hex(world, world->people[POLICE].id));
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, coordinators_besides(&count, act, conn, NULL, 0));
    assert_int_equal(1, count);
    assert_int_equal(STATUS_OK,
                     coordinators_besides(&count, act, conn, &world->people[COORDINATOR], 1));
    assert_int_equal(0, count);
    db_done(conn);
}

/* Coordination hands the space's key on, whether or not it signed the charter. */
static void coordination_keeps_the_key_unsigned(void **state)
{
    struct world *world = world_of(state);
    world_publish(world, "# Charte");
    for (int who = POLICE; who < LAWYER; who++)
        world_bind(world, (enum someone)who);
    dossier_share(world);
    struct seance_id seance = dossier_drafted(world);
    raw_text(world, "DELETE FROM charter_signature WHERE kind = 'person' AND subject = '%s'",
             world_hex(world, world->people[HOSPITAL_TOO].id));
    world_accept(world, "charter", world_charter(world));
    dossier_review_over(world);
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, HOSPITAL), seance, 1));
    assert_int_equal(STATUS_OK, synthesis_sign(world_act(world, POLICE), seance, 1));
    static const char held[] = "SELECT count(*) FROM envelope JOIN vault ON vault.id ="
                               " envelope.vault WHERE purpose = 'shared' AND envelope.generation ="
                               " vault.generation AND reader = '%s'";
    assert_int_equal(2, raw_number(world, "SELECT generation FROM vault WHERE purpose ="
                                          " 'shared'"));
    assert_int_equal(1, raw_number(world, held, world_hex(world, world->people[COORDINATOR].id)));
    assert_int_equal(0, raw_number(world, held, world_hex(world, world->people[HOSPITAL_TOO].id)));
}

#define EMPTY_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup_empty, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY_TEST(by_ones_own_hand_and_ones_structures),
        WORLD_TEST(an_edited_signature_is_none),
        WORLD_TEST(coordinators_are_counted_by_proof),
        EMPTY_TEST(coordination_keeps_the_key_unsigned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
