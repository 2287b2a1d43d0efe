#include "engine/sqlite/migrate.h"

#include "base/log.h"
#include "engine/sqlite/intact.h"
#include "engine/sqlite/migrations.h"

#include <stdio.h>
#include <string.h>

enum { OURS = 0x436f636f }; /* "Coco": application_id of our files */
static const char MARK[] = "PRAGMA application_id = 0x436f636f";

/* The first column of the first row, -1 for none. */
static enum status number(int64_t *out, struct engine_conn *conn, const char *sql)
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

static enum status run(struct engine_conn *conn, const char *sql)
{
    return connection_status(conn, sqlite3_exec(conn->handle, sql, NULL, NULL, NULL), sql);
}

struct marks {
    int64_t version;
    int64_t application;
};

static enum status read_marks(struct marks *out, struct engine_conn *conn)
{
    enum status status = number(&out->version, conn, "PRAGMA user_version");
    return status == STATUS_OK ? number(&out->application, conn, "PRAGMA application_id") : status;
}

static int newest(void)
{
    return migrations_all[migrations_count - 1].number;
}

static enum status foreign(void)
{
    log_error("database: the file belongs to another program");
    return STATUS_INVALID;
}

/* The two numbers in the file's head are for anybody to write; its tables tell where it is. */
static enum status identify(int64_t *version, struct engine_conn *conn)
{
    int64_t objects = 0;
    int stands = 0;
    struct marks marks = {0};
    *version = 0;
    enum status status = read_marks(&marks, conn);
    if (status == STATUS_OK)
        status = number(&objects, conn, "SELECT count(*) FROM sqlite_schema");
    if (status != STATUS_OK || (marks.application == 0 && marks.version == 0 && objects == 0))
        return status;
    if (objects == 0 && marks.application != OURS)
        return foreign();
    status = intact_number(&stands, conn->handle, marks.version);
    if (marks.application != OURS && stands != newest())
        return foreign();
    if (status == STATUS_INVALID)
        log_error("database: schema %lld is newer than this program's, %d",
                  (long long)marks.version, newest());
    if (status != STATUS_OK)
        return status;
    if (marks.version != stands || marks.application != OURS)
        log_error("database: its head says schema %lld of program %llx, its tables are ours and of"
                  " schema %d: somebody edited its head, and the tables are believed; \"PRAGMA"
                  " user_version = %d; %s\" puts it right",
                  (long long)marks.version, (unsigned long long)marks.application, stands, stands,
                  MARK);
    *version = stands;
    return STATUS_OK;
}

enum status migrate_marked(const char *path)
{
    struct engine_conn *conn;
    struct marks marks = {0};
    enum status status = connection_open(&conn, path, false);
    if (status != STATUS_OK)
        return status;
    status = read_marks(&marks, conn);
    connection_close(conn);
    if (status != STATUS_OK || (marks.version == newest() && marks.application == OURS))
        return status;
    log_error("database: somebody edited the numbers in its head (%lld, %llx)",
              (long long)marks.version, (unsigned long long)marks.application);
    return STATUS_TAMPERED;
}

static enum status use_log(struct engine_conn *conn)
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

/* Why SQLite would not, without the statements: a migration is a page of them. */
static enum status refuse(struct engine_conn *conn, int number, int code)
{
    const bool edited = (code & 0xff) == SQLITE_CONSTRAINT;
    log_error("database: migration %d failed: %s%s", number, sqlite3_errmsg(conn->handle),
              edited ? ": somebody edited a row; it stays as it was, and has to be put right first"
                     : "");
    return edited ? STATUS_TAMPERED : STATUS_FAILED;
}

/* Foreign keys are not enforced yet, so a migration may rebuild a table; the check comes after. */
static enum status work(struct engine_conn *conn, const struct migration *migration)
{
    char version[64];
    snprintf(version, sizeof version, "PRAGMA user_version = %d", migration->number);
    int64_t orphan = -1;
    const int code = sqlite3_exec(conn->handle, migration->sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return refuse(conn, migration->number, code);
    enum status status = number(&orphan, conn, "SELECT count(*) FROM pragma_foreign_key_check");
    if (status == STATUS_OK && orphan != 0) {
        log_error("database: migration %d failed: %lld rows name what is not there",
                  migration->number, (long long)orphan);
        status = STATUS_TAMPERED;
    }
    if (status == STATUS_OK)
        status = run(conn, MARK);
    return status == STATUS_OK ? run(conn, version) : status;
}

static enum status apply(struct engine_conn *conn, const struct migration *migration)
{
    enum status status = run(conn, "BEGIN IMMEDIATE");
    if (status != STATUS_OK)
        return status;
    status = work(conn, migration);
    if (status == STATUS_OK)
        status = run(conn, "COMMIT");
    if (status == STATUS_OK) {
        log_info("database: schema %d", migration->number);
        return STATUS_OK;
    }
    if (!sqlite3_get_autocommit(conn->handle) && run(conn, "ROLLBACK") != STATUS_OK)
        log_error("database: migration %d could not be undone", migration->number);
    return status;
}

enum status migrate_up(struct engine_conn *conn)
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
