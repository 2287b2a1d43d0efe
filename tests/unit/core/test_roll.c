#include "raw.h"

#include "base/clock.h"
#include "core/members/withdrawal.h"
#include "crypto/account_keys.h"
#include "trust/roll.h"

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
    const void *found = roll_derived(act, conn);
    if (found == NULL && otherwise != NULL)
        found = roll_derive(act, conn, arena_new(), otherwise);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
