#include "store/db.h"

#include "base/log.h"
#include "base/text.h"
#include "conn.h"
#include "engine/sqlite/sqlite.h"
#include "modules.h"
#include "writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct db {
    const struct engine *engine;
    struct engine_store *store;
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

static enum status connect_one(struct db_conn **out, struct db *db, bool writes)
{
    struct db_conn *conn = calloc(1, sizeof *conn);
    if (conn == NULL)
        return STATUS_FAILED;
    enum status status = db->engine->connect(&conn->at, db->store, writes);
    if (status != STATUS_OK) {
        free(conn);
        return status;
    }
    conn->engine = db->engine;
    conn->db = db;
    *out = conn;
    return STATUS_OK;
}

static void disconnect(struct db_conn *conn)
{
    if (conn != NULL)
        conn->engine->disconnect(conn->at);
    free(conn);
}

static enum status open_readers(struct db *db, unsigned readers)
{
    db->readers = calloc(readers, sizeof(struct db_conn *));
    if (db->readers == NULL)
        return STATUS_FAILED;
    enum status status = STATUS_OK;
    while (db->reader_count < readers && status == STATUS_OK) {
        status = connect_one(&db->readers[db->reader_count], db, false);
        if (status == STATUS_OK)
            db->reader_count++;
    }
    return status;
}

enum status db_open(struct db **out, const char *path, unsigned readers)
{
    *out = NULL;
    place_modules();
    struct db *db = calloc(1, sizeof *db);
    if (db == NULL)
        return STATUS_FAILED;
    pthread_mutex_init(&db->mutex, NULL);
    pthread_cond_init(&db->returned, NULL);
    db->engine = &sqlite_engine;
    enum status status = db->engine->open(&db->store, path);
    if (status == STATUS_OK)
        status = connect_one(&db->writing, db, true);
    if (status == STATUS_OK)
        status = open_readers(db, readers == 0 ? 1 : readers);
    if (status == STATUS_OK)
        status = writer_start(&db->writer, db->writing);
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
        disconnect(db->readers[i]);
    }
    free(db->readers);
    disconnect(db->writing); /* last: an engine may have work to do then */
    if (db->store != NULL)
        db->engine->close(db->store);
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
    conn->status = conn->engine->see(conn->at, &conn->content);
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

uint64_t db_others(const struct db_conn *conn)
{
    return conn->engine->others(conn->db->store);
}

uint64_t db_turn(const struct db_conn *conn)
{
    return conn->turn;
}

void db_done(struct db_conn *conn)
{
    if (conn->running != 0) {
        conn->engine->reset(conn->at);
        die("db_done() while a statement runs");
    }
    if (conn->engine->stands(conn->at) && conn->engine->unsee(conn->at) != STATUS_OK)
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

enum status db_forget(struct db *db)
{
    if (writer_is_self(db->writer))
        die("db_forget() inside a write");
    return writer_run(db->writer, NULL, NULL);
}

enum status db_intact(const struct db *db)
{
    return db->engine->intact(db->store);
}

void db_writes(const struct db *db, uint64_t *commits, uint64_t *acts)
{
    writer_counts(db->writer, commits, acts);
}

void db_query(struct db_rows *rows, struct db_conn *conn, const struct db_module *module,
              size_t index, const struct db_value *values, size_t count)
{
    *rows = (struct db_rows){.conn = conn, .sql = module->sql[index], .status = conn->status};
    /* an act whose transaction the engine dropped must not go on outside of it */
    if (rows->status == STATUS_OK && !conn->engine->stands(conn->at))
        rows->status = STATUS_FAILED;
    if (rows->status != STATUS_OK)
        return;
    rows->status =
        conn->engine->start(&rows->statement, conn->at, *module->slot + index, values, count);
    if (rows->statement != NULL)
        conn->running++;
    else
        log_error("database: cannot run \"%s\"", rows->sql);
}

bool db_next(struct db_rows *rows)
{
    if (rows->status != STATUS_OK || rows->done)
        return false;
    bool row = false;
    rows->status = rows->conn->engine->step(rows->conn->at, rows->statement, &row);
    rows->done = !row;
    return row;
}

enum status db_end(struct db_rows *rows)
{
    if (rows->statement != NULL) {
        rows->conn->engine->stop(rows->statement);
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
    return conn->engine->changes(conn->at);
}

static struct engine_value value_at(const struct db_rows *rows, int column)
{
    return rows->conn->engine->value(rows->statement, column);
}

/* Columns are read as what they are: the same bytes in another class are another value to the
 * engine, which then compares, orders and finds them otherwise than we do.  What is not of it, NULL
 * or another, has no data. */
static struct engine_value value_of(struct db_rows *rows, int column, enum engine_class class)
{
    const struct engine_value value = value_at(rows, column);
    if (value.class == class)
        return value;
    if (value.class != ENGINE_NULL) {
        log_error("database: column %d is of class %d instead of %d in \"%s\"", column,
                  (int)value.class, (int)class, rows->sql);
        rows->status = STATUS_TAMPERED;
    }
    return (struct engine_value){.class = ENGINE_NULL};
}

int64_t db_int(struct db_rows *rows, int column)
{
    return value_of(rows, column, ENGINE_INTEGER).number;
}

bool db_is_null(const struct db_rows *rows, int column)
{
    return value_at(rows, column).class == ENGINE_NULL;
}

char *db_text_maybe(struct db_rows *rows, int column, struct arena *arena)
{
    const struct engine_value value = value_of(rows, column, ENGINE_TEXT);
    if (value.class == ENGINE_NULL)
        return NULL;
    const char *text = value.data != NULL ? value.data : "";
    return text_is_utf8(text, value.len) ? arena_copy(arena, text, value.len)
                                         : text_repair(arena, text, value.len);
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
    const struct engine_value value = value_of(rows, column, ENGINE_BLOB);
    if (value.class == ENGINE_NULL)
        return (struct bytes){0};
    return (struct bytes){arena_copy(arena, value.data, value.len), value.len};
}

void db_blob_exact(struct db_rows *rows, int column, void *out, size_t len)
{
    const struct engine_value value = value_of(rows, column, ENGINE_BLOB);
    memset(out, 0, len);
    if (value.class == ENGINE_BLOB && value.data != NULL && value.len == len)
        memcpy(out, value.data, len);
    else if (value.class == ENGINE_BLOB)
        rows->status = STATUS_TAMPERED;
}

struct id db_id(struct db_rows *rows, int column)
{
    const struct engine_value value = value_of(rows, column, ENGINE_TEXT);
    char text[ID_TEXT] = "";
    struct id id = {{0}};
    if (value.class == ENGINE_NULL)
        return id;
    if (value.len == ID_TEXT - 1)
        memcpy(text, value.data, value.len);
    if (id_parse(&id, text) != STATUS_OK)
        rows->status = STATUS_TAMPERED;
    return id;
}

struct bytes db_row(const struct db_rows *rows, struct arena *arena)
{
    enum { HEAD = 1 + sizeof(uint64_t), DIGITS = 21 };
    const int columns = rows->conn->engine->columns(rows->statement);
    size_t most = 1;
    for (int i = 0; i < columns; i++)
        most += HEAD + DIGITS + value_at(rows, i).len;
    uint8_t *bytes = arena_alloc(arena, most);
    uint8_t *next = bytes;
    for (int i = 0; i < columns; i++) {
        struct engine_value value = value_at(rows, i);
        char digits[DIGITS];
        if (value.class == ENGINE_INTEGER) {
            value.data = digits;
            value.len = (size_t)snprintf(digits, sizeof digits, "%" PRId64, value.number);
        }
        *next++ = (uint8_t)value.class;
        for (unsigned byte = 0; byte < sizeof(uint64_t); byte++)
            *next++ = (uint8_t)((uint64_t)value.len >> 8 * byte);
        if (value.len > 0)
            memcpy(next, value.data, value.len);
        next += value.len;
    }
    return (struct bytes){bytes, (size_t)(next - bytes)};
}
