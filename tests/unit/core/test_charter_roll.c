#include "raw.h"

#include "core/members/departure.h"
#include "trust/charter_end.h"
#include "trust/charter_roll.h"
#include "trust/charter_version.h"
#include "trust/state.h"

/* Signatures of the charter by people with valid keys who have their entries sealed: each speaks
 * for themselves, and who represents a structure for that one. */

struct signing {
    struct act *act;
    const char *kind;
    struct id subject;
    struct account_id account; /* whose signature it says it is */
    int64_t at;
    struct id told; /* of whom its entry tells */
};

static enum status sign(struct db_conn *conn, void *context)
{
    const struct signing *signing = context;
    struct act *act = signing->act;
    struct charter_row version;
    struct signature signature;
    enum status status = charter_rows_newest(&version, conn, act->arena, act->space);
    if (status == STATUS_OK)
        status = state_note(act, conn, STATE_CHARTER, &version.id.id);
    if (status != STATUS_OK)
        return status;
    struct charter_signature_row row = {.charter = version.id,
                                        .space = act->space,
                                        .subject = signing->subject,
                                        .kind = signing->kind,
                                        .account = signing->account,
                                        .signed_at = signing->at};
    memcpy(row.box_public, act->keys->public.box, sizeof row.box_public);
    memcpy(row.sign_public, act->keys->public.sign, sizeof row.sign_public);
    record_sign(&signature, charter_roll_record(act->arena, &version, &row), act->keys);
    memcpy(row.signature, signature.bytes, sizeof row.signature);
    status = charter_rows_sign(conn, &row);
    return status == STATUS_OK
               ? journal_add(conn, act, strcmp(row.kind, "person") == 0 ? "adhere" : "sign",
                             "charter", &version.id.id, BYTES_OF(signing->told.bytes))
               : status;
}

static struct signing by(struct world *world, enum someone who, const char *kind, struct id subject)
{
    return (struct signing){.act = world_act(world, who),
                            .kind = kind,
                            .subject = subject,
                            .account = world->people[who],
                            .at = clock_now(),
                            .told = subject};
}

static enum charter_worth worth(struct world *world, struct signing signing)
{
    struct charter_roll roll;
    assert_int_equal(STATUS_OK, db_write(world->core->db, sign, &signing));
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_roll_load(&roll, act, conn));
    db_done(conn);
    const struct charter_bond *bond = charter_roll_find(&roll, signing.kind, &signing.subject);
    assert_non_null(bond);
    return bond->worth;
}

static void a_person_signs_for_themselves_alone(void **state)
{
    struct world *world = world_of(state);
    const struct id lawyer = world->people[LAWYER].id;
    assert_int_equal(CHARTER_WORTHLESS, worth(world, by(world, POLICE, "person", lawyer)));
    assert_int_equal(CHARTER_WORTHLESS, worth(world, by(world, COORDINATOR, "person", lawyer)));
    struct signing in_their_name = by(world, POLICE, "person", lawyer);
    in_their_name.account = world->people[LAWYER]; /* with other keys than are certified */
    assert_int_equal(CHARTER_WORTHLESS, worth(world, in_their_name));
    assert_int_equal(CHARTER_VERIFIED, worth(world, by(world, LAWYER, "person", lawyer)));
}

static void a_structure_is_bound_by_who_represents_it(void **state)
{
    struct world *world = world_of(state);
    const struct id lawyers = world->structures[S_LAWYER].id;
    const struct id police = world->structures[S_POLICE].id;
    assert_int_equal(CHARTER_WORTHLESS, worth(world, by(world, SHELTER, "structure", lawyers)));
    assert_int_equal(CHARTER_WORTHLESS, worth(world, by(world, POLICE_TOO, "structure", police)));
    assert_int_equal(CHARTER_VERIFIED, worth(world, by(world, POLICE, "structure", police)));
}

/* Nobody signs as of another day, nor what no entry tells of. */
static void a_signature_counts_when_it_was_told(void **state)
{
    struct world *world = world_of(state);
    const struct id lawyer = world->people[LAWYER].id;
    clock_set(clock_now() + DAY);
    struct signing signing = by(world, LAWYER, "person", lawyer);
    signing.told = world->people[STRANGER].id;
    assert_int_equal(CHARTER_WORTHLESS, worth(world, signing));
    signing = by(world, LAWYER, "person", lawyer);
    signing.at -= 61;
    assert_int_equal(CHARTER_WORTHLESS, worth(world, signing));
    signing.at += 62;
    assert_int_equal(CHARTER_WORTHLESS, worth(world, signing));
    signing.at -= 1;
    assert_int_equal(CHARTER_VERIFIED, worth(world, signing));
    signing.at -= 60;
    assert_int_equal(CHARTER_VERIFIED, worth(world, signing));
}

struct publishing {
    struct act *act;
    int64_t number, at;
};

static enum status publish(struct db_conn *conn, void *context)
{
    const struct publishing *publishing = context;
    struct act *act = publishing->act;
    const char *text = arena_printf(act->arena, "# Charte %d", (int)publishing->number);
    struct digest digest;
    struct signature signature;
    uint8_t detail[CHARTER_VERSION_DETAIL];
    struct charter_row row = {.space = act->space,
                              .number = publishing->number,
                              .text = text,
                              .published_at = publishing->at,
                              .published_by = act->who};
    id_new(&row.id.id);
    digest_sha256(&digest, (struct bytes){(const uint8_t *)text, strlen(text)});
    memcpy(row.sha256, digest.bytes, sizeof row.sha256);
    record_sign(&signature, charter_version_record(act->arena, &row), act->keys);
    memcpy(row.signature, signature.bytes, sizeof row.signature);
    enum status status = state_note(act, conn, STATE_CHARTER, &row.id.id);
    if (status == STATUS_OK)
        status = charter_rows_insert(conn, &row);
    charter_version_detail(detail, act->arena, &row);
    return status == STATUS_OK
               ? journal_add(conn, act, "publish", "charter", &row.id.id, BYTES_OF(detail))
               : status;
}

static void put_version(struct world *world, struct act *act, int64_t number, int64_t at)
{
    struct publishing publishing = {act, number, at};
    assert_int_equal(STATUS_OK, db_write(world->core->db, publish, &publishing));
}

/* How many versions bind; none if one of them is not what it says. */
static size_t in_force(struct world *world)
{
    struct charter_row *rows;
    size_t count;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_roll_in_force(&rows, &count, act, conn));
    db_done(conn);
    assert_int_equal(act->tampered, count == 0);
    return count;
}

static void versions_come_one_after_the_other(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(1, in_force(world));
    put_version(world, world_act(world, COORDINATOR), 3, clock_now());
    assert_int_equal(0, in_force(world)); /* where is the second? */
    clock_set(clock_now() + DAY);
    put_version(world, world_act(world, COORDINATOR), 2, clock_now());
    assert_int_equal(0, in_force(world)); /* later than the third */
}

static void a_version_is_of_the_day_when_it_was_told(void **state)
{
    struct world *world = world_of(state);
    clock_set(clock_now() + DAY);
    put_version(world, world_act(world, COORDINATOR), 2, clock_now() - 60);
    assert_int_equal(2, in_force(world));
    put_version(world, world_act(world, COORDINATOR), 3, clock_now() - 61);
    assert_int_equal(0, in_force(world));
}

static void none_is_left_out(void **state)
{
    struct world *world = world_of(state);
    clock_set(clock_now() + DAY);
    put_version(world, world_act(world, COORDINATOR), 2, clock_now());
    assert_int_equal(2, in_force(world));
    (void)raw_text(world, "DELETE FROM charter_signature WHERE space = '%s'",
                   world_hex(world, world->space.id));
    raw_change(world, "DELETE FROM charter WHERE number = 2");
    assert_int_equal(0, in_force(world));
}

static void a_version_bears_its_signature(void **state)
{
    struct world *world = world_of(state);
    const char *where =
        arena_printf(world->arena, "space = '%s'", world_hex(world, world->space.id));
    raw_flip(world, "charter", "signature", 9, where);
    assert_int_equal(0, in_force(world));
    raw_flip(world, "charter", "signature", 9, where);
    assert_int_equal(1, in_force(world));
}

static void coordination_publishes(void **state)
{
    struct world *world = world_of(state);
    put_version(world, world_act(world, POLICE), 2, clock_now());
    assert_int_equal(0, in_force(world));
}

static void who_is_nobody_here_publishes_nothing(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, STRANGER);
    act->space = world->space;
    act->membership = (struct act_membership){0};
    put_version(world, act, 2, clock_now());
    assert_int_equal(0, in_force(world));
}

static void who_signed_the_version_before_is_bound_by_it(void **state)
{
    struct world *world = world_of(state);
    struct charter_roll roll;
    clock_set(clock_now() + DAY);
    world_publish(world, "# Deux");
    world_bind(world, HOSPITAL);
    assert_int_equal(STATUS_OK, charter_adhere(world_act(world, POLICE), 2));
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_roll_load(&roll, act, conn));
    db_done(conn);
    const struct structure_id none = {{{0}}};
    static const struct {
        enum someone who;
        bool binds, outdated;
    } people[] = {{HOSPITAL, true, false},
                  {HOSPITAL_TOO, true, true},
                  {POLICE, true, true},
                  {COORDINATOR, true, true},
                  {LAWYER, false, false}};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        const int structure = world_people[people[i].who].structure;
        const struct structure_id theirs = structure < 0 ? none : world->structures[structure];
        const struct account_id account = world->people[people[i].who];
        assert_int_equal(people[i].binds, charter_roll_binds(&roll, account, theirs));
        assert_int_equal(people[i].outdated, charter_roll_outdated(&roll, account, theirs));
    }
}

/* Gone is gone, whatever day the row says. */
static void an_edited_departure_is_one(void **state)
{
    struct world *world = world_of(state);
    bool left;
    const struct structure_id police = world->structures[S_POLICE];
    clock_set(clock_now() + DAY);
    assert_int_equal(STATUS_OK, departure_leave(world_act(world, COORDINATOR), police));
    for (int edit = 0; edit < 3; edit++) {
        if (edit == 1)
            raw_change(world, "UPDATE departure SET at = 1");
        if (edit == 2)
            raw_change(world, "DELETE FROM departure");
        struct act *act = world_act(world, COORDINATOR);
        struct db_conn *conn = db_read(world->core->db);
        assert_int_equal(STATUS_OK, charter_end_since(&left, act, conn, police, WORLD_START));
        assert_true(left);
        assert_int_equal(edit == 0 ? STATUS_OK : STATUS_TAMPERED,
                         charter_end_told(act, conn, police));
        db_done(conn);
    }
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(
        STATUS_OK, charter_end_since(&left, act, conn, world->structures[S_SHELTER], WORLD_START));
    assert_false(left);
    db_done(conn);
}

/* Whoever signed nothing is found as nobody, not as who stands next. */
static void who_signed_nothing_is_bound_by_nothing(void **state)
{
    struct world *world = world_of(state);
    struct charter_roll roll;
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, charter_roll_load(&roll, act, conn));
    db_done(conn);
    assert_null(charter_roll_find(&roll, "person", &world->people[LAWYER].id));
    assert_null(charter_roll_find(&roll, "person", &world->structures[S_POLICE].id));
    assert_non_null(charter_roll_find(&roll, "structure", &world->structures[S_POLICE].id));
    assert_non_null(charter_roll_find(&roll, "person", &world->people[COORDINATOR].id));
}

/* Coordination is of no structure, and signs like everybody. */
static void coordination_is_bound_by_its_own_signature(void **state)
{
    struct world *world = world_of(state);
    world_publish(world, "# Charte");
    assert_true((world_act(world, COORDINATOR)->standing & RELATION_SIGNATORY) == 0);
    world_bind(world, COORDINATOR);
    assert_true((world_act(world, COORDINATOR)->standing & RELATION_SIGNATORY) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_person_signs_for_themselves_alone),
        WORLD_TEST(a_structure_is_bound_by_who_represents_it),
        WORLD_TEST(a_signature_counts_when_it_was_told),
        WORLD_TEST(an_edited_departure_is_one),
        WORLD_TEST(who_signed_nothing_is_bound_by_nothing),
        cmocka_unit_test_setup_teardown(coordination_is_bound_by_its_own_signature,
                                        world_setup_empty, world_teardown),
        WORLD_TEST(versions_come_one_after_the_other),
        WORLD_TEST(a_version_is_of_the_day_when_it_was_told),
        WORLD_TEST(none_is_left_out),
        WORLD_TEST(a_version_bears_its_signature),
        WORLD_TEST(coordination_publishes),
        WORLD_TEST(who_is_nobody_here_publishes_nothing),
        WORLD_TEST(who_signed_the_version_before_is_bound_by_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
