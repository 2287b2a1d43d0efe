#include "engine/sqlite/connection.h"

#include "base/log.h"
#include "modules.h"

#include <stdlib.h>
#include <string.h>

enum { BUSY_MS = 10000 };

static const char *const CONTROLS[CONTROL_COUNT] = {
    [CONTROL_BEGIN] = "BEGIN",
    [CONTROL_SNAPSHOT] = "PRAGMA schema_version",
    [CONTROL_FOREIGN] = "PRAGMA data_version",
    [CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_MARK] = "SAVEPOINT act",
    [CONTROL_KEEP] = "RELEASE act",
    [CONTROL_UNDO] = "ROLLBACK TO act",
};

/* Sorting in memory: no temporary file may keep rows.  The size limit truncates a log that once
 * grew, so that old pages do not lie about. */
static const char HARDEN[] = "PRAGMA synchronous = FULL;"
                             "PRAGMA secure_delete = ON;"
                             "PRAGMA cell_size_check = ON;"
                             "PRAGMA mmap_size = 0;"
                             "PRAGMA cache_size = -1024;" /* KiB; the system has the file too */
                             "PRAGMA temp_store = MEMORY;"
                             "PRAGMA journal_size_limit = 16777216;";

/* Functions that both SQLite and PostgreSQL have. */
static const char *const FUNCTIONS[] = {
    "abs",     "avg",        "coalesce", "count", "dense_rank", "lag",    "lead",
    "length",  "like",       "lower",    "max",   "min",        "nullif", "rank",
    "replace", "row_number", "substr",   "sum",   "trim",       "upper",
};

static bool table_allowed(const char *table)
{
    /* the schema itself and SQLite's built-in virtual tables */
    static const char *const refused[] = {"sqlite_", "pragma_",  "dbstat",
                                          "fts",     "bytecode", "tables_used"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (sqlite3_strnicmp(table, refused[i], (int)strlen(refused[i])) == 0)
            return false;
    return true;
}

static bool function_allowed(const char *name)
{
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++)
        if (sqlite3_stricmp(name, FUNCTIONS[i]) == 0)
            return true;
    return false;
}

/* A second wall: what no statement of ours does, nothing smuggled into one can do either. */
static int authorize(void *context, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    (void)context;
    (void)database;
    (void)trigger;
    bool allowed = false;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        allowed = true;
        break;
    case SQLITE_READ:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        allowed = first != NULL && table_allowed(first);
        break;
    case SQLITE_FUNCTION:
        allowed = second != NULL && function_allowed(second);
        break;
    case SQLITE_PRAGMA: /* CONTROL_SNAPSHOT and _FOREIGN, when SQLite prepares them anew */
        allowed = first != NULL && second == NULL &&
                  (strcmp(first, "schema_version") == 0 || strcmp(first, "data_version") == 0);
        break;
    default:
        break;
    }
    return allowed ? SQLITE_OK : SQLITE_DENY;
}

enum status connection_status(const struct engine_conn *conn, int code, const char *sql)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_CHECK:
        return STATUS_CONFLICT;
    default:
        break;
    }
    enum status status = STATUS_FAILED;
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT: /* whom a row names is away, or a value is no value of its column: no
                             * act of ours does either, so somebody edited what it rests on */
        if (code == SQLITE_CONSTRAINT_FOREIGNKEY || code == SQLITE_CONSTRAINT_DATATYPE)
            status = STATUS_TAMPERED;
        break;
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return STATUS_OK;
    case SQLITE_TOOBIG:
        return STATUS_LIMIT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        status = STATUS_BUSY;
        break;
    case SQLITE_CORRUPT:
        status = STATUS_TAMPERED;
        break;
    case SQLITE_NOTADB:
        status = STATUS_INVALID;
        break;
    default:
        break;
    }
    log_error("database: %s (%d) in \"%s\"", sqlite3_errmsg(conn->handle), code, sql);
    return status;
}

static int configure(sqlite3 *handle, int option, int value)
{
    return sqlite3_db_config(handle, option, value, NULL);
}

enum status connection_open(struct engine_conn **out, const char *path, bool writes)
{
    *out = NULL;
    struct engine_conn *conn = calloc(1, sizeof *conn);
    if (conn == NULL)
        return STATUS_FAILED;
    conn->writes = writes;
    /* each connection serves one thread at a time: SQLite need not lock it as well */
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                      SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path, &conn->handle, flags, NULL);
    if (code == SQLITE_OK)
        code = configure(conn->handle, SQLITE_DBCONFIG_DEFENSIVE, 1);
    if (code == SQLITE_OK)
        code = configure(conn->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    if (code == SQLITE_OK)
        code = configure(conn->handle, SQLITE_DBCONFIG_DQS_DDL, 0);
    if (code == SQLITE_OK)
        code = configure(conn->handle, SQLITE_DBCONFIG_DQS_DML, 0);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(conn->handle, BUSY_MS);
    /* nobody but the writer's thread checkpoints, and that when it chooses to: see lock.h */
    if (code == SQLITE_OK)
        code = sqlite3_wal_autocheckpoint(conn->handle, 0);
    if (code == SQLITE_OK && !writes)
        code = configure(conn->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
    if (code == SQLITE_OK)
        code = sqlite3_exec(conn->handle, HARDEN, NULL, NULL, NULL);
    enum status status = connection_status(conn, code, "open");
    if (status == STATUS_OK)
        *out = conn;
    else
        connection_close(conn);
    return status;
}

static enum status prepare(sqlite3_stmt **out, struct engine_conn *conn, const char *sql)
{
    *out = NULL;
    const char *rest = "";
    int code = sql == NULL ? SQLITE_MISUSE
                           : sqlite3_prepare_v3(conn->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                                out, &rest);
    enum status status = connection_status(conn, code, sql == NULL ? "(missing)" : sql);
    if (status == STATUS_OK && (*out == NULL || *rest != '\0')) {
        log_error("database: not one statement: \"%s\"", sql);
        status = STATUS_FAILED;
    }
    return status;
}

/* $1 to $n, all of them: SQLite numbers names as they appear, so bind_values() goes by the name. */
static bool parameters_numbered(sqlite3_stmt *statement)
{
    int count = sqlite3_bind_parameter_count(statement);
    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(statement, i);
        if (name == NULL || name[0] != '$' || name[1] == '0' ||
            strspn(name + 1, "0123456789") != strlen(name + 1))
            return false;
        if (atoi(name + 1) < 1 || atoi(name + 1) > count)
            return false;
    }
    return true;
}

static bool begins(const char *sql, const char *verb)
{
    return strncmp(sql, verb, strlen(verb)) == 0;
}

static bool changes_rows(const char *sql)
{
    return begins(sql, "INSERT ") || begins(sql, "UPDATE ") || begins(sql, "DELETE ");
}

/* The authorizer learns what VACUUM and EXPLAIN do only when they run; transactions are ours. */
static bool verb_allowed(const char *sql)
{
    return changes_rows(sql) || begins(sql, "SELECT ") || begins(sql, "WITH ");
}

static enum status prepare_module_statement(sqlite3_stmt **out, struct engine_conn *conn,
                                            const char *sql)
{
    *out = NULL;
    if (!conn->writes && sql != NULL && changes_rows(sql))
        return STATUS_OK; /* the writer has it, and looked at it */
    enum status status = prepare(out, conn, sql);
    if (status != STATUS_OK)
        return status;
    if (!verb_allowed(sql) || !parameters_numbered(*out)) {
        log_error("database: does not read or write rows by $1 to $n: \"%s\"", sql);
        return STATUS_FAILED;
    }
    if (!conn->writes && !sqlite3_stmt_readonly(*out)) { /* WITH … INSERT */
        sqlite3_finalize(*out);
        *out = NULL;
    }
    return STATUS_OK;
}

static enum status prepare_modules(struct engine_conn *conn)
{
    for (size_t m = 0; m < modules_count; m++)
        conn->count += modules_all[m]->count;
    conn->statements = calloc(conn->count + 1, sizeof *conn->statements);
    if (conn->statements == NULL)
        return STATUS_FAILED;
    enum status status = STATUS_OK;
    sqlite3_stmt **slot = conn->statements;
    for (size_t m = 0; m < modules_count; m++)
        for (size_t i = 0; i < modules_all[m]->count && status == STATUS_OK; i++, slot++)
            status = prepare_module_statement(slot, conn, modules_all[m]->sql[i]);
    return status;
}

enum status connection_watch(struct engine_conn *conn)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < CONTROL_COUNT && status == STATUS_OK; i++)
        status = prepare(&conn->control[i], conn, CONTROLS[i]);
    return status;
}

enum status connection_arm(struct engine_conn *conn)
{
    /* the schema has neither triggers nor views: one that appears was put there by somebody else */
    int code = configure(conn->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
    if (code == SQLITE_OK)
        code = configure(conn->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0);
    if (code == SQLITE_OK)
        code = configure(conn->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1);
    if (code == SQLITE_OK && !conn->writes)
        code = sqlite3_exec(conn->handle, "PRAGMA query_only = ON", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_set_authorizer(conn->handle, authorize, NULL);
    enum status status = connection_status(conn, code, "arm");
    if (status == STATUS_OK)
        status = connection_watch(conn);
    return status == STATUS_OK ? prepare_modules(conn) : status;
}

void connection_close(struct engine_conn *conn)
{
    if (conn == NULL)
        return;
    for (size_t i = 0; i < CONTROL_COUNT; i++)
        sqlite3_finalize(conn->control[i]);
    for (size_t i = 0; conn->statements != NULL && i < conn->count; i++)
        sqlite3_finalize(conn->statements[i]);
    if (sqlite3_close(conn->handle) != SQLITE_OK)
        log_error("database: connection still in use when closed");
    free(conn->statements);
    free(conn);
}

enum status connection_number(int64_t *out, struct engine_conn *conn, enum control control)
{
    sqlite3_stmt *statement = conn->control[control];
    int code = sqlite3_step(statement);
    *out = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    enum status status = connection_status(conn, code, CONTROLS[control]);
    sqlite3_reset(statement);
    return status;
}

enum status connection_control(struct engine_conn *conn, enum control control)
{
    int64_t number;
    return connection_number(&number, conn, control);
}

void connection_reset(struct engine_conn *conn)
{
    for (size_t i = 0; i < conn->count; i++) {
        sqlite3_stmt *statement = conn->statements[i];
        if (statement == NULL)
            continue;
        if (sqlite3_stmt_busy(statement))
            log_error("database: left running: \"%s\"", sqlite3_sql(statement));
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}
