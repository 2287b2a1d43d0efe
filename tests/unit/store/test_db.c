#include "probe.h"

static void files_are_private(void **state)
{
    const char *path = scratch_of(state)->path;
    mode_t before = umask(0);
    for (int round = 0; round < 2; round++) {
        struct db *db = open_scratch(state, 1);
        assert_int_equal(RUN(db, PARENT, DB_TEXT(round == 0 ? "a" : "b")), STATUS_OK);
        static const char *const endings[] = {"", "-wal", "-shm", "-lock"};
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(mode_of(path, endings[i]), 0600);
        db_close(db);
        assert_int_equal(chmod(path, 0644), 0); /* as a careless copy would leave it */
    }
    umask(before);
}

static void place_that_does_not_exist(void **state)
{
    struct db *db = (struct db *)1;
    (void)state;
    assert_int_equal(db_open(&db, "/nowhere/at/all/cocon.db", 1), STATUS_FAILED);
    assert_null(db);
    db_close(NULL);
}

static void values_come_back(void **state)
{
    struct db *db = open_scratch(state, 1);
    const uint8_t data[] = {0, 1, 2, 0};
    assert_int_equal(RUN(db, PARENT, DB_ID(parent)), STATUS_OK);
    assert_int_equal(
        RUN(db, THING, DB_INT(INT64_MAX), DB_TEXT("é"), DB_BLOB(BYTES_OF(data)), DB_ID(parent)),
        STATUS_OK);
    assert_int_equal(RUN(db, THING, DB_INT(1), DB_TEXT(NULL), DB_BLOB((struct bytes){0}),
                         DB_ID((struct id){{0}})),
                     STATUS_OK);
    assert_int_equal(
        RUN(db, THING, DB_INT(2), DB_TEXT(""), DB_BLOB(((struct bytes){data, 0})), DB_NULL),
        STATUS_OK);
    struct arena *arena = arena_new();
    struct db_conn *conn = db_read(db);
    struct db_rows rows;
    DB_QUERY(&rows, conn, &probe_statements, GET, DB_INT(INT64_MAX));
    assert_true(db_next(&rows));
    assert_true(db_int(&rows, 0) == INT64_MAX);
    assert_string_equal(db_text(&rows, 1, arena), "é");
    struct bytes blob = db_blob(&rows, 2, arena);
    assert_int_equal(blob.len, sizeof data);
    assert_memory_equal(blob.data, data, sizeof data);
    uint8_t exact[sizeof data];
    db_blob_exact(&rows, 2, exact, sizeof exact);
    assert_memory_equal(exact, data, sizeof data);
    struct id id = db_id(&rows, 3);
    assert_true(id_equal(&id, &parent));
    assert_false(db_next(&rows));
    assert_false(db_next(&rows)); /* does not start again */
    assert_int_equal(db_end(&rows), STATUS_OK);

    DB_QUERY(&rows, conn, &probe_statements, GET, DB_INT(1));
    assert_true(db_next(&rows));
    assert_null(db_text_maybe(&rows, 1, arena));
    assert_true(db_is_null(&rows, 2));
    assert_null(db_blob(&rows, 2, arena).data);
    db_blob_exact(&rows, 2, exact, sizeof exact);
    assert_memory_equal(exact, "\0\0\0\0", sizeof exact);
    id = db_id(&rows, 3);
    assert_true(id_is_none(&id));
    assert_int_equal(db_end(&rows), STATUS_OK);

    /* where the schema says that there is one, no text is an edit, and no program trips over it */
    DB_QUERY(&rows, conn, &probe_statements, GET, DB_INT(1));
    assert_true(db_next(&rows));
    assert_string_equal(db_text(&rows, 1, arena), "");
    assert_int_equal(db_end(&rows), STATUS_TAMPERED);

    DB_QUERY(&rows, conn, &probe_statements, GET, DB_INT(2));
    assert_true(db_next(&rows));
    assert_string_equal(db_text(&rows, 1, arena), "");
    assert_false(db_is_null(&rows, 2));
    assert_int_equal(db_blob(&rows, 2, arena).len, 0);
    assert_int_equal(db_end(&rows), STATUS_OK);

    DB_QUERY(&rows, conn, &probe_statements, GET, DB_INT(3));
    assert_false(db_next(&rows));
    assert_int_equal(db_end(&rows), STATUS_OK);
    db_done(conn);
    arena_free(arena);
    db_close(db);
}

static void parameters_go_by_their_number(void **state)
{
    struct db *db = open_scratch(state, 1);
    assert_int_equal(RUN(db, THING_TURNED, DB_INT(5), DB_TEXT("five")), STATUS_OK);
    assert_int_equal(RUN(db, THING_TURNED, DB_INT(6), DB_TEXT("six")), STATUS_OK);
    struct act rename = {RENAME, DB_VALUES(DB_INT(6), DB_TEXT("half a dozen")), 2, -1};
    assert_int_equal(db_write(db, run_act, &rename), STATUS_OK);
    assert_int_equal(rename.changes, 1);
    db_close(db);
    assert_int_equal(
        raw(scratch_of(state)->path, "SELECT n FROM thing WHERE word = 'half a dozen'"), 6);
}

/* The same bytes as another class are another value to SQLite: nobody's id, text or number. */
static void a_value_of_another_class_is_tampering(void **state)
{
    static const char *const put[] = {
        "INSERT INTO loose VALUES (1, CAST('six' AS BLOB), 'data', CAST('ab' AS BLOB))",
        "INSERT INTO loose VALUES (1, 6, 7, 8)",
    };
    const uint8_t zeros[4] = {0};
    struct arena *arena = arena_new();
    struct db *db = open_scratch(state, 1);
    for (size_t i = 0; i < 2; i++) {
        uint8_t exact[sizeof zeros];
        struct db_rows rows;
        raw(scratch_of(state)->path, "DELETE FROM loose");
        raw(scratch_of(state)->path, put[i]);
        struct db_conn *conn = db_read(db);
        for (int column = 0; column < 5; column++) {
            db_query(&rows, conn, &probe_statements, LOOSE, NULL, 0);
            assert_true(db_next(&rows));
            assert_int_equal(db_int(&rows, 0), 1);
            if (column == 0)
                assert_string_equal(db_text(&rows, 1, arena), "");
            else if (column == 1)
                assert_null(db_text_maybe(&rows, 1, arena));
            else if (column == 2)
                assert_int_equal(db_blob(&rows, 2, arena).len, 0);
            else if (column == 3)
                db_blob_exact(&rows, 2, exact, sizeof exact);
            else
                (void)db_id(&rows, 3);
            assert_false(db_next(&rows));
            assert_int_equal(db_end(&rows), STATUS_TAMPERED);
        }
        assert_memory_equal(exact, zeros, sizeof exact);
        db_query(&rows, conn, &probe_statements, LOOSE, NULL, 0);
        assert_true(db_next(&rows));
        assert_int_equal(db_int(&rows, 1), i == 0 ? 0 : 6);
        assert_int_equal(db_end(&rows), i == 0 ? STATUS_TAMPERED : STATUS_OK);
        db_done(conn);
    }
    arena_free(arena);
    db_close(db);
}

static void constraints_are_conflicts(void **state)
{
    struct db *db = open_scratch(state, 1);
    assert_int_equal(RUN(db, PARENT, DB_ID(parent)), STATUS_OK);
    assert_int_equal(RUN(db, PARENT, DB_ID(parent)), STATUS_CONFLICT);
    /* whom it names is not there: acts look before, so somebody put it away */
    assert_int_equal(RUN(db, THING, DB_INT(1), DB_NULL, DB_NULL, DB_TEXT("orphan")),
                     STATUS_TAMPERED);
    /* nor is a value of another type stored */
    assert_int_equal(RUN(db, PARENT, DB_BLOB(BYTES_OF("x"))), STATUS_TAMPERED);
    assert_int_equal(RUN(db, THING, DB_INT(-1), DB_NULL, DB_NULL, DB_NULL), STATUS_CONFLICT);
    assert_int_equal(count_things(db), 0);
    db_close(db);
}

static enum status insert_returning(struct db_conn *conn, void *context)
{
    struct db_rows rows;
    DB_QUERY(&rows, conn, &probe_statements, RETURNING, DB_INT(41));
    if (db_next(&rows))
        *(int64_t *)context = db_int(&rows, 0);
    return db_end(&rows);
}

static void returning_answers(void **state)
{
    struct db *db = open_scratch(state, 1);
    int64_t answer = 0;
    assert_int_equal(db_write(db, insert_returning, &answer), STATUS_OK);
    assert_int_equal(answer, 42);
    assert_int_equal(count_things(db), 1);
    db_close(db);
}

static void a_reader_does_not_write(void **state)
{
    struct db *db = open_scratch(state, 1);
    struct db_conn *conn = db_read(db);
    assert_int_equal(DB_RUN(conn, &probe_statements, PARENT, DB_ID(parent)), STATUS_FAILED);
    db_done(conn);
    conn = db_read(db);
    assert_int_equal(count_on(conn, PARENT_COUNT), 0);
    db_done(conn);
    db_close(db);
}

static void misuse_is_refused(void **state)
{
    struct db *db = open_scratch(state, 1);
    struct db_conn *conn = db_read(db);
    struct db_rows outer, inner;
    db_query(&outer, conn, &probe_statements, COUNT, NULL, 0);
    assert_true(db_next(&outer));
    db_query(&inner, conn, &probe_statements, COUNT, NULL, 0);
    assert_false(db_next(&inner));
    assert_int_equal(db_end(&inner), STATUS_FAILED);
    assert_int_equal(db_end(&outer), STATUS_OK);
    DB_QUERY(&outer, conn, &probe_statements, GET, DB_INT(1), DB_INT(2));
    assert_false(db_next(&outer));
    assert_int_equal(db_end(&outer), STATUS_FAILED);
    db_query(&outer, conn, &probe_statements, GET, NULL, 0);
    assert_int_equal(db_end(&outer), STATUS_FAILED);
    db_done(conn);
    db_close(db);
}

/* The snapshot begins with db_read(), not with the first query, and a writer does not move it. */
static void a_reader_sees_one_moment(void **state)
{
    struct db *db = open_scratch(state, 1);
    struct db_conn *conn = db_read(db);
    assert_int_equal(RUN(db, PARENT, DB_TEXT("a")), STATUS_OK);
    assert_int_equal(count_on(conn, PARENT_COUNT), 0);
    assert_int_equal(RUN(db, PARENT, DB_TEXT("b")), STATUS_OK);
    assert_int_equal(count_on(conn, PARENT_COUNT), 0);
    db_done(conn);
    conn = db_read(db);
    assert_int_equal(count_on(conn, PARENT_COUNT), 2);
    db_done(conn);
    db_close(db);
}

static void *read_often(void *context)
{
    int64_t last = 0;
    for (int i = 0; i < 300; i++) {
        struct db_conn *conn = db_read(context);
        int64_t now = count_on(conn, COUNT);
        if (now < last || now != count_on(conn, COUNT))
            return (void *)1;
        last = now;
        db_done(conn);
    }
    return NULL;
}

static void more_threads_than_readers(void **state)
{
    enum { THREADS = 6 };
    struct db *db = open_scratch(state, 2);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, db), 0);
    for (int n = 0; n < 100; n++)
        assert_int_equal(RUN(db, THING, DB_INT(n), DB_NULL, DB_NULL, DB_NULL), STATUS_OK);
    for (int i = 0; i < THREADS; i++) {
        void *failed = NULL;
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
    db_close(db);
}

static void read_twice(struct db *db)
{
    struct db_conn *first = db_read(db);
    struct db_conn *second = db_read(db);
    db_done(second);
    db_done(first);
}

static void leave_running(struct db *db)
{
    struct db_conn *conn = db_read(db);
    struct db_rows rows;
    db_query(&rows, conn, &probe_statements, COUNT, NULL, 0);
    db_done(conn);
}

static void close_while_reading(struct db *db)
{
    (void)db_read(db);
    db_close(db);
}

static void mistakes_stop_the_program(void **state)
{
    void (*const mistakes[])(struct db * db) = {read_twice, leave_running, close_while_reading};
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        pid_t child = fork();
        if (child == 0) {
            struct db *db = NULL;
            if (db_open(&db, scratch_of(state)->path, 3) == STATUS_OK)
                mistakes[i](db);
            _exit(1);
        }
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT);
    }
}

static void malformed_columns_are_tampering(void **state)
{
    const char *path = scratch_of(state)->path;
    struct arena *arena = arena_new();
    struct db *db = open_scratch(state, 1);
    raw(path, "INSERT INTO thing VALUES"
              " (1, cast(x'61ff00' AS TEXT), x'0102', 'short'),"
              " (2, '', x'010203', 'ABCD0000000000000000000000000000'),"
              " (3, '', '', cast('abcd0000000000000000000000000000' || x'0061' AS TEXT)),"
              " (4, '', 5, x'00')");
    struct db_conn *conn = db_read(db);
    for (int64_t n = 1; n <= 4; n++) {
        struct db_rows rows;
        uint8_t exact[4] = {9, 9, 9, 9};
        DB_QUERY(&rows, conn, &probe_statements, GET, DB_INT(n));
        assert_true(db_next(&rows));
        char *word = db_text(&rows, 1, arena);
        assert_true(text_is_utf8(word, strlen(word)));
        struct id id = db_id(&rows, 3);
        assert_true(id_is_none(&id));
        assert_false(db_next(&rows));
        assert_int_equal(db_end(&rows), STATUS_TAMPERED);
        DB_QUERY(&rows, conn, &probe_statements, GET, DB_INT(n));
        assert_true(db_next(&rows));
        db_blob_exact(&rows, 2, exact, sizeof exact);
        assert_memory_equal(exact, "\0\0\0\0", sizeof exact);
        assert_int_equal(db_end(&rows), STATUS_TAMPERED);
    }
    db_done(conn);
    db_close(db);
    arena_free(arena);
}

static uint64_t content(struct db *db)
{
    struct db_conn *conn = db_read(db);
    uint64_t out = db_content(conn);
    db_done(conn);
    return out;
}

static enum status content_in_a_write(struct db_conn *conn, void *context)
{
    *(uint64_t *)context = db_content(conn);
    return STATUS_OK;
}

static void the_same_content_has_the_same_number(void **state)
{
    struct db *db = open_scratch(state, 1);
    uint64_t inside = 1;
    const uint64_t first = content(db);
    assert_int_not_equal(0, first);
    assert_int_equal(first, content(db));
    assert_int_equal(RUN(db, THING, DB_INT(1), DB_TEXT("a"), DB_NULL, DB_NULL), STATUS_OK);
    const uint64_t second = content(db);
    assert_int_not_equal(first, second);
    raw(scratch_of(state)->path, "UPDATE thing SET word = 'b'");
    const uint64_t third = content(db);
    raw(scratch_of(state)->path, "UPDATE thing SET word = 'a'");
    const uint64_t fourth = content(db);
    assert_true(third != second && third != first && fourth != third && fourth != second);
    assert_int_equal(db_write(db, content_in_a_write, &inside), STATUS_OK);
    assert_int_equal(0, inside);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(files_are_private),
        cmocka_unit_test(place_that_does_not_exist),
        SCRATCH_TEST(values_come_back),
        SCRATCH_TEST(parameters_go_by_their_number),
        SCRATCH_TEST(a_value_of_another_class_is_tampering),
        SCRATCH_TEST(constraints_are_conflicts),
        SCRATCH_TEST(returning_answers),
        SCRATCH_TEST(a_reader_does_not_write),
        SCRATCH_TEST(misuse_is_refused),
        SCRATCH_TEST(a_reader_sees_one_moment),
        SCRATCH_TEST(more_threads_than_readers),
        SCRATCH_TEST(mistakes_stop_the_program),
        SCRATCH_TEST(malformed_columns_are_tampering),
        SCRATCH_TEST(the_same_content_has_the_same_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
