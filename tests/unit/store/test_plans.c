#include "modules.h"
#include "raw.h"

/* A statement that is told whom it is about finds it by an index: one that reads a whole table
 * costs more with everybody who comes. */

/* Tables that stay short whatever the network does. */
static const char *const SHORT[] = {"space", "job", "charter",
                                    "cycle", "w",   "wanted"}; /* ids that are given: page_rows.c */

/* Those that read all there is, each as it begins.  What belongs here no longer is told too. */
static const char *const KNOWN[] = {
    /* by the platform in its own time, or by an operator */
    "SELECT count(*) FROM journal_node WHERE level < 1",
    "DELETE FROM login WHERE expires_at <= $1",
    "DELETE FROM factor_enrolment WHERE created_at < $1",
    "DELETE FROM pending_login WHERE expires_at <= $1",
    "SELECT DISTINCT account FROM login",
    "SELECT d.space, d.seance, d.vault, d.kind",
    "SELECT id, space, seance, purpose, generation, created_at FROM vault WHERE space = $1",
    /* rarely, by one person about themselves: once an index has been made for them they go */
    "UPDATE membership SET until = $2 WHERE account = $1",
    "DELETE FROM pending_login WHERE account = $1",
    "SELECT space, at, by, signature FROM departure WHERE structure = $1",
    "SELECT s.starts, p.answer, p.venue",
    "SELECT s.starts, o.role FROM offer",
    "SELECT s.starts, s.kind, a.status, a.at FROM attendance",
    "SELECT d.seance, s.starts, d.kind, d.state",
    "SELECT s.starts, CASE WHEN g.role",
};
enum { KNOWN_COUNT = sizeof KNOWN / sizeof *KNOWN };

static bool is_short(const char *table)
{
    for (size_t i = 0; i < sizeof SHORT / sizeof *SHORT; i++) {
        const size_t len = strlen(SHORT[i]);
        if (strncmp(table, SHORT[i], len) == 0 && (table[len] == ' ' || table[len] == '\0'))
            return true;
    }
    return false;
}

/* The table that it reads whole; false: none. */
static bool scans(char out[128], sqlite3 *handle, const char *sql)
{
    char plan[4096];
    sqlite3_stmt *statement;
    bool found = false;
    assert_true(snprintf(plan, sizeof plan, "EXPLAIN QUERY PLAN %s", sql) < (int)sizeof plan);
    assert_int_equal(sqlite3_prepare_v2(handle, plan, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(statement, 3);
        if (strncmp(detail, "SCAN ", 5) == 0 && !is_short(detail + 5) &&
            strstr(detail, "CONSTANT ROW") == NULL) {
            snprintf(out, 128, "%s", detail);
            found = true;
        }
    }
    sqlite3_finalize(statement);
    return found;
}

static void what_is_asked_of_one_reads_not_all(void **state)
{
    const struct scratch *scratch = scratch_of(state);
    bool met[KNOWN_COUNT] = {false};
    struct db *db;
    sqlite3 *handle;
    size_t wrong = 0;
    assert_int_equal(db_open(&db, scratch->path, 1), STATUS_OK);
    db_close(db);
    assert_int_equal(sqlite3_open(scratch->path, &handle), SQLITE_OK);
    for (size_t m = 0; m < modules_count; m++)
        for (size_t s = 0; s < modules_all[m]->count; s++) {
            const char *sql = modules_all[m]->sql[s];
            char table[128];
            bool known = false;
            if (strstr(sql, "$1") == NULL || !scans(table, handle, sql))
                continue;
            for (size_t k = 0; k < KNOWN_COUNT; k++)
                if (strncmp(sql, KNOWN[k], strlen(KNOWN[k])) == 0)
                    known = met[k] = true;
            if (!known)
                print_error("%s: %s\n", table, sql);
            wrong += !known;
        }
    for (size_t k = 0; k < KNOWN_COUNT; k++) {
        if (!met[k])
            print_error("reads no longer all there is: %s\n", KNOWN[k]);
        wrong += !met[k];
    }
    sqlite3_close(handle);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SCRATCH_TEST(what_is_asked_of_one_reads_not_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
