#include "engine/migrate.h"

#include "base/log.h"
#include "engine/migrations.h"

#include <stdio.h>
#include <string.h>

enum { OURS = 0x436f636f }; /* "Coco": application_id of our files */
static const char MARK[] = "PRAGMA application_id = 0x436f636f";

/* The first column of the first row, -1 for none. */
static enum status number(int64_t *out, struct db_conn *conn, const char *sql)
{
    *out = -1;
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    enum status status = connection_status(conn, code, sql);
    sqlite3_finalize(statement);
    return status;
}

static enum status run(struct db_conn *conn, const char *sql)
{
    return connection_status(conn, sqlite3_exec(conn->handle, sql, NULL, NULL, NULL), sql);
}

static enum status identify(int64_t *version, struct db_conn *conn)
{
    int64_t application = 0;
    int64_t objects = 0;
    enum status status = number(version, conn, "PRAGMA user_version");
    if (status == STATUS_OK)
        status = number(&application, conn, "PRAGMA application_id");
    if (status == STATUS_OK)
        status = number(&objects, conn, "SELECT count(*) FROM sqlite_schema");
    if (status != STATUS_OK)
        return status;
    bool fresh = application == 0 && *version == 0 && objects == 0;
    if (!fresh && application != OURS) {
        log_error("database: the file belongs to another program");
        return STATUS_INVALID;
    }
    int newest = migrations_all[migrations_count - 1].number;
    if (*version < 0 || *version > newest) {
        log_error("database: schema %lld is newer than this program's, %d", (long long)*version,
                  newest);
        return STATUS_INVALID;
    }
    return STATUS_OK;
}

static enum status use_log(struct db_conn *conn)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->handle, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    enum status status = connection_status(conn, code, "journal_mode");
    const char *mode = (const char *)sqlite3_column_text(statement, 0);
    if (status == STATUS_OK && (mode == NULL || strcmp(mode, "wal") != 0)) {
        log_error("database: the file system does not carry a write-ahead log");
        status = STATUS_FAILED;
    }
    sqlite3_finalize(statement);
    return status;
}

/* Foreign keys are not enforced yet, so a migration may rebuild a table; the check comes after. */
static enum status apply(struct db_conn *conn, const struct migration *migration)
{
    char version[64];
    snprintf(version, sizeof version, "PRAGMA user_version = %d", migration->number);
    int64_t orphan = -1;
    enum status status = run(conn, "BEGIN IMMEDIATE");
    if (status != STATUS_OK)
        return status;
    status = run(conn, migration->sql);
    if (status == STATUS_OK)
        status = number(&orphan, conn, "SELECT count(*) FROM pragma_foreign_key_check");
    if (status == STATUS_OK && orphan != 0)
        status = STATUS_FAILED;
    if (status == STATUS_OK)
        status = run(conn, MARK);
    if (status == STATUS_OK)
        status = run(conn, version);
    if (status == STATUS_OK)
        status = run(conn, "COMMIT");
    if (status == STATUS_OK) {
        log_info("database: schema %d", migration->number);
        return STATUS_OK;
    }
    log_error("database: migration %d failed", migration->number);
    if (!sqlite3_get_autocommit(conn->handle) && run(conn, "ROLLBACK") != STATUS_OK)
        log_error("database: migration %d could not be undone", migration->number);
    return status;
}

enum status migrate_up(struct db_conn *conn)
{
    int64_t version = 0;
    enum status status = identify(&version, conn);
    if (status == STATUS_OK)
        status = use_log(conn);
    for (size_t i = 0; i < migrations_count && status == STATUS_OK; i++)
        if (migrations_all[i].number > version)
            status = apply(conn, &migrations_all[i]);
    return status;
}
