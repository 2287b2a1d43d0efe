#include "probe.h"

#include <time.h>

static void statements_outside_the_law_do_not_start(void **state)
{
    static const char *const refused[] = {
        "PRAGMA journal_mode",
        "PRAGMA user_version = 7",
        "PRAGMA writable_schema = ON",
        "ATTACH $1 AS other",
        "DETACH other",
        "CREATE TABLE more (x TEXT)",
        "CREATE TEMP TABLE more (x TEXT)",
        "CREATE INDEX more ON thing (word)",
        "CREATE TRIGGER more AFTER INSERT ON thing BEGIN DELETE FROM parent; END",
        "CREATE VIEW more AS SELECT n FROM thing",
        "ALTER TABLE thing ADD COLUMN more TEXT",
        "DROP TABLE thing",
        "REINDEX",
        "ANALYZE",
        "VACUUM",
        "EXPLAIN SELECT n FROM thing",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT act",
        "SELECT sql FROM sqlite_schema",
        "SELECT count(*) FROM sqlite_master",
        "SELECT name FROM sqlite_temp_schema",
        "SELECT name FROM pragma_table_info('thing')",
        "SELECT name FROM dbstat",
        "SELECT load_extension($1)",
        "SELECT random()",
        "SELECT hex(word) FROM thing",
        "SELECT writefile($1, $2)",
        "DELETE FROM sqlite_schema",
        "SELECT n FROM thing WHERE n = ?",
        "SELECT n FROM thing WHERE n = :n",
        "SELECT n FROM thing WHERE n = $2",
        "SELECT n FROM thing WHERE n = $n",
        "SELECT n FROM thing WHERE word = \"text\"",
        "SELECT n FROM thing; SELECT word FROM thing",
        "SELECT n FROM elsewhere",
        "SELEKT",
        "",
        NULL,
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        extra = refused[i];
        struct db *db = NULL;
        enum status status = db_open(&db, scratch_of(state)->path, 1);
        if (status != STATUS_FAILED)
            print_error("not refused: %s\n", refused[i]);
        assert_int_equal(status, STATUS_FAILED);
        assert_null(db);
    }
    extra = HARMLESS;
    db_close(open_scratch(state, 1));
}

/* An index that says another thing than its table, and a rule that changes rows by itself: what
 * proves a row and what uses it would read two different ones. */
static void expect_stopped(void **state, const char *change, const char *back)
{
    const char *path = scratch_of(state)->path;
    struct db *db = open_scratch(state, 1);
    assert_int_equal(RUN(db, PARENT, DB_TEXT(change)), STATUS_OK);
    struct db_conn *conn = db_read(db);
    const int64_t count = count_on(conn, PARENT_COUNT);
    db_done(conn);
    raw(path, change);
    for (int i = 0; i < 2; i++)
        assert_int_equal(RUN(db, PARENT, DB_TEXT("b")), STATUS_TAMPERED);
    assert_int_equal(db_intact(db), STATUS_TAMPERED);
    struct db *again = NULL;
    assert_int_equal(db_open(&again, path, 1), STATUS_TAMPERED);
    raw(path, back);
    assert_int_equal(db_intact(db), STATUS_OK);
    assert_int_equal(RUN(db, PARENT, DB_TEXT("c")), STATUS_OK); /* mended */
    conn = db_read(db);
    assert_int_equal(count_on(conn, PARENT_COUNT), count + 1);
    db_done(conn);
    assert_int_equal(RUN(db, PARENT_DROP, DB_TEXT("c")), STATUS_OK);
    db_close(db);
}

static void a_schema_changed_by_another_program_stops_everything(void **state)
{
    static const char *const changes[][2] = {
        {"CREATE INDEX thing_word ON thing (word)", "DROP INDEX thing_word"},
        {"CREATE TRIGGER thief AFTER INSERT ON parent BEGIN DELETE FROM parent; END",
         "DROP TRIGGER thief"},
        {"CREATE VIEW more AS SELECT n FROM thing", "DROP VIEW more"},
        {"CREATE INDEX s ON thing (word); ANALYZE; DROP INDEX s",
         "DROP TABLE sqlite_stat1; DROP TABLE IF EXISTS sqlite_stat4"},
        {"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'parent (id)',"
         " 'parent (id) ON DELETE CASCADE') WHERE name = 'thing'",
         "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql,"
         " ' ON DELETE CASCADE', '') WHERE name = 'thing'"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        expect_stopped(state, changes[i][0], changes[i][1]);
}

/* The schema is ours again, and the index says what it did not see. */
static void an_index_unlike_its_table_stops_everything(void **state)
{
    const char *path = scratch_of(state)->path;
    struct db *db = open_scratch(state, 1);
    assert_int_equal(RUN(db, PARENT, DB_TEXT("a")), STATUS_OK);
    raw(path, "CREATE TABLE kept AS SELECT rootpage FROM sqlite_schema"
              " WHERE name = 'sqlite_autoindex_parent_1';"
              "CREATE TABLE beside (id TEXT PRIMARY KEY); INSERT INTO beside VALUES ('z');"
              "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage"
              " FROM sqlite_schema WHERE name = 'sqlite_autoindex_beside_1')"
              " WHERE name = 'sqlite_autoindex_parent_1'; DELETE FROM sqlite_schema"
              " WHERE tbl_name = 'beside'");
    assert_int_equal(RUN(db, PARENT, DB_TEXT("b")), STATUS_TAMPERED);
    db_close(db);
    assert_int_equal(db_open(&db, path, 1), STATUS_TAMPERED);
}

/* It may point at rows of ours, which then cannot go; or its check may be work for hours, which
 * looking at the whole file would do. */
static void nothing_stands_beside(void **state)
{
    static const char *const beside[] = {
        "CREATE TABLE notes (parent TEXT REFERENCES parent (id))",
        "CREATE TABLE notes (parent TEXT REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE notes (n INTEGER, m INTEGER AS (n + 1))",
        "CREATE TABLE notes (x)",
        "CREATE VIRTUAL TABLE notes USING fts5 (x)",
        "CREATE TABLE notes (a INTEGER CHECK (length(hex(zeroblob(a))) >= 0));"
        "INSERT INTO notes WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE"
        " n < 30) SELECT 0 FROM c; PRAGMA ignore_check_constraints = ON;"
        "UPDATE notes SET a = 100000000",
    };
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        const clock_t began = clock();
        expect_stopped(state, beside[i], "DROP TABLE notes");
        assert_true(clock() - began < 5 * CLOCKS_PER_SEC);
    }
}

/* Nor does a reader look at one that is another: what is NULL against the rules would stop it. */
static void nothing_is_read_by_another_schema(void **state)
{
    struct db *db = open_scratch(state, 1);
    raw(scratch_of(state)->path, "CREATE INDEX thing_word ON thing (word)");
    struct db_rows rows;
    struct db_conn *conn = db_read(db);
    db_query(&rows, conn, &probe_statements, PARENT_COUNT, NULL, 0);
    assert_false(db_next(&rows));
    assert_int_equal(db_end(&rows), STATUS_TAMPERED);
    db_done(conn);
    raw(scratch_of(state)->path, "DROP INDEX thing_word");
    conn = db_read(db);
    assert_int_equal(count_on(conn, PARENT_COUNT), 0);
    db_done(conn);
    db_close(db);
}

static bool file_holds(const char *path, const char *ending, const char *needle)
{
    char name[128];
    snprintf(name, sizeof name, "%s%s", path, ending);
    struct arena *arena = arena_new();
    struct bytes content;
    bool found = file_read(&content, arena, name, 64 << 20) == STATUS_OK &&
                 memmem(content.data, content.len, needle, strlen(needle)) != NULL;
    arena_free(arena);
    return found;
}

static void deleted_rows_leave_no_trace(void **state)
{
    static const char marker[] = "a marker that nothing else holds";
    const char *path = scratch_of(state)->path;
    struct db *db = open_scratch(state, 1);
    assert_int_equal(RUN(db, THING, DB_INT(1), DB_TEXT(marker), DB_NULL, DB_NULL), STATUS_OK);
    db_close(db);
    assert_true(file_holds(path, "", marker));
    db = open_scratch(state, 1);
    assert_int_equal(RUN(db, DROP, DB_INT(1)), STATUS_OK);
    db_close(db);
    assert_false(file_holds(path, "", marker));
    assert_false(file_holds(path, "-wal", marker));
}

static void damaged_pages_are_tampering(void **state)
{
    const char *path = scratch_of(state)->path;
    struct db *db = open_scratch(state, 1);
    assert_int_equal(RUN(db, THING, DB_INT(1), DB_TEXT("x"), DB_NULL, DB_NULL), STATUS_OK);
    db_close(db);
    int64_t root = raw(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'thing'");
    FILE *file = fopen(path, "r+");
    fseek(file, (root - 1) * 4096, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0x7f, file);
    fclose(file);
    assert_int_equal(db_open(&db, path, 1), STATUS_TAMPERED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(statements_outside_the_law_do_not_start),
        SCRATCH_TEST(a_schema_changed_by_another_program_stops_everything),
        SCRATCH_TEST(an_index_unlike_its_table_stops_everything),
        SCRATCH_TEST(nothing_stands_beside),
        SCRATCH_TEST(nothing_is_read_by_another_schema),
        SCRATCH_TEST(deleted_rows_leave_no_trace),
        SCRATCH_TEST(damaged_pages_are_tampering),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
