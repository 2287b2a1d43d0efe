#ifndef STORE_RAW_H
#define STORE_RAW_H

#include "scratch.h"

#include <sqlite3.h>

/* What somebody with a plain SQLite does to the file. */
static inline int64_t raw(const char *path, const char *sql)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t answer = -1;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    for (const char *rest = sql; *rest != '\0';) {
        assert_int_equal(sqlite3_prepare_v2(handle, rest, -1, &statement, &rest), SQLITE_OK);
        int code;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            answer = sqlite3_column_int64(statement, 0);
        assert_int_equal(code, SQLITE_DONE);
        sqlite3_finalize(statement);
    }
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
    return answer;
}

#endif
