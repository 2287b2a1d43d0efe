#include "raw.h"

#include "engine/sqlite/migrations.h"
#include "modules.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

/* A child writes as fast as it can and reports each act once db_write() has returned; it is killed
 * in the middle.  What it reported is there afterwards, and no act is there by half. */

const struct migration migrations_all[] = {
    {1, "CREATE TABLE debit (n INTEGER PRIMARY KEY, filler BLOB NOT NULL);"
        "CREATE TABLE credit (n INTEGER PRIMARY KEY)"},
};
const size_t migrations_count = 1;

enum { DEBIT, CREDIT, BOTH, UNPAIRED, STATEMENTS };
static const char *const SQL[STATEMENTS] = {
    [DEBIT] = "INSERT INTO debit (n, filler) VALUES ($1, $2)",
    [CREDIT] = "INSERT INTO credit (n) VALUES ($1)",
    [BOTH] = "SELECT count(*) FROM debit JOIN credit ON credit.n = debit.n WHERE debit.n = $1",
    [UNPAIRED] = ("SELECT (SELECT count(*) FROM debit) + (SELECT count(*) FROM credit)"
                  " - 2 * (SELECT count(*) FROM debit JOIN credit ON credit.n = debit.n)"),
};
DB_MODULE(probe, SQL);
const struct db_module *const modules_all[] = {&probe_statements};
const size_t modules_count = 1;

enum { ROUNDS = 6, THREADS = 4, PER_THREAD = 1000000, MOST = 200000 };

static enum status transfer(struct db_conn *conn, void *context)
{
    static const uint8_t filler[3000]; /* many pages: the log is emptied within a round */
    int64_t n = *(int64_t *)context;
    enum status status =
        DB_RUN(conn, &probe_statements, DEBIT, DB_INT(n), DB_BLOB(BYTES_OF(filler)));
    return status == STATUS_OK ? DB_RUN(conn, &probe_statements, CREDIT, DB_INT(n)) : status;
}

struct teller {
    struct db *db;
    int64_t first;
    int report;
};

static void *tell(void *context)
{
    struct teller *teller = context;
    for (int64_t n = teller->first;; n++)
        if (db_write(teller->db, transfer, &n) != STATUS_OK ||
            write(teller->report, &n, sizeof n) != sizeof n)
            _exit(1);
    return NULL;
}

static _Noreturn void child_run(const char *path, int round, int report)
{
    struct teller tellers[THREADS];
    pthread_t threads[THREADS];
    struct db *db = NULL;
    if (db_open(&db, path, 1) != STATUS_OK)
        _exit(2);
    for (int i = 0; i < THREADS; i++) {
        tellers[i] = (struct teller){db, (int64_t)(round * THREADS + i) * PER_THREAD, report};
        if (pthread_create(&threads[i], NULL, tell, &tellers[i]) != 0)
            _exit(3);
    }
    for (;;)
        pause();
}

/* Kill after a number of reports that differs from round to round; returns all that came. */
static size_t storm(const char *path, int round, int64_t *reported)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        child_run(path, round, ends[1]);
    }
    close(ends[1]);
    const size_t enough = (size_t)(200 + rand() % 1500);
    size_t count = 0;
    while (count < MOST && read(ends[0], &reported[count], sizeof *reported) == sizeof *reported)
        if (++count == enough)
            kill(child, SIGKILL);
    close(ends[0]);
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
    return count;
}

static int64_t ask(struct db_conn *conn, size_t index, const struct db_value *values, size_t count)
{
    struct db_rows rows;
    db_query(&rows, conn, &probe_statements, index, values, count);
    int64_t out = db_next(&rows) ? db_int(&rows, 0) : -1;
    assert_int_equal(db_end(&rows), STATUS_OK);
    return out;
}

static void every_reported_act_survives(void **state)
{
    const char *path = scratch_of(state)->path;
    int64_t *reported = calloc(MOST, sizeof *reported);
    size_t total = 0;
    srand((unsigned)getpid());
    for (int round = 0; round < ROUNDS; round++) {
        total += storm(path, round, reported + total);
        struct db *db = NULL;
        assert_int_equal(db_open(&db, path, 1), STATUS_OK);
        struct db_conn *conn = db_read(db);
        for (size_t i = 0; i < total; i++)
            assert_int_equal(ask(conn, BOTH, DB_VALUES(DB_INT(reported[i])), 1), 1);
        assert_int_equal(ask(conn, UNPAIRED, NULL, 0), 0);
        db_done(conn);
        db_close(db);
        assert_int_equal(raw(path, "SELECT count(*) FROM pragma_integrity_check"
                                   " WHERE integrity_check <> 'ok'"),
                         0);
    }
    assert_true(total >= ROUNDS * 200);
    free(reported);
}

int main(void)
{
    const struct CMUnitTest tests[] = {SCRATCH_TEST(every_reported_act_survives)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
