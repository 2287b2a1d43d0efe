#include "store/db.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/connection.h"
#include "engine/intact.h"
#include "engine/lock.h"
#include "engine/migrate.h"
#include "engine/writer.h"
#include "modules.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct db {
    char *path;
    int lock;
    struct db_conn *writing;
    struct writer *writer;
    struct db_conn **readers;
    unsigned reader_count;
    pthread_mutex_t mutex; /* over which readers are taken */
    pthread_cond_t returned;
    uint64_t (*mark)(void *context);
    void *mark_context;
};

/* A mistake in the program that would block or mislead it for ever: better to stop at once. */
static _Noreturn void die(const char *why)
{
    log_error("database: %s", why);
    abort();
}

static void place_modules(void)
{
    size_t next = 0;
    for (size_t m = 0; m < modules_count; m++) {
        if (*modules_all[m]->slot != next) /* the same in every database of a process */
            *modules_all[m]->slot = next;
        next += modules_all[m]->count;
    }
}

/* The log and its index take their mode from the database file. */
static enum status make_private(const char *path)
{
    enum status status = file_create(path, 0600, (struct bytes){0});
    if (status != STATUS_CONFLICT)
        return status;
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return STATUS_INVALID;
    if ((about.st_mode & 077) == 0)
        return STATUS_OK;
    log_warning("database: the file was open to others, now it is not");
    return chmod(path, 0600) == 0 ? STATUS_OK : STATUS_FAILED;
}

static enum status open_writing(struct db *db, const char *path)
{
    enum status status = lock_take(db->lock);
    if (status != STATUS_OK)
        return status;
    status = connection_open(&db->writing, path, true);
    if (status == STATUS_OK)
        status = migrate_up(db->writing);
    if (status == STATUS_OK)
        status = connection_arm(db->writing);
    if (status == STATUS_OK)
        status = connection_number(&db->writing->foreign, db->writing, CONTROL_FOREIGN);
    if (status == STATUS_OK)
        status = intact_check(path);
    lock_release(db->lock);
    return status;
}

static enum status open_readers(struct db *db, const char *path, unsigned readers)
{
    db->readers = calloc(readers, sizeof(struct db_conn *));
    if (db->readers == NULL)
        return STATUS_FAILED;
    enum status status = STATUS_OK;
    for (unsigned i = 0; i < readers && status == STATUS_OK; i++) {
        status = connection_open(&db->readers[i], path, false);
        if (status != STATUS_OK)
            break;
        db->reader_count++;
        db->readers[i]->db = db;
        status = intact_schema(db->readers[i]->handle);
        if (status == STATUS_OK)
            status = connection_arm(db->readers[i]);
        if (status == STATUS_OK)
            status = connection_number(&db->readers[i]->schema, db->readers[i], CONTROL_SNAPSHOT);
    }
    return status;
}

enum status db_open(struct db **out, const char *path, unsigned readers)
{
    *out = NULL;
    /* counting every allocation would make all connections share one lock; refused when SQLite
     * already runs, which does no harm */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    place_modules();
    struct db *db = calloc(1, sizeof *db);
    if (db == NULL)
        return STATUS_FAILED;
    pthread_mutex_init(&db->mutex, NULL);
    pthread_cond_init(&db->returned, NULL);
    db->lock = -1;
    db->path = strdup(path);
    enum status status = db->path == NULL ? STATUS_FAILED : make_private(path);
    if (status == STATUS_OK)
        status = lock_open(&db->lock, path);
    if (status == STATUS_OK)
        status = open_writing(db, path);
    if (status == STATUS_OK)
        status = open_readers(db, path, readers == 0 ? 1 : readers);
    if (status == STATUS_OK)
        status = writer_start(&db->writer, db->writing, db->path, db->lock);
    if (status == STATUS_OK)
        *out = db;
    else
        db_close(db);
    return status;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    writer_stop(db->writer);
    for (unsigned i = 0; i < db->reader_count; i++) {
        if (db->readers[i]->taken)
            die("closed while a reader is taken");
        connection_close(db->readers[i]);
    }
    free(db->readers);
    if (db->writing != NULL) {
        /* closing the last connection empties the log into the file */
        enum status locked = lock_take(db->lock);
        if (locked != STATUS_OK)
            sqlite3_db_config(db->writing->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        connection_close(db->writing);
        if (locked == STATUS_OK)
            lock_release(db->lock);
    }
    lock_close(db->lock);
    free(db->path);
    pthread_cond_destroy(&db->returned);
    pthread_mutex_destroy(&db->mutex);
    free(db);
}

static struct db_conn *free_reader(struct db *db)
{
    struct db_conn *found = NULL;
    for (unsigned i = 0; i < db->reader_count; i++) {
        struct db_conn *reader = db->readers[i];
        if (!reader->taken)
            found = reader;
        else if (pthread_equal(reader->owner, pthread_self()))
            die("db_read() by a thread that already reads");
    }
    return found;
}

/* Numbers are of one connection each: none is given twice. */
static enum status number_content(struct db_conn *conn)
{
    static atomic_uint_fast64_t last;
    int64_t foreign;
    enum status status = connection_number(&foreign, conn, CONTROL_FOREIGN);
    if (status != STATUS_OK)
        conn->content = 0;
    else if (conn->content == 0 || foreign != conn->foreign)
        conn->content = atomic_fetch_add(&last, 1) + 1;
    conn->foreign = foreign;
    return status;
}

/* Begins the snapshot.  Nobody changes the schema of a database that is open; and who broke the
 * file, so that nothing is written, not even the end of their access, does not read on meanwhile.
 */
static enum status look(struct db_conn *conn)
{
    int64_t schema;
    enum status status = connection_number(&schema, conn, CONTROL_SNAPSHOT);
    if (status == STATUS_OK)
        status = number_content(conn);
    if (status != STATUS_OK || (schema == conn->schema && !writer_suspects(conn->db->writer)))
        return status;
    status = intact_check(conn->db->path);
    if (status == STATUS_OK)
        conn->schema = schema;
    return status;
}

struct db_conn *db_read(struct db *db)
{
    if (writer_is_self(db->writer))
        die("db_read() inside a write");
    pthread_mutex_lock(&db->mutex);
    struct db_conn *conn;
    while ((conn = free_reader(db)) == NULL)
        pthread_cond_wait(&db->returned, &db->mutex);
    conn->taken = true;
    conn->owner = pthread_self();
    pthread_mutex_unlock(&db->mutex);
    conn->seen = 0;
    conn->mark = db->mark != NULL ? db->mark(db->mark_context) : 0;
    conn->status = connection_control(conn, CONTROL_BEGIN);
    if (conn->status == STATUS_OK)
        conn->status = look(conn);
    return conn;
}

void db_on_read(struct db *db, uint64_t (*mark)(void *context), void *context)
{
    db->mark = mark;
    db->mark_context = context;
}

uint64_t db_mark(const struct db_conn *conn)
{
    return conn->mark;
}

uint64_t *db_seen(struct db_conn *conn)
{
    return &conn->seen;
}

uint64_t db_content(const struct db_conn *conn)
{
    return conn->content;
}

uint64_t db_turn(const struct db_conn *conn)
{
    return conn->turn;
}

void db_done(struct db_conn *conn)
{
    if (conn->running != 0) {
        connection_reset(conn);
        die("db_done() while a statement runs");
    }
    if (!sqlite3_get_autocommit(conn->handle) &&
        connection_control(conn, CONTROL_ROLLBACK) != STATUS_OK) /* works on damaged files too */
        die("a snapshot does not end");
    struct db *db = conn->db;
    pthread_mutex_lock(&db->mutex);
    conn->taken = false;
    pthread_cond_signal(&db->returned);
    pthread_mutex_unlock(&db->mutex);
}

enum status db_write(struct db *db, enum status (*act)(struct db_conn *conn, void *context),
                     void *context)
{
    if (writer_is_self(db->writer))
        die("db_write() inside a write");
    return writer_run(db->writer, act, context);
}

enum status db_empty_log(struct db *db)
{
    if (writer_is_self(db->writer))
        die("db_empty_log() inside a write");
    return writer_run(db->writer, NULL, NULL);
}

enum status db_intact(const struct db *db)
{
    enum status status = intact_check(db->path);
    return status == STATUS_OK ? migrate_marked(db->path) : status;
}

void db_writes(const struct db *db, uint64_t *commits, uint64_t *acts)
{
    writer_counts(db->writer, commits, acts);
}

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

static enum status bind_values(struct db_conn *conn, sqlite3_stmt *statement,
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

void db_query(struct db_rows *rows, struct db_conn *conn, const struct db_module *module,
              size_t index, const struct db_value *values, size_t count)
{
    *rows = (struct db_rows){.conn = conn, .status = conn->status};
    /* an act whose transaction SQLite dropped must not go on outside of it */
    if (conn->status == STATUS_OK && sqlite3_get_autocommit(conn->handle))
        rows->status = STATUS_FAILED;
    if (rows->status != STATUS_OK)
        return;
    sqlite3_stmt *statement = conn->statements[*module->slot + index];
    if (statement == NULL || sqlite3_stmt_busy(statement)) {
        log_error("database: %s: \"%s\"", statement == NULL ? "a reader writes" : "nested",
                  module->sql[index]);
        rows->status = STATUS_FAILED;
        return;
    }
    rows->statement = statement;
    conn->running++;
    rows->status = bind_values(conn, statement, values, count);
}

bool db_next(struct db_rows *rows)
{
    if (rows->status != STATUS_OK || rows->done)
        return false;
    int code = sqlite3_step(rows->statement);
    rows->done = code != SQLITE_ROW;
    rows->status = connection_status(rows->conn, code, sqlite3_sql(rows->statement));
    return code == SQLITE_ROW;
}

enum status db_end(struct db_rows *rows)
{
    if (rows->statement != NULL) {
        sqlite3_reset(rows->statement);
        sqlite3_clear_bindings(rows->statement);
        rows->statement = NULL;
        rows->conn->running--;
    }
    return rows->status;
}

enum status db_run(struct db_conn *conn, const struct db_module *module, size_t index,
                   const struct db_value *values, size_t count)
{
    struct db_rows rows;
    db_query(&rows, conn, module, index, values, count);
    while (db_next(&rows))
        ;
    return db_end(&rows);
}

int64_t db_changes(const struct db_conn *conn)
{
    return sqlite3_changes64(conn->handle);
}

/* Columns are read as what they are: the same bytes in another storage class are another value to
 * SQLite, which then compares, orders and finds them otherwise than we do. */
static bool is_of(struct db_rows *rows, int column, int type)
{
    const int found = sqlite3_column_type(rows->statement, column);
    if (found != type && found != SQLITE_NULL) {
        log_error("database: column %d is of class %d instead of %d in \"%s\"", column, found, type,
                  sqlite3_sql(rows->statement));
        rows->status = STATUS_TAMPERED;
    }
    return found == type;
}

int64_t db_int(struct db_rows *rows, int column)
{
    return is_of(rows, column, SQLITE_INTEGER) ? sqlite3_column_int64(rows->statement, column) : 0;
}

bool db_is_null(const struct db_rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

char *db_text_maybe(struct db_rows *rows, int column, struct arena *arena)
{
    if (!is_of(rows, column, SQLITE_TEXT))
        return NULL;
    const char *text = (const char *)sqlite3_column_text(rows->statement, column);
    if (text == NULL)
        return NULL;
    size_t len = (size_t)sqlite3_column_bytes(rows->statement, column);
    return text_is_utf8(text, len) ? arena_copy(arena, text, len) : text_repair(arena, text, len);
}

char *db_text(struct db_rows *rows, int column, struct arena *arena)
{
    char *text = db_text_maybe(rows, column, arena);
    if (text != NULL)
        return text;
    rows->status = STATUS_TAMPERED;
    return arena_text(arena, "");
}

struct bytes db_blob(struct db_rows *rows, int column, struct arena *arena)
{
    if (!is_of(rows, column, SQLITE_BLOB))
        return (struct bytes){0};
    const void *data = sqlite3_column_blob(rows->statement, column);
    size_t len = (size_t)sqlite3_column_bytes(rows->statement, column);
    return (struct bytes){arena_copy(arena, data, len), len};
}

struct bytes db_row(const struct db_rows *rows, struct arena *arena)
{
    enum { HEAD = 1 + sizeof(uint64_t) };
    const int columns = sqlite3_column_count(rows->statement);
    size_t len = 0;
    for (int i = 0; i < columns; i++) /* as text or blob: so asked for before their lengths */
        len += HEAD + (sqlite3_column_blob(rows->statement, i) == NULL
                           ? 0
                           : (size_t)sqlite3_column_bytes(rows->statement, i));
    uint8_t *bytes = arena_alloc(arena, len + 1);
    uint8_t *next = bytes;
    for (int i = 0; i < columns; i++) {
        const void *data = sqlite3_column_blob(rows->statement, i);
        const uint64_t size = data == NULL ? 0 : (uint64_t)sqlite3_column_bytes(rows->statement, i);
        *next++ = (uint8_t)sqlite3_column_type(rows->statement, i);
        for (unsigned byte = 0; byte < sizeof size; byte++)
            *next++ = (uint8_t)(size >> 8 * byte);
        if (size > 0)
            memcpy(next, data, size);
        next += size;
    }
    return (struct bytes){bytes, len};
}

void db_blob_exact(struct db_rows *rows, int column, void *out, size_t len)
{
    memset(out, 0, len);
    if (!is_of(rows, column, SQLITE_BLOB))
        return;
    const void *data = sqlite3_column_blob(rows->statement, column);
    if (data != NULL && (size_t)sqlite3_column_bytes(rows->statement, column) == len)
        memcpy(out, data, len);
    else
        rows->status = STATUS_TAMPERED;
}

struct id db_id(struct db_rows *rows, int column)
{
    struct id id = {{0}};
    if (!is_of(rows, column, SQLITE_TEXT))
        return id;
    const char *text = (const char *)sqlite3_column_text(rows->statement, column);
    if (text == NULL || sqlite3_column_bytes(rows->statement, column) != ID_TEXT - 1 ||
        id_parse(&id, text) != STATUS_OK)
        rows->status = STATUS_TAMPERED;
    return id;
}
