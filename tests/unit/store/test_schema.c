#include "raw.h"

#include "engine/sqlite/migrations.h"
#include "modules.h"

#define COUNT_OF(table) "SELECT count(*) FROM " #table

/* Every table of the newest schema, as the modules' statements will meet it. */
static const char *const TABLES[] = {
    COUNT_OF(account),
    COUNT_OF(attendance),
    COUNT_OF(certificate),
    COUNT_OF(charter),
    COUNT_OF(charter_signature),
    COUNT_OF(cycle),
    COUNT_OF(departure),
    COUNT_OF(document),
    COUNT_OF(document_signature),
    COUNT_OF(document_version),
    COUNT_OF(envelope),
    COUNT_OF(factor_enrolment),
    COUNT_OF(invitation),
    COUNT_OF(job),
    COUNT_OF(journal),
    COUNT_OF(journal_head),
    COUNT_OF(journal_node),
    COUNT_OF(login),
    COUNT_OF(membership),
    COUNT_OF(offer),
    COUNT_OF(pending_login),
    COUNT_OF(positioning),
    COUNT_OF(recovery_envelope),
    COUNT_OF(revocation),
    COUNT_OF(role),
    COUNT_OF(seance),
    COUNT_OF(second_factor),
    COUNT_OF(space),
    COUNT_OF(structure),
    COUNT_OF(vault),
};
enum { TABLE_COUNT = sizeof TABLES / sizeof *TABLES };
DB_MODULE(tables, TABLES);
const struct db_module *const modules_all[] = {&tables_statements};
const size_t modules_count = 1;

static void every_table_is_there_and_empty(void **state)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, scratch_of(state)->path, 1), STATUS_OK);
    struct db_conn *conn = db_read(db);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        struct db_rows rows;
        db_query(&rows, conn, &tables_statements, i, NULL, 0);
        assert_true(db_next(&rows));
        assert_int_equal(db_int(&rows, 0), 0);
        assert_int_equal(db_end(&rows), STATUS_OK);
    }
    db_done(conn);
    db_close(db);
    assert_int_equal(
        raw(scratch_of(state)->path, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"),
        TABLE_COUNT);
}

static void every_table_is_strict(void **state)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, scratch_of(state)->path, 1), STATUS_OK);
    db_close(db);
    assert_int_equal(raw(scratch_of(state)->path,
                         "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT"
                         " LIKE 'sqlite%' AND strict = 0"),
                     0);
}

static void run(sqlite3 *handle, const char *sql)
{
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(handle), sql);
}

/* A database of before tables were strict, with a row of which ${id} is the id. */
static void make_older(const char *path, const char *id)
{
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    for (size_t i = 0; migrations_all[i].number < 4; i++)
        run(handle, migrations_all[i].sql);
    run(handle, "PRAGMA application_id = 0x436f636f; PRAGMA user_version = 3;"
                "INSERT INTO space VALUES ('a', 'pack', 1)");
    char sql[200];
    snprintf(sql, sizeof sql, "INSERT INTO space VALUES (%s, 'other', 9)", id);
    run(handle, sql);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

static void an_older_database_becomes_strict(void **state)
{
    const char *path = scratch_of(state)->path;
    struct db *db = NULL;
    make_older(path, "'b'");
    assert_int_equal(db_open(&db, path, 1), STATUS_OK);
    assert_int_equal(db_intact(db), STATUS_OK);
    db_close(db);
    assert_int_equal(raw(path, "SELECT count(*) FROM space"), 2);
}

/* An id that SQLite takes for another one, and we for the same. */
static void an_older_database_with_an_alias_is_refused(void **state)
{
    const char *path = scratch_of(state)->path;
    struct db *db = NULL;
    make_older(path, "CAST('a' AS BLOB)");
    assert_int_equal(db_open(&db, path, 1), STATUS_TAMPERED);
    assert_null(db);
    assert_int_equal(raw(path, "PRAGMA user_version"), 3);
    assert_int_equal(raw(path, "SELECT count(*) FROM space"), 2);
    raw(path, "DELETE FROM space WHERE typeof(id) = 'blob'");
    assert_int_equal(db_open(&db, path, 1), STATUS_OK);
    db_close(db);
}

static void migrations_are_numbered_without_holes(void **state)
{
    (void)state;
    assert_true(migrations_count > 0);
    for (size_t i = 0; i < migrations_count; i++)
        assert_int_equal(migrations_all[i].number, i + 1);
}

static void newest_schema_opens_again_unchanged(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    int64_t schema = 0;
    for (int round = 0; round < 2; round++) {
        struct db *db = NULL;
        assert_int_equal(db_open(&db, scratch->path, 1), STATUS_OK);
        db_close(db);
        int64_t now = raw(scratch->path, "PRAGMA schema_version");
        assert_true(round == 0 || now == schema);
        schema = now;
        assert_int_equal(raw(scratch->path, "PRAGMA user_version"), migrations_count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(every_table_is_there_and_empty),
        SCRATCH_TEST(every_table_is_strict),
        SCRATCH_TEST(an_older_database_becomes_strict),
        SCRATCH_TEST(an_older_database_with_an_alias_is_refused),
        cmocka_unit_test(migrations_are_numbered_without_holes),
        SCRATCH_TEST(newest_schema_opens_again_unchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
