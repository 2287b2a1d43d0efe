#include "raw.h"

#include "trust/charter_roll.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_person_signs_for_themselves_alone),
        WORLD_TEST(a_structure_is_bound_by_who_represents_it),
        WORLD_TEST(a_signature_counts_when_it_was_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
