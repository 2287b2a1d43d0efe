#include "engine/sqlite/intact.h"

#include "base/log.h"
#include "engine/sqlite/connection.h"
#include "engine/sqlite/migrations.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { WHAT = 100 };

static const char LISTED[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
                             " ORDER BY type, name";

static bool same_text(sqlite3_stmt *one, sqlite3_stmt *other, int column)
{
    const char *a = (const char *)sqlite3_column_text(one, column);
    const char *b = (const char *)sqlite3_column_text(other, column);
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_row(sqlite3_stmt *one, sqlite3_stmt *other)
{
    for (int column = 0; column < 4; column++)
        if (!same_text(one, other, column))
            return false;
    return true;
}

/* SQLITE_DONE if both lists are the same.  Nothing may stand beside: a table of somebody else's can
 * point at our rows, so that they cannot go, or have a check that is work for hours. */
static int compare(sqlite3_stmt *stands, sqlite3_stmt *expected, char *what, size_t size)
{
    for (;;) {
        const int step = sqlite3_step(stands);
        const int other = sqlite3_step(expected);
        if (step != other || (step == SQLITE_ROW && !same_row(stands, expected))) {
            sqlite3_stmt *odd = step == SQLITE_ROW ? stands : expected;
            const char *name = (const char *)sqlite3_column_text(odd, 1);
            (void)snprintf(what, size, "%s", name != NULL ? name : "");
            return step == SQLITE_ROW || step == SQLITE_DONE ? SQLITE_MISMATCH : step;
        }
        if (step != SQLITE_ROW)
            return step;
    }
}

static int make(sqlite3 **out, int number)
{
    int code = sqlite3_open(":memory:", out);
    for (size_t i = 0; i < migrations_count && code == SQLITE_OK; i++)
        if (migrations_all[i].number <= number)
            code = sqlite3_exec(*out, migrations_all[i].sql, NULL, NULL, NULL);
    return code;
}

/* The first object that is another, or is missing, into ${what}. */
static int hold(sqlite3 *handle, sqlite3 *made, char *what, size_t size)
{
    sqlite3_stmt *stands = NULL;
    sqlite3_stmt *expected = NULL;
    int code = sqlite3_prepare_v2(made, LISTED, -1, &expected, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(handle, LISTED, -1, &stands, NULL);
    if (code == SQLITE_OK)
        code = compare(stands, expected, what, size);
    sqlite3_finalize(stands);
    sqlite3_finalize(expected);
    return code;
}

static int against(sqlite3 *handle, int number, char *what, size_t size)
{
    sqlite3 *made = NULL;
    int code = make(&made, number);
    if (code == SQLITE_OK)
        code = hold(handle, made, what, size);
    sqlite3_close(made);
    return code;
}

/* Making it takes longer than comparing: once a process, for whoever asks first. */
static int against_newest(sqlite3 *handle, char *what, size_t size)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static sqlite3 *newest;
    int code = SQLITE_OK;
    pthread_mutex_lock(&mutex);
    if (newest == NULL)
        code = make(&newest, migrations_all[migrations_count - 1].number);
    if (code == SQLITE_OK) {
        code = hold(handle, newest, what, size);
    } else {
        sqlite3_close(newest);
        newest = NULL;
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static enum status told(int code, const char *what)
{
    if (code == SQLITE_DONE)
        return STATUS_OK;
    if (code == SQLITE_MISMATCH)
        log_error("database: its schema is not this program's: somebody changed \"%s\", or put it"
                  " there or away",
                  what);
    else
        log_error("database: its schema cannot be read (%d)", code);
    return code == SQLITE_MISMATCH || code == SQLITE_CORRUPT ? STATUS_TAMPERED : STATUS_FAILED;
}

enum status intact_schema(sqlite3 *handle)
{
    char what[WHAT] = "";
    return told(against_newest(handle, what, WHAT), what);
}

enum status intact_number(int *out, sqlite3 *handle, int64_t said)
{
    char what[WHAT] = "";
    char other[WHAT] = "";
    const int newest = migrations_all[migrations_count - 1].number;
    *out = 0;
    int code = SQLITE_MISMATCH;
    if (said > 0 && said <= newest)
        code = said == newest ? against_newest(handle, what, WHAT)
                              : against(handle, (int)said, what, WHAT);
    if (code == SQLITE_DONE)
        *out = (int)said;
    for (size_t i = migrations_count; i > 0 && code == SQLITE_MISMATCH; i--) {
        code = against(handle, migrations_all[i - 1].number, other, WHAT);
        if (code == SQLITE_DONE)
            *out = migrations_all[i - 1].number;
    }
    if (code == SQLITE_MISMATCH && said > newest)
        return STATUS_INVALID;
    return told(code, *what != '\0' ? what : other);
}

static enum status whole(sqlite3 *handle)
{
    sqlite3_stmt *statement = NULL;
    char found[200] = "";
    int code = sqlite3_prepare_v2(handle, "PRAGMA integrity_check(1)", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        (void)snprintf(found, sizeof found, "%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    if (strcmp(found, "ok") == 0)
        return STATUS_OK;
    log_error("database: the file is not whole (%d): %s", code, found);
    return code == SQLITE_ROW || (code & 0xff) == SQLITE_CORRUPT ? STATUS_TAMPERED : STATUS_FAILED;
}

enum status intact_check(const char *path)
{
    struct engine_conn *conn;
    enum status status = connection_open(&conn, path, false);
    if (status != STATUS_OK)
        return status;
    status = intact_schema(conn->handle);
    if (status == STATUS_OK)
        status = whole(conn->handle);
    connection_close(conn);
    return status;
}
