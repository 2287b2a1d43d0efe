#include "raw.h"

#include "base/file.h"
#include "engine/sqlite/migrations.h"
#include "modules.h"

/* These stand for the real migrations; a test rewrites the second to see it fail. */
static char second[256];
static const char SECOND[] = "CREATE TABLE b (x INTEGER NOT NULL REFERENCES a (x))";
const struct migration migrations_all[] = {
    {1, "CREATE TABLE a (x INTEGER PRIMARY KEY)"},
    {2, second},
};
const size_t migrations_count = 2;
const struct db_module *const modules_all[] = {NULL};
const size_t modules_count = 0;

static enum status open_and_close(const struct scratch *scratch)
{
    struct db *db = NULL;
    enum status status = db_open(&db, scratch->path, 2);
    if (status != STATUS_OK)
        assert_null(db);
    db_close(db);
    return status;
}

static int setup(void **state)
{
    strcpy(second, SECOND);
    return scratch_setup(state);
}

static void fresh_file_gets_the_newest_schema(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    assert_int_equal(open_and_close(scratch), STATUS_OK);
    assert_int_equal(raw(scratch->path, "PRAGMA user_version"), 2);
    assert_int_equal(raw(scratch->path, "PRAGMA application_id"), 0x436f636f);
    assert_int_equal(raw(scratch->path, "SELECT count(*) FROM a, b"), 0);
}

static void empty_file_counts_as_fresh(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    fclose(fopen(scratch->path, "w"));
    assert_int_equal(open_and_close(scratch), STATUS_OK);
    assert_int_equal(raw(scratch->path, "PRAGMA user_version"), 2);
}

static void opening_again_changes_nothing(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    assert_int_equal(open_and_close(scratch), STATUS_OK);
    raw(scratch->path, "INSERT INTO a VALUES (7)");
    int64_t schema = raw(scratch->path, "PRAGMA schema_version");
    assert_int_equal(open_and_close(scratch), STATUS_OK);
    assert_int_equal(raw(scratch->path, "PRAGMA schema_version"), schema);
    assert_int_equal(raw(scratch->path, "SELECT x FROM a"), 7);
}

static void older_schema_is_brought_up(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    raw(scratch->path, "PRAGMA application_id = 0x436f636f; PRAGMA user_version = 1;"
                       "CREATE TABLE a (x INTEGER PRIMARY KEY); INSERT INTO a VALUES (7)");
    assert_int_equal(open_and_close(scratch), STATUS_OK);
    assert_int_equal(raw(scratch->path, "PRAGMA user_version"), 2);
    assert_int_equal(raw(scratch->path, "SELECT x FROM a"), 7);
}

/* The second migration fails: the first stays, nothing of the second does, and it can be retried */
static void expect_second_refused(const struct scratch *scratch, enum status status)
{
    assert_int_equal(open_and_close(scratch), status);
    assert_int_equal(raw(scratch->path, "PRAGMA user_version"), 1);
    assert_int_equal(raw(scratch->path, "SELECT count(*) FROM sqlite_schema"), 1);
    strcpy(second, SECOND);
    assert_int_equal(open_and_close(scratch), STATUS_OK);
    assert_int_equal(raw(scratch->path, "PRAGMA user_version"), 2);
}

static void failed_migration_leaves_no_half(void **state)
{
    strcpy(second, "CREATE TABLE b (x INTEGER); INSERT INTO nowhere VALUES (1)");
    expect_second_refused(scratch_of(state), STATUS_FAILED);
}

static void migration_may_not_leave_orphans(void **state)
{
    strcpy(second, "CREATE TABLE b (x INTEGER REFERENCES a (x)); INSERT INTO b VALUES (1)");
    expect_second_refused(scratch_of(state), STATUS_TAMPERED);
}

static void expect_refused_untouched(const struct scratch *scratch)
{
    struct arena *arena = arena_new();
    struct bytes before, after;
    assert_int_equal(file_read(&before, arena, scratch->path, 1 << 20), STATUS_OK);
    assert_int_equal(open_and_close(scratch), STATUS_INVALID);
    assert_int_equal(file_read(&after, arena, scratch->path, 1 << 20), STATUS_OK);
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.data, after.data, before.len);
    arena_free(arena);
}

/* A row that the next schema does not take is somebody's edit; it stays as it is. */
static void a_row_that_does_not_fit_stops(void **state)
{
    strcpy(second, "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b VALUES (CAST('1' AS BLOB))");
    expect_second_refused(scratch_of(state), STATUS_TAMPERED);
}

/* Anybody may write the numbers in the head: the tables tell, and the check of everything too. */
static void an_edited_head_decides_nothing(void **state)
{
    static const char *const edits[] = {"PRAGMA user_version = 1", "PRAGMA user_version = 0",
                                        "PRAGMA user_version = 3", "PRAGMA user_version = -7",
                                        "PRAGMA application_id = 42"};
    const struct scratch *scratch = scratch_of(state);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        struct db *db = NULL;
        assert_int_equal(open_and_close(scratch), STATUS_OK);
        raw(scratch->path, edits[i]);
        assert_int_equal(db_open(&db, scratch->path, 1), STATUS_OK);
        assert_int_equal(db_intact(db), STATUS_TAMPERED);
        raw(scratch->path, "PRAGMA user_version = 2; PRAGMA application_id = 0x436f636f");
        assert_int_equal(db_intact(db), STATUS_OK);
        db_close(db);
    }
}

/* Nor do they leave out a migration, or do one twice. */
static void an_edited_head_of_an_older_schema_is_brought_up(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    raw(scratch->path, "PRAGMA application_id = 0x436f636f; PRAGMA user_version = 2;"
                       "CREATE TABLE a (x INTEGER PRIMARY KEY); INSERT INTO a VALUES (7)");
    assert_int_equal(open_and_close(scratch), STATUS_OK);
    assert_int_equal(raw(scratch->path, "PRAGMA user_version"), 2);
    assert_int_equal(raw(scratch->path, "SELECT count(*) FROM b"), 0);
}

static void tables_of_no_schema_of_ours_are_left_alone(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    raw(scratch->path, "PRAGMA application_id = 0x436f636f; PRAGMA user_version = 1;"
                       "CREATE TABLE a (x INTEGER PRIMARY KEY); CREATE TABLE notes (x)");
    assert_int_equal(open_and_close(scratch), STATUS_TAMPERED);
    assert_int_equal(raw(scratch->path, "PRAGMA user_version"), 1);
    raw(scratch->path, "DROP TABLE notes");
    assert_int_equal(open_and_close(scratch), STATUS_OK);
}

static void newer_schema_is_left_alone(void **state)
{
    raw(scratch_of(state)->path, "PRAGMA application_id = 0x436f636f; PRAGMA user_version = 3");
    expect_refused_untouched(scratch_of(state));
}

static void another_programs_file_is_left_alone(void **state)
{
    raw(scratch_of(state)->path, "PRAGMA application_id = 42; PRAGMA user_version = 1");
    expect_refused_untouched(scratch_of(state));
}

static void unmarked_file_with_tables_is_left_alone(void **state)
{
    raw(scratch_of(state)->path, "CREATE TABLE a (x INTEGER PRIMARY KEY)");
    expect_refused_untouched(scratch_of(state));
}

static void text_file_is_left_alone(void **state)
{
    FILE *file = fopen(scratch_of(state)->path, "w");
    for (int i = 0; i < 1000; i++)
        fputs("This is a letter, not a database.\n", file);
    fclose(file);
    expect_refused_untouched(scratch_of(state));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fresh_file_gets_the_newest_schema),
        TEST(empty_file_counts_as_fresh),
        TEST(opening_again_changes_nothing),
        TEST(older_schema_is_brought_up),
        TEST(failed_migration_leaves_no_half),
        TEST(migration_may_not_leave_orphans),
        TEST(a_row_that_does_not_fit_stops),
        TEST(an_edited_head_decides_nothing),
        TEST(an_edited_head_of_an_older_schema_is_brought_up),
        TEST(tables_of_no_schema_of_ours_are_left_alone),
        TEST(newer_schema_is_left_alone),
        TEST(another_programs_file_is_left_alone),
        TEST(unmarked_file_with_tables_is_left_alone),
        TEST(text_file_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
