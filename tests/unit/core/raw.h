#ifndef CORE_RAW_H
#define CORE_RAW_H

#include "world.h"

#include "base/ini.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* What somebody does who may write into the database, and sees who stole it. */

static inline sqlite3 *raw_open(struct world *world)
{
    sqlite3 *handle = NULL;
    assert_int_equal(SQLITE_OK, sqlite3_open(world_path(world, "cocon.db"), &handle));
    sqlite3_busy_timeout(handle, 5000);
    sqlite3_wal_autocheckpoint(handle, 0); /* only the server's writer may */
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    /* where copies lie: nothing may be beside the database's own tables */
    const char *attach =
        arena_printf(world->arena, "ATTACH '%s' AS kept", world_path(world, "kept.db"));
    assert_int_equal(SQLITE_OK, sqlite3_exec(handle, attach, NULL, NULL, NULL));
    return handle;
}

/* Runs one statement; the first column of its only row, "" without rows. */
static inline const char *raw_text(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline const char *raw_text(struct world *world, const char *format, ...)
{
    char sql[2048];
    sqlite3_stmt *statement = NULL;
    const char *answer = "";
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(sql, sizeof sql, format, arguments);
    va_end(arguments);
    assert_in_range(len, 1, sizeof sql - 1);
    sqlite3 *handle = raw_open(world);
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(handle), sql);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        answer = arena_text(world->arena, text != NULL ? text : "(null)");
        code = sqlite3_step(statement);
    }
    assert_int_equal(SQLITE_DONE, code);
    sqlite3_finalize(statement);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
    return answer;
}

/* What a test changed by the process's own connection, as it could not be changed in life, is from
 * now on somebody else's edit: it is noticed. */
static inline void raw_notice(struct world *world)
{
    raw_text(world, "UPDATE space SET pack = pack");
}

#define raw_number(...) atoll(raw_text(__VA_ARGS__))

/* A change of exactly one row, or the test has no teeth. */
static inline void raw_change(struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static inline void raw_change(struct world *world, const char *format, ...)
{
    char sql[2048];
    char *problem = NULL;
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(sql, sizeof sql, format, arguments);
    va_end(arguments);
    assert_in_range(len, 1, sizeof sql - 1);
    sqlite3 *handle = raw_open(world);
    if (sqlite3_exec(handle, sql, NULL, NULL, &problem) != SQLITE_OK)
        fail_msg("%s: %s", problem, sql);
    if (sqlite3_changes(handle) != 1)
        fail_msg("%d rows: %s", sqlite3_changes(handle), sql);
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

/* What raw_change() did to envelopes, as if acts had done it. */
static inline void raw_accept_vaults(struct world *world)
{
    const long long count = raw_number(world, "SELECT count(*) FROM vault");
    for (long long i = 0; i < count; i++) {
        struct id id;
        assert_int_equal(STATUS_OK, id_parse(&id, raw_text(world,
                                                           "SELECT id FROM vault ORDER BY id"
                                                           " LIMIT 1 OFFSET %lld",
                                                           i)));
        world_accept(world, "vault", id);
    }
}

/* One bit of one blob. */
static inline void raw_flip(struct world *world, const char *table, const char *column, int offset,
                            const char *where)
{
    sqlite3_blob *blob = NULL;
    unsigned char byte;
    sqlite3_int64 row = raw_number(world, "SELECT rowid FROM %s WHERE %s", table, where);
    sqlite3 *handle = raw_open(world);
    assert_int_equal(SQLITE_OK, sqlite3_blob_open(handle, "main", table, column, row, 1, &blob));
    assert_int_equal(SQLITE_OK, sqlite3_blob_read(blob, &byte, 1, offset));
    byte ^= 1;
    assert_int_equal(SQLITE_OK, sqlite3_blob_write(blob, &byte, 1, offset));
    assert_int_equal(SQLITE_OK, sqlite3_blob_close(blob));
    assert_int_equal(SQLITE_OK, sqlite3_close(handle));
}

/* In a child: closing a database file here would drop the locks that the server holds on it. */
static inline bool raw_file_holds(const char *path, struct bytes needle)
{
    int result = -1;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct stat about;
        int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0)
            _exit(0); /* no log: nothing in it */
        if (fstat(file, &about) != 0)
            _exit(2);
        if (about.st_size == 0)
            _exit(0);
        void *all = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (all == MAP_FAILED)
            _exit(2);
        _exit(memmem(all, (size_t)about.st_size, needle.data, needle.len) != NULL);
    }
    assert_int_equal(child, waitpid(child, &result, 0));
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) < 2);
    return WEXITSTATUS(result) == 1;
}

static inline bool raw_holds_bytes(struct world *world, struct bytes needle)
{
    return raw_file_holds(world_path(world, "cocon.db"), needle) ||
           raw_file_holds(world_path(world, "cocon.db-wal"), needle);
}

static inline bool raw_holds(struct world *world, const char *text)
{
    return raw_holds_bytes(world, (struct bytes){(const uint8_t *)text, strlen(text)});
}

/* What the journal says since an entry: "save situation, grant vault". */
static inline const char *raw_journal(struct world *world, long long since)
{
    return raw_text(world,
                    "SELECT coalesce(group_concat(told, ', '), '') FROM (SELECT action || ' ' ||"
                    " object_kind AS told FROM journal WHERE seq >= %lld ORDER BY seq)",
                    since);
}

static inline long long raw_journal_size(struct world *world)
{
    return raw_number(world, "SELECT count(*) FROM journal");
}

/* Whether the file beside the database tells of every entry: what is there is not taken back. */
static inline bool raw_is_written_down(struct world *world)
{
    struct ini ini;
    enum status status = ini_load(&ini, world->arena, world_path(world, "journal.head"));
    return status == STATUS_OK &&
           atoll(ini_get(&ini, "journal", "size")) == raw_journal_size(world);
}

#endif
