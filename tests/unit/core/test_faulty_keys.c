#include "faulty.h"
#include "world_dossier.h"

#include "core/members/suspension.h"
#include "core/members/withdrawal.h"
#include "keys/quorum.h"

/* Keys over a disk that fails: see faulty.h. */

static struct quorum_sheets sheets, next_sheets;
static struct account_keys *recovery;

static int setup(void **state)
{
    int result = world_setup(state);
    if (result != 0)
        return result;
    assert_int_equal(STATUS_OK, quorum_split(&sheets, 2, 3));
    assert_int_equal(STATUS_OK, quorum_split(&next_sheets, 2, 3));
    return 0;
}

static int setup_adopted(void **state)
{
    int result = setup(state);
    if (result != 0)
        return result;
    struct world *world = *state;
    assert_int_equal(STATUS_OK, quorum_adopt(world->core, world->space, &sheets));
    dossier_share(world);
    assert_int_equal(STATUS_OK,
                     quorum_open(&recovery, world->core, world->space, sheets.shares, 2));
    return 0;
}

static int teardown(void **state)
{
    account_keys_free(recovery);
    recovery = NULL;
    quorum_sheets_free(&sheets);
    quorum_sheets_free(&next_sheets);
    return world_teardown(state);
}

static struct faulty by(struct world *world, enum someone who)
{
    return (struct faulty){.world = world, .who = who};
}

static enum status adopts(struct faulty *faulty)
{
    return quorum_adopt(faulty->world->core, faulty->world->space, &sheets);
}

static enum status finds_space(struct faulty *faulty)
{
    struct space_id space;
    return quorum_space(&space, faulty->world->core, faulty->more);
}

static void first_sheets(void **state)
{
    struct faulty faulty = by(world_of(state), COORDINATOR);
    faulty.more = "vif-cevennes";
    faulty_try(&faulty, finds_space, STATUS_OK);
    faulty.more = "none-of-this-name";
    faulty_try(&faulty, finds_space, STATUS_NOT_FOUND);
    faulty.sure = true;
    faulty_try(&faulty, adopts, STATUS_OK);
    faulty_try(&faulty, adopts, STATUS_CONFLICT);
}

static enum status rehearses(struct faulty *faulty)
{
    struct quorum_count count;
    return quorum_rehearse(&count, faulty->world->core, faulty->world->space, recovery);
}

static enum status renews(struct faulty *faulty)
{
    struct quorum_count count;
    return quorum_renew(&count, faulty->world->core, faulty->world->space, recovery, &next_sheets);
}

static enum status sees_uses(struct faulty *faulty)
{
    json_t *uses;
    struct db_conn *conn = db_read(faulty->world->core->db);
    enum status status = quorum_uses(&uses, faulty->act, conn);
    db_done(conn);
    return status;
}

static void sheets_in_use(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, COORDINATOR);
    dossier_prepared(world);
    clock_set(clock_now() + 1);
    faulty_try(&faulty, rehearses, STATUS_OK);
    faulty_try(&faulty, sees_uses, STATUS_OK);
    clock_set(clock_now() + 1);
    faulty.sure = true;
    faulty_try(&faulty, renews, STATUS_OK);
}

static enum status names(struct faulty *faulty)
{
    char token[TOKEN_TEXT];
    struct quorum_count count;
    enum status status = quorum_admit(&count, faulty->world->core, faulty->world->space, recovery,
                                      faulty->more, "Nouvelle coordination", token);
    assert_int_equal(status != STATUS_OK, *token == '\0');
    return status;
}

static void a_coordinator_by_sheets(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, COORDINATOR);
    dossier_prepared(world);
    clock_set(clock_now() + 1);
    faulty.more = "nouvelle@cocon.example";
    faulty_try(&faulty, names, STATUS_OK);
    faulty.more = "p1@cocon.example"; /* who is there */
    faulty_try(&faulty, names, STATUS_OK);
}

static void who_left_by_sheets(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, COORDINATOR);
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    clock_set(clock_now() + 1);
    faulty.more = "p1@cocon.example";
    faulty_try(&faulty, names, STATUS_OK);
}

/* Of what the guard of a text asks first, which asks again. */
enum { KNOWN_NAMES = 1 };

static struct seance_id seance;

static enum status saves(struct faulty *faulty)
{
    int64_t version;
    return situation_save(faulty->act, seance, faulty->fields, 0, &version);
}

static enum status submits(struct faulty *faulty)
{
    return situation_submit(faulty->act, seance, faulty->fields, 1);
}

static enum status approves(struct faulty *faulty)
{
    return situation_approve(faulty->act, seance, 1);
}

static void a_text_and_its_readers(void **state)
{
    struct world *world = world_of(state);
    struct faulty faulty = by(world, SHELTER);
    seance = dossier_staffed(world);
    faulty.fields = dossier_situation(world, 1);
    faulty.first = KNOWN_NAMES;
    faulty_try(&faulty, saves, STATUS_OK);
    faulty_try(&faulty, submits, STATUS_OK);
    faulty.first = 0;
    faulty.who = POLICE;
    faulty_try(&faulty, approves, STATUS_OK);
}

#define FAULTY_TEST(name, before) cmocka_unit_test_setup_teardown(name, before, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULTY_TEST(first_sheets, setup),
        FAULTY_TEST(sheets_in_use, setup_adopted),
        FAULTY_TEST(a_coordinator_by_sheets, setup_adopted),
        FAULTY_TEST(who_left_by_sheets, setup_adopted),
        FAULTY_TEST(a_text_and_its_readers, setup_adopted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
