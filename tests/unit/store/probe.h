/* A small schema of its own, for the tests of the engine. */
#ifndef TESTS_STORE_PROBE_H
#define TESTS_STORE_PROBE_H

#include "raw.h"

#include "base/file.h"
#include "base/text.h"
#include "engine/sqlite/migrations.h"
#include "modules.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>

const struct migration migrations_all[] = {
    {1, "CREATE TABLE parent (id TEXT PRIMARY KEY) STRICT;"
        "CREATE TABLE thing (n INTEGER PRIMARY KEY, word TEXT, data BLOB,"
        " parent TEXT REFERENCES parent (id), CHECK (n >= 0));"
        "CREATE TABLE loose (n, word, data, parent)"},
};
const size_t migrations_count = 1;

enum {
    PARENT,
    THING,
    THING_TURNED,
    GET,
    RENAME,
    DROP,
    COUNT,
    PARENT_COUNT,
    PARENT_DROP,
    RETURNING,
    LOOSE,
    STATEMENTS
};
static const char *const SQL[STATEMENTS] = {
    [PARENT] = "INSERT INTO parent (id) VALUES ($1)",
    [THING] = "INSERT INTO thing (n, word, data, parent) VALUES ($1, $2, $3, $4)",
    [THING_TURNED] = "INSERT INTO thing (word, n) VALUES ($2, $1)",
    [GET] = "SELECT n, word, data, parent FROM thing WHERE n = $1",
    [RENAME] = "UPDATE thing SET word = $2 WHERE n >= $1",
    [DROP] = "DELETE FROM thing WHERE n = $1",
    [COUNT] = "SELECT count(*) FROM thing",
    [PARENT_COUNT] = "SELECT count(*) FROM parent",
    [PARENT_DROP] = "DELETE FROM parent WHERE id = $1",
    [LOOSE] = "SELECT n, word, data, parent FROM loose",
    [RETURNING] = "INSERT INTO thing (n) VALUES ($1) RETURNING n + 1",
};
DB_MODULE(probe, SQL);

/* A module whose only statement a test may replace, to see it refused. */
static const char HARMLESS[] = "SELECT word FROM thing WHERE word LIKE $1 ORDER BY lower(word)";
static const char *extra = HARMLESS;
static size_t extra_slot;
static struct db_module extra_statements = {&extra, 1, &extra_slot};
const struct db_module *const modules_all[] = {&probe_statements, &extra_statements};
const size_t modules_count = 2;

static const struct id parent = {{0xab, 0xcd}};

static inline struct db *open_scratch(void **state, unsigned readers)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, scratch_of(state)->path, readers), STATUS_OK);
    return db;
}

struct act {
    size_t index;
    const struct db_value *values;
    size_t count;
    int64_t changes;
};

static inline enum status run_act(struct db_conn *conn, void *context)
{
    struct act *act = context;
    enum status status = db_run(conn, &probe_statements, act->index, act->values, act->count);
    act->changes = db_changes(conn);
    return status;
}

#define RUN(db, index, ...)                                                                        \
    db_write(db, run_act, &(struct act){index, DB_VALUES(__VA_ARGS__), DB_COUNT(__VA_ARGS__), 0})

static inline int64_t count_on(struct db_conn *conn, size_t index)
{
    struct db_rows rows;
    db_query(&rows, conn, &probe_statements, index, NULL, 0);
    int64_t out = db_next(&rows) ? db_int(&rows, 0) : -1;
    assert_int_equal(db_end(&rows), STATUS_OK);
    return out;
}

static inline int64_t count_things(struct db *db)
{
    struct db_conn *conn = db_read(db);
    int64_t out = count_on(conn, COUNT);
    db_done(conn);
    return out;
}

static inline unsigned mode_of(const char *path, const char *ending)
{
    char name[128];
    struct stat about;
    snprintf(name, sizeof name, "%s%s", path, ending);
    assert_int_equal(stat(name, &about), 0);
    return about.st_mode & 0777;
}

#endif
