#include "raw.h"

#include "engine/sqlite/migrations.h"
#include "modules.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <fcntl.h>

const struct migration migrations_all[] = {
    {1, "CREATE TABLE entry (n INTEGER PRIMARY KEY, half INTEGER NOT NULL)"},
};
const size_t migrations_count = 1;

enum { INSERT, FINISH, HAS, COUNT, LOSE, STATEMENTS };
static const char *const SQL[STATEMENTS] = {
    [INSERT] = "INSERT INTO entry (n, half) VALUES ($1, 1)",
    [FINISH] = "UPDATE entry SET half = 0 WHERE n = $1",
    [HAS] = "SELECT half FROM entry WHERE n = $1",
    [COUNT] = "SELECT count(*) FROM entry",
    /* what SQLite does by itself when the disk is full: the whole transaction goes */
    [LOSE] = "INSERT OR ROLLBACK INTO entry (n, half) VALUES ($1, 1)",
};
DB_MODULE(probe, SQL);
const struct db_module *const modules_all[] = {&probe_statements};
const size_t modules_count = 1;

/* SQLite's calls to the disk pass here. */
static atomic_int syncs;
static atomic_bool disk_broken;

int fdatasync(int file)
{
    syncs++;
    if (disk_broken) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, file);
}

static struct db *open_scratch(void **state)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, scratch_of(state)->path, 1), STATUS_OK);
    return db;
}

static int64_t one(struct db *db, size_t index, const struct db_value *values, size_t count)
{
    struct db_conn *conn = db_read(db);
    struct db_rows rows;
    db_query(&rows, conn, &probe_statements, index, values, count);
    int64_t out = db_next(&rows) ? db_int(&rows, 0) : -1;
    assert_int_equal(db_end(&rows), STATUS_OK);
    db_done(conn);
    return out;
}

static bool has(struct db *db, int64_t n)
{
    return one(db, HAS, DB_VALUES(DB_INT(n)), 1) == 0;
}

struct act {
    int64_t n;
    enum status answer; /* what the act says after writing both halves */
};

static enum status add(struct db_conn *conn, void *context)
{
    const struct act *act = context;
    enum status status = DB_RUN(conn, &probe_statements, INSERT, DB_INT(act->n));
    if (status == STATUS_OK)
        status = DB_RUN(conn, &probe_statements, FINISH, DB_INT(act->n));
    return status == STATUS_OK ? act->answer : status;
}

static void act_is_durable_on_return(void **state)
{
    struct db *db = open_scratch(state);
    for (int64_t n = 0; n < 5; n++) {
        int before = syncs;
        assert_int_equal(db_write(db, add, &(struct act){.n = n}), STATUS_OK);
        assert_true(syncs > before);
        assert_true(has(db, n));
    }
    uint64_t commits, acts;
    db_writes(db, &commits, &acts);
    assert_int_equal(commits, 5);
    assert_int_equal(acts, 5);
    db_close(db);
}

static void refused_act_is_undone(void **state)
{
    struct db *db = open_scratch(state);
    assert_int_equal(db_write(db, add, &(struct act){1, STATUS_DENIED}), STATUS_DENIED);
    assert_int_equal(db_write(db, add, &(struct act){2, STATUS_OK}), STATUS_OK);
    assert_int_equal(db_write(db, add, &(struct act){2, STATUS_OK}), STATUS_CONFLICT);
    assert_int_equal(one(db, COUNT, NULL, 0), 1);
    assert_true(has(db, 2));
    db_close(db);
}

enum { THREADS = 8, ACTS = 150 };

struct storm {
    struct db *db;
    int64_t first;
    enum status (*expected)(int64_t n);
    enum status got[ACTS];
};

static void *storm_run(void *context)
{
    struct storm *storm = context;
    for (int i = 0; i < ACTS; i++) {
        struct act act = {storm->first + i, storm->expected(storm->first + i)};
        storm->got[i] = db_write(storm->db, add, &act);
    }
    return NULL;
}

static enum status every_third_refused(int64_t n)
{
    return n % 3 == 0 ? STATUS_NOT_FOUND : STATUS_OK;
}

static void storm_start(struct storm storms[THREADS], pthread_t threads[THREADS], struct db *db)
{
    for (int i = 0; i < THREADS; i++) {
        storms[i] = (struct storm){.db = db, .first = i * ACTS, .expected = every_third_refused};
        assert_int_equal(pthread_create(&threads[i], NULL, storm_run, &storms[i]), 0);
    }
}

static void storm_end(pthread_t threads[THREADS])
{
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void acts_share_commits_and_fail_alone(void **state)
{
    struct db *db = open_scratch(state);
    struct storm storms[THREADS];
    pthread_t threads[THREADS];
    storm_start(storms, threads, db);
    storm_end(threads);
    for (int t = 0; t < THREADS; t++)
        for (int i = 0; i < ACTS; i++) {
            int64_t n = storms[t].first + i;
            assert_int_equal(storms[t].got[i], every_third_refused(n));
            assert_int_equal(has(db, n), every_third_refused(n) == STATUS_OK);
        }
    uint64_t commits, acts;
    db_writes(db, &commits, &acts);
    assert_int_equal(acts, THREADS * ACTS);
    assert_true(commits < acts);
    db_close(db);
}

/* While the disk fails and recovers: what was answered OK is there, what was not is not. */
static void failed_commit_fails_every_act_of_it(void **state)
{
    struct db *db = open_scratch(state);
    struct storm storms[THREADS];
    pthread_t threads[THREADS];
    storm_start(storms, threads, db);
    for (int i = 0; i < 40; i++) {
        int seen = syncs;
        disk_broken = i % 2 == 0;
        uint64_t commits, acts = 0;
        while (syncs < seen + 3 && acts < THREADS * ACTS) {
            db_writes(db, &commits, &acts);
            sched_yield();
        }
    }
    disk_broken = false;
    storm_end(threads);
    int failed = 0;
    for (int t = 0; t < THREADS; t++)
        for (int i = 0; i < ACTS; i++) {
            failed += storms[t].got[i] == STATUS_FAILED;
            assert_int_equal(has(db, storms[t].first + i), storms[t].got[i] == STATUS_OK);
        }
    assert_true(failed > 0);
    assert_true(failed < THREADS * ACTS);
    db_close(db);
    const char *path = scratch_of(state)->path;
    assert_int_equal(raw(path, "SELECT count(*) FROM pragma_integrity_check"
                               " WHERE integrity_check <> 'ok'"),
                     0);
    assert_int_equal(raw(path, "SELECT count(*) FROM entry WHERE half <> 0"), 0);
}

static void broken_disk_is_said_to_a_lone_act(void **state)
{
    struct db *db = open_scratch(state);
    disk_broken = true;
    assert_int_equal(db_write(db, add, &(struct act){.n = 1}), STATUS_FAILED);
    disk_broken = false;
    assert_false(has(db, 1));
    assert_int_equal(db_write(db, add, &(struct act){.n = 1}), STATUS_OK);
    assert_true(has(db, 1));
    db_close(db);
}

/* Goes on after the failure as if nothing had been. */
static enum status lose(struct db_conn *conn, void *context)
{
    const struct act *act = context;
    enum status status = add(conn, context);
    if (status == STATUS_OK && DB_RUN(conn, &probe_statements, LOSE, DB_INT(act->n)) == STATUS_OK)
        return STATUS_INVALID;
    enum status after = DB_RUN(conn, &probe_statements, INSERT, DB_INT(act->n + 1));
    return after == STATUS_FAILED ? status : after;
}

static void lost_transaction_is_not_called_done(void **state)
{
    struct db *db = open_scratch(state);
    assert_int_equal(db_write(db, lose, &(struct act){.n = 1}), STATUS_FAILED);
    assert_int_equal(one(db, COUNT, NULL, 0), 0);
    assert_int_equal(db_write(db, add, &(struct act){.n = 1}), STATUS_OK);
    assert_true(has(db, 1));
    db_close(db);
}

static enum status forget_to_end(struct db_conn *conn, void *context)
{
    (void)context;
    struct db_rows rows;
    db_query(&rows, conn, &probe_statements, COUNT, NULL, 0);
    return db_next(&rows) ? STATUS_OK : STATUS_FAILED;
}

static void forgotten_statement_is_ended(void **state)
{
    struct db *db = open_scratch(state);
    for (int round = 0; round < 2; round++)
        assert_int_equal(db_write(db, forget_to_end, NULL), STATUS_OK);
    assert_int_equal(db_write(db, add, &(struct act){.n = 1}), STATUS_OK);
    db_close(db);
}

static enum status write_inside(struct db_conn *conn, void *context)
{
    (void)conn;
    return db_write(context, add, &(struct act){.n = 1});
}

static enum status read_inside(struct db_conn *conn, void *context)
{
    (void)conn;
    db_done(db_read(context));
    return STATUS_OK;
}

static void expect_abort(void **state, enum status (*act)(struct db_conn *conn, void *context))
{
    pid_t child = fork();
    if (child == 0) {
        struct db *db = NULL;
        if (db_open(&db, scratch_of(state)->path, 1) == STATUS_OK &&
            db_write(db, act, db) == STATUS_OK)
            _exit(1);
        _exit(2);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);
}

static void an_act_that_writes_anew_stops_the_program(void **state)
{
    expect_abort(state, write_inside);
}

static void an_act_that_takes_a_reader_stops_the_program(void **state)
{
    expect_abort(state, read_inside);
}

static sem_t ran;

static enum status tell(struct db_conn *conn, void *context)
{
    (void)conn;
    (void)context;
    return sem_post(&ran) == 0 ? STATUS_OK : STATUS_FAILED;
}

static void *tell_run(void *context)
{
    return (void *)(intptr_t)db_write(context, tell, NULL);
}

static void other_process_writes_first(void **state)
{
    struct db *db = open_scratch(state);
    char name[128];
    snprintf(name, sizeof name, "%s-lock", scratch_of(state)->path);
    int lock = open(name, O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    sem_init(&ran, 0, 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, tell_run, db), 0);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    assert_int_equal(sem_timedwait(&ran, &until), -1); /* a second in which it must not run */
    assert_int_equal(flock(lock, LOCK_UN), 0);
    void *status = NULL;
    pthread_join(thread, &status);
    assert_int_equal((intptr_t)status, STATUS_OK);
    assert_int_equal(sem_trywait(&ran), 0);
    assert_int_equal(flock(lock, LOCK_EX), 0); /* and it is given back */
    flock(lock, LOCK_UN);
    close(lock);
    db_close(db);
}

/* The log goes to the file and starts anew instead of growing for ever. */
static void log_is_emptied_while_running(void **state)
{
    struct db *db = open_scratch(state);
    for (int64_t n = 0; n < 3000; n++)
        assert_int_equal(db_write(db, add, &(struct act){.n = n}), STATUS_OK);
    char name[128];
    snprintf(name, sizeof name, "%s-wal", scratch_of(state)->path);
    FILE *log = fopen(name, "r");
    assert_non_null(log);
    fseek(log, 0, SEEK_END);
    long size = ftell(log);
    fclose(log);
    assert_in_range(size, 1, 1500 * 4096); /* the acts wrote more than 3000 pages */
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(act_is_durable_on_return),
        SCRATCH_TEST(refused_act_is_undone),
        SCRATCH_TEST(acts_share_commits_and_fail_alone),
        SCRATCH_TEST(failed_commit_fails_every_act_of_it),
        SCRATCH_TEST(broken_disk_is_said_to_a_lone_act),
        SCRATCH_TEST(lost_transaction_is_not_called_done),
        SCRATCH_TEST(forgotten_statement_is_ended),
        SCRATCH_TEST(an_act_that_writes_anew_stops_the_program),
        SCRATCH_TEST(an_act_that_takes_a_reader_stops_the_program),
        SCRATCH_TEST(other_process_writes_first),
        SCRATCH_TEST(log_is_emptied_while_running),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
