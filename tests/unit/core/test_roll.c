#include "raw.h"

#include "base/clock.h"
#include "core/members/withdrawal.h"
#include "crypto/account_keys.h"
#include "members/suspension.h"
#include "trust/roll.h"
#include "trust/roll_prove.h"
#include "trust/state.h"

/* Who the members are is proven once for all who read, and never stands for another day, another
 * space, or rows that somebody changed. */

struct seen {
    const struct roll *roll;
    enum status certified; /* whom was asked for */
    bool bound;
    size_t members;
};

static struct seen see_of(struct world *world, enum someone asks, enum someone who)
{
    struct act *act = world_act(world, asks);
    struct seen seen = {.certified = STATUS_NOT_FOUND};
    struct membership_row *rows;
    struct certificate certificate;
    struct charter_roll charter;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, roll_members(&rows, &seen.members, act, conn));
    for (size_t i = 0; i < seen.members; i++)
        if (id_equal(&rows[i].account.id, &world->people[who].id))
            seen.certified = roll_certifies(&certificate, act, conn, &rows[i]);
    assert_int_equal(STATUS_OK, roll_charter(&charter, act, conn));
    seen.bound = charter_roll_binds(&charter, world->people[who], act->membership.structure);
    seen.roll = act->roll;
    db_done(conn);
    return seen;
}

static struct seen see(struct world *world, enum someone who)
{
    return see_of(world, COORDINATOR, who);
}

static const char *raw_id(struct world *world, enum someone who)
{
    char text[ID_TEXT];
    return arena_text(world->arena, id_text(text, &world->people[who].id));
}

static void all_who_read_are_given_the_same(void **state)
{
    struct world *world = world_of(state);
    const struct seen one = see(world, POLICE);
    const struct seen other = see_of(world, HOSPITAL, POLICE);
    assert_int_equal(STATUS_OK, one.certified);
    assert_ptr_equal(one.roll, other.roll);
    assert_ptr_not_equal(one.roll, see_of(world, STRANGER, STRANGER).roll); /* of their space */
    assert_ptr_equal(one.roll, see(world, POLICE).roll);
}

static void an_entry_about_people_makes_another(void **state)
{
    struct world *world = world_of(state);
    const struct seen before = see(world, POLICE);
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    const struct seen after = see(world, POLICE);
    assert_ptr_not_equal(before.roll, after.roll);
    assert_int_equal(STATUS_NOT_FOUND, after.certified);
    assert_int_equal(before.members - 1, after.members);
}

/* After an act of this process as well, whose commit could hide the other. */
static void another_hand_is_noticed_at_once(void **state)
{
    struct world *world = world_of(state);
    const char *police = raw_id(world, POLICE);
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
    raw_change(world, "UPDATE membership SET coordination = 1 WHERE account = '%s'", police);
    assert_int_equal(STATUS_TAMPERED, see(world, POLICE).certified); /* not what was certified */
    raw_change(world, "UPDATE membership SET coordination = 0 WHERE account = '%s'", police);
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[HOSPITAL]));
    raw_change(world, "UPDATE certificate SET represents = 1 - represents WHERE account = '%s'",
               police);
    assert_int_equal(STATUS_TAMPERED, see(world, POLICE).certified);
}

static void what_this_process_writes_is_nobody_elses(void **state)
{
    struct world *world = world_of(state);
    const struct roll *before = see(world, POLICE).roll;
    struct act *act = world_act(world, POLICE);
    struct db_conn *conn = db_read(world->core->db);
    const uint64_t others = db_others(conn);
    db_done(conn);
    assert_int_equal(STATUS_OK, db_forget(world->core->db));
    struct seen after = see(world, POLICE);
    assert_ptr_equal(before, after.roll);
    assert_int_equal(STATUS_OK, withdrawal_withdraw(world_act(world, COORDINATOR), act->who));
    conn = db_read(world->core->db);
    assert_int_equal(others, db_others(conn));
    db_done(conn);
}

/* No entry tells that a day came. */
static void a_certificate_ends_without_a_word(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
    const int64_t until = raw_number(world, "SELECT max(until_at) FROM certificate");
    clock_set(until - 2);
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
    clock_set(until);
    assert_int_equal(STATUS_NOT_FOUND, see(world, POLICE).certified);
    clock_set(until - 2); /* and a clock that was put back is not believed to be as before */
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
}

static void what_is_malformed_is_its_owners_alone(void **state)
{
    struct world *world = world_of(state);
    const char *police = raw_id(world, POLICE);
    const size_t members = see(world, POLICE).members;
    raw_change(world, "UPDATE account SET box_public = x'00' WHERE id = '%s'", police);
    const struct seen edited = see(world, POLICE);
    assert_int_equal(STATUS_TAMPERED, edited.certified);
    assert_int_equal(members, edited.members);
    assert_int_equal(STATUS_OK, see(world, HOSPITAL).certified);
}

/* Whose account was put away is still a member, of whom nothing is proven. */
static void who_was_put_away_is_listed(void **state)
{
    struct world *world = world_of(state);
    const char *police = raw_id(world, POLICE);
    const size_t members = see(world, POLICE).members;
    raw_change(world, "DELETE FROM account WHERE id = '%s'", police);
    const struct seen hidden = see(world, POLICE);
    assert_int_equal(STATUS_TAMPERED, hidden.certified);
    assert_int_equal(members, hidden.members);
}

struct writing {
    struct act *act;
    struct membership_row *rows;
    size_t count;
    struct charter_roll charter;
};

static const void *derived(struct world *world, const void *otherwise)
{
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    const void *found = roll_derived(act, conn, ROLL_NAMES);
    if (found == NULL && otherwise != NULL)
        found = roll_derive(act, conn, ROLL_NAMES, arena_new(), otherwise);
    db_done(conn);
    return found;
}

static void what_follows_from_it_ends_with_it(void **state)
{
    struct world *world = world_of(state);
    assert_null(derived(world, NULL));
    assert_string_equal("one", derived(world, "one"));
    assert_string_equal("one", derived(world, "other"));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    assert_null(derived(world, NULL));
}

/* The charter of readers stands for its rows in a write, unless one of them is hidden or edited. */
static enum status charter_within(struct db_conn *conn, void *context)
{
    struct writing *writing = context;
    return roll_charter(&writing->charter, writing->act, conn);
}

static void a_write_takes_the_charter_that_is_whole(void **state)
{
    struct world *world = world_of(state);
    struct writing writing = {.act = world_act(world, COORDINATOR)};
    const struct roll *roll = see(world, POLICE).roll;
    assert_int_equal(STATUS_OK, db_write(world->core->db, charter_within, &writing));
    assert_ptr_equal(roll, writing.act->roll);
    raw_change(world, "DELETE FROM charter_signature WHERE kind = 'person' AND subject = '%s'",
               raw_id(world, POLICE));
    for (int times = 0; times < 2; times++) { /* the second time who writes has noticed as well */
        assert_false(see(world, POLICE).bound);
        assert_int_equal(STATUS_TAMPERED, db_write(world->core->db, charter_within, &writing));
    }
}

/* Inside a write the rows of people speak, as they lie there then. */
static enum status within(struct db_conn *conn, void *context)
{
    struct writing *writing = context;
    return roll_members(&writing->rows, &writing->count, writing->act, conn);
}

static void a_write_reads_rows(void **state)
{
    struct world *world = world_of(state);
    struct writing writing = {.act = world_act(world, COORDINATOR)};
    const size_t members = see(world, POLICE).members;
    writing.act->roll = NULL;
    assert_int_equal(STATUS_OK, db_write(world->core->db, within, &writing));
    assert_int_equal(members, writing.count);
    assert_null(writing.act->roll);
}

/* The same act again, later or elsewhere: what it holds is of its moment and of its space. */
static void what_an_act_holds_is_of_its_moment(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    struct membership_row police, *rows;
    struct certificate certificate;
    size_t count;
    const int64_t until = raw_number(world, "SELECT max(until_at) FROM certificate");
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, roll_member(&police, act, conn, world->people[POLICE]));
    assert_int_equal(STATUS_OK, roll_certifies(&certificate, act, conn, &police));
    clock_set(until);
    assert_int_equal(STATUS_NOT_FOUND, roll_certifies(&certificate, act, conn, &police));
    clock_set(until - 2);
    assert_int_equal(STATUS_OK, roll_certifies(&certificate, act, conn, &police));
    clock_set(WORLD_START);
    assert_int_equal(STATUS_OK, roll_certifies(&certificate, act, conn, &police));
    assert_true(act->roll->from <= WORLD_START);
    act->space = world->elsewhere;
    assert_int_equal(STATUS_OK, roll_members(&rows, &count, act, conn));
    assert_int_equal(1, count);
    assert_memory_equal(&world->people[STRANGER], &rows[0].account, sizeof rows[0].account);
    db_done(conn);
}

static void who_is_no_member_is_certified_nothing(void **state)
{
    struct world *world = world_of(state);
    struct membership_row police;
    struct certificate certificate;
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, roll_member(&police, act, conn, world->people[POLICE]));
    assert_int_not_equal(0, police.until);
    assert_int_equal(STATUS_NOT_FOUND, roll_certifies(&certificate, act, conn, &police));
    assert_int_equal(STATUS_NOT_FOUND, roll_member(&police, act, conn, world->people[STRANGER]));
    db_done(conn);
}

/* Of two who derive at once the first is kept. */
static void the_first_derives(void **state)
{
    struct world *world = world_of(state);
    struct act *act = world_act(world, COORDINATOR);
    struct db_conn *conn = db_read(world->core->db);
    assert_string_equal("one", roll_derive(act, conn, ROLL_NAMES, arena_new(), "one"));
    assert_string_equal("one", roll_derive(act, conn, ROLL_NAMES, arena_new(), "other"));
    db_done(conn);
}

/* Nothing is kept over a journal that does not prove: rows are asked. */
static void without_proof_there_is_no_roll(void **state)
{
    struct world *world = world_of(state);
    const size_t members = see(world, POLICE).members;
    raw_change(world, "UPDATE journal SET at = at - 1 WHERE seq = 3");
    world_reopen(world);
    struct act act = {
        .core = world->core, .arena = world->arena, .space = world->space, .pack = world->pack};
    struct membership_row *rows, police;
    struct certificate certificate;
    struct charter_roll charter;
    size_t count;
    struct record *record = record_new(world->arena, "x");
    const size_t len = record_encoded(record).len;
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, roll_members(&rows, &count, &act, conn));
    assert_int_equal(members, count);
    assert_int_equal(STATUS_OK, roll_member(&police, &act, conn, world->people[POLICE]));
    assert_int_not_equal(STATUS_OK, roll_certifies(&certificate, &act, conn, &police));
    assert_int_equal(STATUS_OK, roll_charter(&charter, &act, conn));
    assert_int_equal(0, charter.bond_count);
    assert_null(roll_derived(&act, conn, ROLL_NAMES));
    assert_string_equal("one", roll_derive(&act, conn, ROLL_NAMES, arena_new(), "one"));
    assert_null(roll_derived(&act, conn, ROLL_NAMES));
    assert_false(roll_mark(record, &act, conn));
    assert_int_equal(len, record_encoded(record).len);
    assert_null(act.roll);
    db_done(conn);
}

/* What a write has changed already is so for it; and it derives nothing. */
static bool derives_nothing(struct act *act, struct db_conn *conn)
{
    struct record *record = record_new(act->arena, "x");
    return roll_derived(act, conn, ROLL_NAMES) == NULL &&
           strcmp(roll_derive(act, conn, ROLL_NAMES, arena_new(), "one"), "one") == 0 &&
           roll_derived(act, conn, ROLL_NAMES) == NULL && !roll_mark(record, act, conn);
}

/* STATUS_LIMIT: as it must be; on another thread than the test's. */
static enum status change_within(struct db_conn *conn, void *context)
{
    struct writing *writing = context;
    struct act *act = writing->act;
    const struct membership_row *was = writing->rows;
    struct certificate certificate;
    struct membership_row now;
    enum status status = roll_charter(&writing->charter, act, conn); /* holds a roll */
    if (status != STATUS_OK || act->roll == NULL || !derives_nothing(act, conn) ||
        roll_certifies(&certificate, act, conn, was) != STATUS_OK)
        return STATUS_FAILED;
    status = person_rows_end_membership(conn, act->space, was->account, clock_now());
    if (status == STATUS_OK)
        status = roll_member(&now, act, conn, was->account);
    return status == STATUS_OK && now.until != 0 &&
                   roll_certifies(&certificate, act, conn, &now) == STATUS_NOT_FOUND
               ? STATUS_LIMIT
               : STATUS_FAILED;
}

static void a_write_sees_what_it_did(void **state)
{
    struct world *world = world_of(state);
    struct membership_row police;
    struct writing writing = {.act = world_act(world, COORDINATOR), .rows = &police};
    struct act *act = world_act(world, HOSPITAL);
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, roll_member(&police, act, conn, world->people[POLICE]));
    db_done(conn);
    writing.act->roll = NULL;
    assert_string_equal("before", derived(world, "before"));
    assert_int_equal(STATUS_LIMIT, db_write(world->core->db, change_within, &writing));
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
}

/* Whom it ends, in a write that is undone if ${undone}. */
struct ending {
    struct act *act;
    struct account_id whom;
    bool undone;
};

static enum status certify_within(struct db_conn *conn, void *context)
{
    const struct ending *ending = context;
    struct certificate certificate;
    enum status status = state_note(ending->act, conn, STATE_PERSON, &ending->whom.id);
    if (status == STATUS_OK)
        status = trust_now(&certificate, ending->act, conn, ending->whom);
    certificate.from = clock_now();
    return status == STATUS_OK ? trust_certify(ending->act, conn, &certificate) : status;
}

/* Whose certificate ends first ends the roll, wherever it stands in it. */
static void what_ends_first_ends_it(void **state)
{
    struct world *world = world_of(state);
    const int64_t first = raw_number(world, "SELECT max(until_at) FROM certificate");
    clock_set(clock_now() + DAY);
    for (int who = COORDINATOR; who < STRANGER; who++) {
        struct ending later = {world_act(world, COORDINATOR), world->people[who], false};
        if (who != POLICE)
            assert_int_equal(STATUS_OK, db_write(world->core->db, certify_within, &later));
    }
    clock_set(first - 2);
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
    clock_set(first);
    assert_int_equal(STATUS_NOT_FOUND, see(world, POLICE).certified);
    assert_int_equal(STATUS_OK, see(world, HOSPITAL).certified);
}

static enum status end_within(struct db_conn *conn, void *context)
{
    const struct ending *ending = context;
    struct charter_roll charter;
    struct act *act = ending->act;
    enum status status = state_note(act, conn, STATE_PERSON, &ending->whom.id);
    if (status == STATUS_OK)
        status = trust_revoke(act, conn, ending->whom);
    if (status != STATUS_OK || !ending->undone)
        return status;
    status = roll_charter(&charter, act, conn);
    return status == STATUS_OK ? STATUS_LIMIT : status;
}

/* An entry that was undone has the number of the next one: no roll is kept of it. */
static void what_was_undone_is_forgotten(void **state)
{
    struct world *world = world_of(state);
    struct ending ending = {world_act(world, COORDINATOR), world->people[POLICE], true};
    raw_notice(world); /* no roll stands when the write begins */
    assert_int_equal(STATUS_LIMIT, db_write(world->core->db, end_within, &ending));
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
    ending = (struct ending){world_act(world, COORDINATOR), world->people[HOSPITAL], false};
    assert_int_equal(STATUS_OK, db_write(world->core->db, end_within, &ending));
    assert_int_equal(STATUS_OK, see(world, POLICE).certified);
    assert_int_equal(STATUS_NOT_FOUND, see(world, HOSPITAL).certified);
}

/* A malformed row of any kind is its owner's alone. */
static void each_malformed_row_is_its_owners_alone(void **state)
{
    static const char *const edits[] = {
        "UPDATE account SET sign_public = x'00' WHERE id = '%s'",
        "UPDATE certificate SET box_public = x'00' WHERE account = '%s'",
        "UPDATE certificate SET signature = x'00' WHERE account = '%s'",
        "UPDATE revocation SET signature = x'00' WHERE account = '%s'",
    };
    (void)state;
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        void *own = NULL;
        assert_int_equal(0, world_setup(&own));
        struct world *world = own;
        const char *police = raw_id(world, POLICE);
        if (strstr(edits[i], "revocation") != NULL) {
            assert_int_equal(STATUS_OK, suspension_suspend(world_act(world, COORDINATOR),
                                                           world->people[POLICE]));
            clock_set(clock_now() + 1);
            assert_int_equal(STATUS_OK,
                             suspension_lift(world_act(world, COORDINATOR), world->people[POLICE]));
        }
        raw_change(world, edits[i], police);
        if (see(world, POLICE).certified == STATUS_OK)
            fail_msg("certified all the same: %s", edits[i]);
        assert_int_equal(STATUS_OK, see(world, HOSPITAL).certified);
        world_teardown(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(all_who_read_are_given_the_same),
        WORLD_TEST(an_entry_about_people_makes_another),
        WORLD_TEST(another_hand_is_noticed_at_once),
        WORLD_TEST(what_this_process_writes_is_nobody_elses),
        WORLD_TEST(a_certificate_ends_without_a_word),
        WORLD_TEST(what_is_malformed_is_its_owners_alone),
        WORLD_TEST(who_was_put_away_is_listed),
        WORLD_TEST(what_follows_from_it_ends_with_it),
        WORLD_TEST(a_write_takes_the_charter_that_is_whole),
        WORLD_TEST(a_write_reads_rows),
        WORLD_TEST(what_an_act_holds_is_of_its_moment),
        WORLD_TEST(who_is_no_member_is_certified_nothing),
        WORLD_TEST(the_first_derives),
        WORLD_TEST(without_proof_there_is_no_roll),
        WORLD_TEST(a_write_sees_what_it_did),
        WORLD_TEST(what_was_undone_is_forgotten),
        WORLD_TEST(what_ends_first_ends_it),
        cmocka_unit_test(each_malformed_row_is_its_owners_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
