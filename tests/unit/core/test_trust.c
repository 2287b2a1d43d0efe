#include "raw.h"

#include "anchors.h"
#include "trust/state.h"

/* Who holds valid keys and has entries of the journal sealed, as somebody with the server's key
 * could: what they sign is theirs, and no more than theirs to say. */

struct saying {
    struct act *act;
    struct world *world;
    enum someone whom;
    bool coordination;
    const struct account_keys *recovery; /* NULL: in one's own name */
};

static enum status say_certified(struct db_conn *conn, void *context)
{
    const struct saying *saying = context;
    struct world *world = saying->world;
    struct act *act = saying->act;
    struct certificate certificate = {.account = world->people[saying->whom],
                                      .public = world->keys[saying->whom]->public,
                                      .structure =
                                          world->structures[world_people[saying->whom].structure],
                                      .coordination = saying->coordination,
                                      .represents = world_people[saying->whom].represents,
                                      .from = clock_now()};
    enum status status = state_note(act, conn, STATE_PERSON, &certificate.account.id);
    if (status == STATUS_OK)
        status = saying->recovery != NULL ? trust_recover(act, conn, &certificate, saying->recovery)
                                          : trust_certify(act, conn, &certificate);
    return status;
}

static enum status say_revoked(struct db_conn *conn, void *context)
{
    const struct saying *saying = context;
    const struct account_id whom = saying->world->people[saying->whom];
    enum status status = state_note(saying->act, conn, STATE_PERSON, &whom.id);
    return status == STATUS_OK ? trust_revoke(saying->act, conn, whom) : status;
}

/* Of another space: nobody here. */
static struct act *from_elsewhere(struct world *world)
{
    struct act *act = world_act(world, STRANGER);
    act->space = world->space;
    act->membership = (struct act_membership){0};
    return act;
}

static void certify(struct world *world, struct act *act, enum someone whom, bool coordination)
{
    struct saying saying = {act, world, whom, coordination, NULL};
    assert_int_equal(STATUS_OK, db_write(world->core->db, say_certified, &saying));
}

static void end_access(struct world *world, struct act *act, enum someone whom)
{
    struct saying saying = {.act = act, .world = world, .whom = whom};
    assert_int_equal(STATUS_OK, db_write(world->core->db, say_revoked, &saying));
}

static enum status who_is(struct world *world, enum someone whom)
{
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = trust_now(&certificate, act, conn, world->people[whom]);
    db_done(conn);
    if (status != STATUS_OK)
        assert_true(id_is_none(&certificate.account.id));
    return status;
}

static void who_does_not_coordinate_certifies_nobody(void **state)
{
    struct world *world = world_of(state);
    certify(world, world_act(world, POLICE), LAWYER, false);
    assert_int_equal(STATUS_TAMPERED, who_is(world, LAWYER));
    certify(world, world_act(world, COORDINATOR), HOSPITAL, false);
    assert_int_equal(STATUS_OK, who_is(world, HOSPITAL));
}

static void nobody_certifies_themselves_but_the_founder(void **state)
{
    struct world *world = world_of(state);
    certify(world, world_act(world, POLICE), POLICE, true);
    assert_int_equal(STATUS_TAMPERED, who_is(world, POLICE));
}

static void who_is_nobody_here_certifies_nobody(void **state)
{
    struct world *world = world_of(state);
    certify(world, from_elsewhere(world), LAWYER, true);
    assert_int_equal(STATUS_TAMPERED, who_is(world, LAWYER));
}

/* Each by the other, in one second: a chain that never comes to the founder. */
static void two_do_not_certify_each_other(void **state)
{
    struct world *world = world_of(state);
    struct act *police = world_act(world, POLICE), *hospital = world_act(world, HOSPITAL);
    certify(world, police, HOSPITAL, true);
    hospital->turn = 0;
    hospital->membership = (struct act_membership){0};
    certify(world, hospital, POLICE, true);
    assert_int_equal(STATUS_TAMPERED, who_is(world, HOSPITAL));
    assert_int_equal(STATUS_TAMPERED, who_is(world, POLICE));
}

static enum status trust_their_key(struct db_conn *conn, void *context)
{
    (void)conn;
    const struct saying *saying = context;
    return anchors_recovery_add(saying->world->core->anchors, saying->world->space,
                                &saying->recovery->public, clock_now());
}

static void trustees_name_a_coordinator_and_nobody_else(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = account_keys_new();
    struct saying saying = {world_act(world, COORDINATOR), world, LAWYER, true, recovery};
    assert_int_equal(STATUS_OK, db_write(world->core->db, trust_their_key, &saying));
    assert_int_equal(STATUS_OK, db_write(world->core->db, say_certified, &saying));
    assert_int_equal(STATUS_OK, who_is(world, LAWYER));
    saying.whom = HOSPITAL;
    saying.coordination = false;
    assert_int_equal(STATUS_OK, db_write(world->core->db, say_certified, &saying));
    assert_int_equal(STATUS_TAMPERED, who_is(world, HOSPITAL));
    account_keys_free(recovery);
}

static void who_does_not_coordinate_ends_nobodys_access(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    end_access(world, world_act(world, POLICE), HOSPITAL);
    assert_int_equal(STATUS_TAMPERED, who_is(world, HOSPITAL));
    end_access(world, from_elsewhere(world), SHELTER);
    assert_int_equal(STATUS_TAMPERED, who_is(world, SHELTER));
    end_access(world, act, POLICE_TOO);
    assert_int_equal(STATUS_NOT_FOUND, who_is(world, POLICE_TOO));
}

static enum status member(struct world *world, const struct membership_row *membership,
                          const struct account_row *account)
{
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    enum status status = trust_member(&certificate, act, conn, membership, account);
    db_done(conn);
    assert_true((status == STATUS_OK) != id_is_none(&certificate.account.id));
    return status;
}

static void rows_say_what_the_certificate_says(void **state)
{
    struct world *world = world_of(state);
    struct membership_row is, membership;
    struct account_row was, account;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, person_rows_membership(&is, conn, world->arena, world->space,
                                                       world->people[POLICE]));
    assert_int_equal(STATUS_OK,
                     person_rows_account(&was, conn, world->arena, world->people[POLICE]));
    db_done(conn);
    was.state = "active";
    assert_int_equal(STATUS_OK, member(world, &is, &was));
    for (int field = 0; field < 8; field++) {
        membership = is;
        account = was;
        if (field == 0)
            account.state = "suspended";
        else if (field == 1)
            membership.until = clock_now();
        else if (field == 2)
            membership.suspended_at = clock_now();
        else if (field == 3)
            membership.structure = world->structures[S_SHELTER];
        else if (field == 4)
            membership.coordination = true;
        else if (field == 5)
            membership.represents = false;
        else if (field == 6)
            account.box_public[31] ^= 1;
        else
            account.sign_public[31] ^= 1;
        assert_int_equal(field < 3 ? STATUS_NOT_FOUND : STATUS_TAMPERED,
                         member(world, &membership, &account));
    }
}

/* What the journal tells of is what was signed, not the signature beside it. */
static void a_signature_is_looked_at(void **state)
{
    struct world *world = world_of(state);
    const char *police =
        arena_printf(world->arena, "account = '%s'", world_hex(world, world->people[POLICE].id));
    raw_flip(world, "certificate", "signature", 3, police);
    assert_int_equal(STATUS_TAMPERED, who_is(world, POLICE));
    raw_flip(world, "certificate", "signature", 3, police);
    assert_int_equal(STATUS_OK, who_is(world, POLICE));
    end_access(world, world_act(world, COORDINATOR), POLICE);
    assert_int_equal(STATUS_NOT_FOUND, who_is(world, POLICE));
    raw_flip(world, "revocation", "signature", 3, police);
    assert_int_equal(STATUS_TAMPERED, who_is(world, POLICE));
}

static void a_certificate_is_of_its_time(void **state)
{
    struct world *world = world_of(state);
    enum { YEARS = 3650 * DAY };
    clock_set(WORLD_START + YEARS - 2);
    assert_int_equal(STATUS_OK, who_is(world, POLICE));
    clock_set(WORLD_START + YEARS - 1); /* who is certified is so at the end of this second */
    assert_int_equal(STATUS_NOT_FOUND, who_is(world, POLICE));
}

static void what_somebody_was_until_they_left(void **state)
{
    struct world *world = world_of(state);
    struct certificate certificate;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_NOT_FOUND,
                     trust_before(&certificate, act, conn, world->people[POLICE]));
    db_done(conn);
    clock_set(clock_now() + 60);
    end_access(world, act, POLICE);
    conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, trust_before(&certificate, act, conn, world->people[POLICE]));
    assert_true(certificate.represents);
    db_done(conn);
    clock_set(clock_now() + 60);
    end_access(world, world_act(world, SHELTER), HOSPITAL);
    conn = db_read(world->core->db);
    assert_int_equal(STATUS_TAMPERED,
                     trust_before(&certificate, act, conn, world->people[HOSPITAL]));
    db_done(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(who_does_not_coordinate_certifies_nobody),
        WORLD_TEST(nobody_certifies_themselves_but_the_founder),
        WORLD_TEST(who_is_nobody_here_certifies_nobody),
        WORLD_TEST(two_do_not_certify_each_other),
        WORLD_TEST(trustees_name_a_coordinator_and_nobody_else),
        WORLD_TEST(who_does_not_coordinate_ends_nobodys_access),
        WORLD_TEST(rows_say_what_the_certificate_says),
        WORLD_TEST(a_certificate_is_of_its_time),
        WORLD_TEST(a_signature_is_looked_at),
        WORLD_TEST(what_somebody_was_until_they_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
