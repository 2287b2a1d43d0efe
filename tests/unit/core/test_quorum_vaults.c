#include "world_dossier.h"

#include "keys/quorum.h"

/* Which keys the sheets should open, and what stands in the way of each. */

static struct quorum_sheets sheets;

static struct account_keys *adopted(struct world *world)
{
    struct account_keys *recovery;
    assert_int_equal(STATUS_OK, quorum_split(&sheets, 2, 3));
    assert_int_equal(STATUS_OK, quorum_adopt(world->core, world->space, &sheets));
    dossier_share(world);
    dossier_prepared(world);
    assert_int_equal(STATUS_OK,
                     quorum_open(&recovery, world->core, world->space, sheets.shares, 2));
    quorum_sheets_free(&sheets);
    clock_set(clock_now() + 1);
    return recovery;
}

static struct quorum_count counted(struct world *world, const struct account_keys *recovery)
{
    struct quorum_count count;
    assert_int_equal(STATUS_OK, quorum_rehearse(&count, world->core, world->space, recovery));
    return count;
}

/* One that no text needs any more is not missed. */
static void a_vault_that_was_dropped_is_none(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = adopted(world);
    struct seance_id seance = world_seance(world, "concertation", "2022-04-22T14:00");
    int64_t version;
    world_staff(world, seance, POLICE, HOSPITAL, SHELTER);
    assert_int_equal(STATUS_OK, situation_save(world_act(world, SHELTER), seance,
                                               dossier_situation(world, 1), 0, &version));
    const struct quorum_count before = counted(world, recovery);
    assert_int_equal(3, before.vaults);
    assert_int_equal(3, before.opened);
    assert_int_equal(STATUS_OK, world_answer(world, SHELTER, seance, "narrator", "declined"));
    const struct quorum_count after = counted(world, recovery);
    assert_int_equal(2, after.vaults);
    assert_int_equal(2, after.opened);
    assert_int_equal(0, after.broken + after.missing + after.edited);
    account_keys_free(recovery);
}

/* An envelope by nobody of the space is broken, not missing. */
static void an_envelope_by_a_stranger_is_broken(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery = adopted(world);
    raw_change(world,
               "UPDATE recovery_envelope SET granter = '%s' WHERE vault ="
               " (SELECT id FROM vault WHERE purpose = 'situation')",
               world_hex(world, world->people[STRANGER].id));
    const struct quorum_count count = counted(world, recovery);
    assert_int_equal(1, count.broken);
    assert_int_equal(0, count.missing);
    account_keys_free(recovery);
}

/* What sheets were used for is told to all; that the first ones were made, to coordination. */
static void a_use_is_told_though_sheets_are_new(void **state)
{
    struct world *world = world_of(state);
    struct account_keys *recovery;
    json_t *uses;
    assert_int_equal(STATUS_OK, quorum_split(&sheets, 2, 3));
    assert_int_equal(STATUS_OK, quorum_adopt(world->core, world->space, &sheets));
    assert_int_equal(STATUS_OK,
                     quorum_open(&recovery, world->core, world->space, sheets.shares, 2));
    quorum_sheets_free(&sheets);
    (void)counted(world, recovery); /* in the same second */
    account_keys_free(recovery);
    static const size_t told[] = {[COORDINATOR] = 2, [POLICE] = 1};
    for (int who = COORDINATOR; who <= POLICE; who++) {
        struct act *act = world_act(world, (enum someone)who);
        struct db_conn *conn = db_read(world->core->db);
        assert_int_equal(STATUS_OK, quorum_uses(&uses, act, conn));
        db_done(conn);
        assert_int_equal(told[who], json_array_size(uses));
    }
    assert_string_equal(QUORUM_REHEARSED, world_text(json_array_get(uses, 0), "act"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_vault_that_was_dropped_is_none),
        WORLD_TEST(an_envelope_by_a_stranger_is_broken),
        WORLD_TEST(a_use_is_told_though_sheets_are_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
