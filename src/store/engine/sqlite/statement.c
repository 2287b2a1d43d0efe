#include "engine/sqlite/statement.h"

#include "base/log.h"
#include "engine/sqlite/connection.h"

#include <stdlib.h>

_Static_assert((int)ENGINE_INTEGER == SQLITE_INTEGER && (int)ENGINE_REAL == SQLITE_FLOAT &&
                   (int)ENGINE_TEXT == SQLITE_TEXT && (int)ENGINE_BLOB == SQLITE_BLOB &&
                   (int)ENGINE_NULL == SQLITE_NULL,
               "SQLite's numbers of classes are those of the journal");

static int bind_value(sqlite3_stmt *statement, int index, const struct db_value *value)
{
    char text[ID_TEXT];
    switch (value->type) {
    case DB_TYPE_NULL:
        break;
    case DB_TYPE_INT:
        return sqlite3_bind_int64(statement, index, value->number);
    case DB_TYPE_TEXT: /* NULL binds NULL */
        return sqlite3_bind_text(statement, index, value->text, -1, SQLITE_TRANSIENT);
    case DB_TYPE_BLOB: /* and so does no data */
        return sqlite3_bind_blob64(statement, index, value->blob.data, value->blob.len,
                                   SQLITE_TRANSIENT);
    case DB_TYPE_ID:
        if (!id_is_none(&value->id))
            return sqlite3_bind_text(statement, index, id_text(text, &value->id), -1,
                                     SQLITE_TRANSIENT);
        break;
    }
    return sqlite3_bind_null(statement, index);
}

static enum status bind_values(struct engine_conn *conn, sqlite3_stmt *statement,
                               const struct db_value *values, size_t count)
{
    int parameters = sqlite3_bind_parameter_count(statement);
    if ((size_t)parameters != count) {
        log_error("database: %zu values for \"%s\"", count, sqlite3_sql(statement));
        return STATUS_FAILED;
    }
    int code = SQLITE_OK;
    for (int i = 1; i <= parameters && code == SQLITE_OK; i++) {
        int number = atoi(sqlite3_bind_parameter_name(statement, i) + 1);
        code = bind_value(statement, i, &values[number - 1]);
    }
    return connection_status(conn, code, sqlite3_sql(statement));
}

enum status statement_start(void **out, struct engine_conn *conn, size_t slot,
                            const struct db_value *values, size_t count)
{
    *out = NULL;
    sqlite3_stmt *statement = conn->statements[slot];
    if (statement == NULL || sqlite3_stmt_busy(statement)) {
        log_error("database: %s", statement == NULL ? "a reader writes" : "nested");
        return STATUS_FAILED;
    }
    *out = statement;
    return bind_values(conn, statement, values, count);
}

enum status statement_step(struct engine_conn *conn, void *statement, bool *row)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    return connection_status(conn, code, sqlite3_sql(statement));
}

void statement_stop(void *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

int statement_columns(void *statement)
{
    return sqlite3_column_count(statement);
}

struct engine_value statement_value(void *statement, int column)
{
    struct engine_value value = {.class =
                                     (enum engine_class)sqlite3_column_type(statement, column)};
    if (value.class == ENGINE_INTEGER) {
        value.number = sqlite3_column_int64(statement, column);
        return value;
    }
    value.data = sqlite3_column_blob(statement, column); /* before its length is asked for */
    value.len = value.data == NULL ? 0 : (size_t)sqlite3_column_bytes(statement, column);
    return value;
}
