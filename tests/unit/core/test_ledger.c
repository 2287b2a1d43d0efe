#include "raw.h"

#include "core/members/withdrawal.h"
#include "journal/audit_head.h"
#include "journal/ledger_keep.h"

#include <pthread.h>

/* What this process believes of its journal, and what it finds when it starts. */

static enum status newest(struct world *world, struct journal_row *out, struct id object)
{
    struct db_conn *conn = db_read(world->core->db);
    enum status status = ledger_newest(out, world->core, conn, world->arena, &object);
    db_done(conn);
    return status;
}

/* Everything that is in the database now, to be put back later. */
static void copy_rows(struct world *world, const char *from, const char *to)
{
    sqlite3 *source = NULL;
    sqlite3 *target = NULL;
    assert_int_equal(SQLITE_OK, sqlite3_open(world_path(world, from), &source));
    assert_int_equal(SQLITE_OK, sqlite3_open(world_path(world, to), &target));
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");
    assert_non_null(backup);
    assert_int_equal(SQLITE_DONE, sqlite3_backup_step(backup, -1));
    assert_int_equal(SQLITE_OK, sqlite3_backup_finish(backup));
    sqlite3_close(source);
    sqlite3_close(target);
}

static void what_is_told_is_found(void **state)
{
    struct world *world = world_of(state);
    struct journal_row row;
    struct id unknown;
    id_new(&unknown);
    assert_int_equal(STATUS_NOT_FOUND, newest(world, &row, unknown));
    assert_int_equal(STATUS_OK, newest(world, &row, world->people[POLICE].id));
    assert_string_equal("admit", row.action);
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    assert_int_equal(STATUS_OK, newest(world, &row, world->people[POLICE].id));
    assert_string_equal("withdraw", row.action);
}

/* A snapshot of before sees what was newest then. */
struct later {
    struct world *world;
    enum status status;
};

static void *withdraw_meanwhile(void *context)
{
    struct later *later = context;
    struct world *world = later->world;
    later->status = withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE_TOO]);
    struct journal_row row;
    if (later->status == STATUS_OK)
        later->status = newest(world, &row, world->people[POLICE_TOO].id);
    return NULL;
}

static void an_older_snapshot_sees_what_was_newest_then(void **state)
{
    struct world *world = world_of(state);
    struct journal_row before;
    struct journal_row again;
    struct ledger_facts facts;
    const struct id object = world->people[POLICE_TOO].id;
    pthread_t thread;
    struct later later = {.world = world};
    struct db_conn *conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK, ledger_newest(&before, world->core, conn, world->arena, &object));
    assert_int_equal(0, pthread_create(&thread, NULL, withdraw_meanwhile, &later));
    pthread_join(thread, NULL);
    assert_int_equal(STATUS_OK, later.status);
    assert_int_equal(STATUS_OK, ledger_newest(&again, world->core, conn, world->arena, &object));
    assert_int_equal(before.seq, again.seq);
    assert_int_equal(STATUS_OK,
                     ledger_within(&facts, world->core, conn, &object, &world->space.id));
    assert_int_equal(0, facts.ended.count);
    db_done(conn);
    conn = db_read(world->core->db);
    assert_int_equal(STATUS_OK,
                     ledger_within(&facts, world->core, conn, &object, &world->space.id));
    assert_int_equal(1, facts.ended.count);
    db_done(conn);
}

/* What an act that fails wrote is forgotten with it. */
static enum status tell_and_fail(struct db_conn *conn, void *context)
{
    struct world *world = context;
    struct act act = {.core = world->core, .arena = world->arena, .space = world->space};
    const struct id *object = &world->people[POLICE].id;
    struct journal_row row;
    ledger_note(act.core, conn, object, LEDGER_FOUND_WHOLE);
    enum status status = journal_add(conn, &act, "test", "person", object, (struct bytes){0});
    if (status == STATUS_OK)
        status = ledger_newest(&row, act.core, conn, act.arena, object);
    assert_int_equal(STATUS_OK, status);
    assert_string_equal("test", row.action);
    return STATUS_DENIED;
}

static void an_act_that_fails_told_nothing(void **state)
{
    struct world *world = world_of(state);
    struct journal_row row;
    for (int i = 0; i < 3; i++)
        assert_int_equal(STATUS_DENIED, db_write(world->core->db, tell_and_fail, world));
    assert_int_equal(STATUS_OK, newest(world, &row, world->people[POLICE].id));
    assert_string_equal("admit", row.action);
    world_accept(world, "person", world->people[POLICE].id);
    assert_int_equal(STATUS_OK, newest(world, &row, world->people[POLICE].id));
    assert_string_equal("test", row.action);
    assert_true(ledger_is_proven(world->core));
}

/* The end cut off, with all that told of it. */
static void a_shorter_journal_stops_everything(void **state)
{
    struct world *world = world_of(state);
    struct journal_row row;
    const long long size = raw_number(world, "SELECT max(seq) + 1 FROM journal");
    world_publish(world, "# Une autre");
    assert_int_equal(STATUS_OK, newest(world, &row, world->people[POLICE].id));
    raw_text(world, "DELETE FROM journal_head WHERE size > %lld", size);
    raw_text(world, "DELETE FROM journal WHERE seq >= %lld", size);
    raw_text(world, "DELETE FROM journal_node WHERE (position + 1) << level > %lld", size);
    assert_int_equal(STATUS_TAMPERED, newest(world, &row, world->people[POLICE].id));
    assert_false(ledger_is_proven(world->core));
    assert_int_not_equal(STATUS_OK,
                         withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
}

static void an_older_database_opens_nothing_until_it_is_accepted(void **state)
{
    struct world *world = world_of(state);
    struct journal_row row;
    core_close(world->core);
    copy_rows(world, "cocon.db", "old.db");
    world_open(world);
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    core_close(world->core);
    copy_rows(world, "old.db", "cocon.db");
    world_open(world);
    assert_false(ledger_is_proven(world->core));
    assert_int_equal(STATUS_TAMPERED, newest(world, &row, world->people[POLICE].id));
    world_reopen(world); /* and again: nothing was written down meanwhile */
    assert_false(ledger_is_proven(world->core));
    assert_int_equal(STATUS_OK, ledger_keep_accept(world->core));
    assert_true(ledger_is_proven(world->core));
    world_reopen(world);
    assert_true(ledger_is_proven(world->core));
    assert_int_equal(STATUS_OK, newest(world, &row, world->people[POLICE].id));
}

static void the_newest_head_is_missed_at_the_next_start(void **state)
{
    struct world *world = world_of(state);
    assert_int_equal(STATUS_OK, audit_head_seal(world->core));
    assert_int_equal(STATUS_OK, ledger_keep_now(world->core));
    world_reopen(world);
    assert_true(ledger_is_proven(world->core));
    raw_change(world, "DELETE FROM journal_head WHERE size = (SELECT max(size) FROM journal_head)");
    world_reopen(world);
    assert_false(ledger_is_proven(world->core));
}

static void each_entry_is_held_against_the_one_before(void **state)
{
    static const char *const edits[][2] = {
        {"UPDATE journal SET action = 'withdrew' WHERE seq = 7",
         "UPDATE journal SET action = 'admit' WHERE seq = 7"},
        {"UPDATE journal SET capacity = capacity + 4 WHERE seq = 7",
         "UPDATE journal SET capacity = capacity - 4 WHERE seq = 7"},
        {"UPDATE journal SET seq = -5 WHERE seq = 7", "UPDATE journal SET seq = 7 WHERE seq = -5"},
    };
    struct world *world = world_of(state);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        raw_change(world, edits[i][0]);
        world_reopen(world);
        assert_false(ledger_is_proven(world->core));
        raw_change(world, edits[i][1]);
        world_reopen(world);
        assert_true(ledger_is_proven(world->core));
    }
    raw_flip(world, "journal", "seal", 0, "seq = 7");
    world_reopen(world);
    assert_false(ledger_is_proven(world->core));
}

/* As a program of before left it: no seals, no file, and nothing told of certificates and packs. */
static void a_journal_of_before_is_taken_over_if_it_verifies(void **state)
{
    struct world *world = world_of(state);
    struct journal_row row;
    const char *head = world_path(world, "journal.head");
    core_close(world->core);
    raw_text(world, "UPDATE journal SET seal = NULL");
    assert_int_equal(0, unlink(head));
    world_open(world);
    assert_true(ledger_is_proven(world->core));
    assert_int_equal(0, raw_number(world, "SELECT count(*) FROM journal WHERE seal IS NULL"));
    assert_true(raw_number(world, "SELECT count(*) FROM journal WHERE action = 'certify'") >= 7);
    assert_int_equal(STATUS_OK, newest(world, &row, world->people[POLICE].id));
    assert_int_equal(STATUS_OK,
                     withdrawal_withdraw(world_act(world, COORDINATOR), world->people[POLICE]));
    /* not a second time, as long as the file is there */
    core_close(world->core);
    raw_text(world, "UPDATE journal SET seal = NULL");
    world_open(world);
    assert_false(ledger_is_proven(world->core));
    /* nor over rows that were edited */
    core_close(world->core);
    assert_int_equal(0, unlink(head));
    raw_text(world, "UPDATE membership SET until = NULL");
    world_open(world);
    assert_false(ledger_is_proven(world->core));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(what_is_told_is_found),
        WORLD_TEST(an_older_snapshot_sees_what_was_newest_then),
        WORLD_TEST(an_act_that_fails_told_nothing),
        WORLD_TEST(a_shorter_journal_stops_everything),
        WORLD_TEST(an_older_database_opens_nothing_until_it_is_accepted),
        WORLD_TEST(the_newest_head_is_missed_at_the_next_start),
        WORLD_TEST(each_entry_is_held_against_the_one_before),
        WORLD_TEST(a_journal_of_before_is_taken_over_if_it_verifies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
