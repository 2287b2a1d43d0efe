#include "engine/intact.h"

#include "base/log.h"
#include "engine/connection.h"
#include "engine/migrations.h"

#include <stdio.h>
#include <string.h>

static const char LISTED[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
                             " ORDER BY type, name";

static const char NAMED[] = "SELECT 1 FROM sqlite_schema WHERE tbl_name = ?1 COLLATE NOCASE";

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

/* A table beside ours, and its indexes, are nothing to our statements: somebody's notes. */
static bool is_beside(sqlite3_stmt *row, sqlite3_stmt *ours)
{
    const char *type = (const char *)sqlite3_column_text(row, 0);
    const char *table = (const char *)sqlite3_column_text(row, 2);
    if (type == NULL || table == NULL || sqlite3_strnicmp(table, "sqlite_", 7) == 0 ||
        (strcmp(type, "table") != 0 && strcmp(type, "index") != 0))
        return false;
    sqlite3_bind_text(ours, 1, table, -1, SQLITE_TRANSIENT);
    const bool is = sqlite3_step(ours) == SQLITE_DONE;
    sqlite3_reset(ours);
    return is;
}

/* SQLITE_DONE if both lists are the same, but for what is beside. */
static int compare(sqlite3_stmt *stands, sqlite3_stmt *expected, sqlite3_stmt *ours)
{
    for (;;) {
        int step;
        do
            step = sqlite3_step(stands);
        while (step == SQLITE_ROW && is_beside(stands, ours));
        const int other = sqlite3_step(expected);
        if (step != other || (step == SQLITE_ROW && !same_row(stands, expected)))
            return step == SQLITE_ROW || step == SQLITE_DONE ? SQLITE_MISMATCH : step;
        if (step != SQLITE_ROW)
            return step;
    }
}

static int make(sqlite3 **out)
{
    int code = sqlite3_open(":memory:", out);
    for (size_t i = 0; i < migrations_count && code == SQLITE_OK; i++)
        code = sqlite3_exec(*out, migrations_all[i].sql, NULL, NULL, NULL);
    return code;
}

enum status intact_schema(sqlite3 *handle)
{
    sqlite3 *made = NULL;
    sqlite3_stmt *stands = NULL;
    sqlite3_stmt *expected = NULL;
    sqlite3_stmt *ours = NULL;
    int code = make(&made);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(made, LISTED, -1, &expected, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(made, NAMED, -1, &ours, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(handle, LISTED, -1, &stands, NULL);
    if (code == SQLITE_OK)
        code = compare(stands, expected, ours);
    sqlite3_finalize(stands);
    sqlite3_finalize(expected);
    sqlite3_finalize(ours);
    sqlite3_close(made);
    if (code == SQLITE_DONE)
        return STATUS_OK;
    log_error("database: its schema is not this program's (%d): somebody changed it", code);
    return code == SQLITE_MISMATCH || code == SQLITE_CORRUPT ? STATUS_TAMPERED : STATUS_FAILED;
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
    struct db_conn *conn;
    enum status status = connection_open(&conn, path, false);
    if (status != STATUS_OK)
        return status;
    status = intact_schema(conn->handle);
    if (status == STATUS_OK)
        status = whole(conn->handle);
    connection_close(conn);
    return status;
}
