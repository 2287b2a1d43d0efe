#include "engine/sqlite/sqlite.h"

#include "base/file.h"
#include "base/log.h"
#include "engine/sqlite/connection.h"
#include "engine/sqlite/intact.h"
#include "engine/sqlite/lock.h"
#include "engine/sqlite/migrate.h"
#include "engine/sqlite/statement.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHECKPOINT_AT = 1000 }; /* pages in the log */

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

static void close_store(struct engine_store *store)
{
    connection_close(store->watch);
    pthread_mutex_destroy(&store->mutex);
    lock_close(store->lock);
    free(store->path);
    free(store);
}

static enum status open_store(struct engine_store **out, const char *path)
{
    *out = NULL;
    /* counting every allocation would make all connections share one lock; refused when SQLite
     * already runs, which does no harm */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    struct engine_store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return STATUS_FAILED;
    store->lock = -1;
    pthread_mutex_init(&store->mutex, NULL);
    store->path = strdup(path);
    enum status status = store->path == NULL ? STATUS_FAILED : make_private(path);
    if (status == STATUS_OK)
        status = lock_open(&store->lock, path);
    if (status == STATUS_OK)
        *out = store;
    else
        close_store(store);
    return status;
}

static uint64_t others(const struct engine_store *store)
{
    return store->others;
}

static enum status is_intact(const struct engine_store *store)
{
    enum status status = intact_check(store->path);
    return status == STATUS_OK ? migrate_marked(store->path) : status;
}

static int committed_pages(void *context, sqlite3 *handle, const char *database, int pages)
{
    (void)handle;
    (void)database;
    ((struct engine_conn *)context)->log_pages = pages;
    return SQLITE_OK;
}

static enum status open_watch(struct engine_store *store)
{
    enum status status = connection_open(&store->watch, store->path, false);
    if (status == STATUS_OK)
        status = connection_watch(store->watch);
    return status == STATUS_OK ? connection_number(&store->watched, store->watch, CONTROL_FOREIGN)
                               : status;
}

static enum status prepare_writer(struct engine_conn *conn)
{
    sqlite3_wal_hook(conn->handle, committed_pages, conn);
    enum status status = migrate_up(conn);
    if (status == STATUS_OK)
        status = connection_arm(conn);
    if (status == STATUS_OK)
        status = connection_number(&conn->foreign, conn, CONTROL_FOREIGN);
    if (status == STATUS_OK)
        status = open_watch(conn->store);
    return status == STATUS_OK ? intact_check(conn->store->path) : status;
}

static enum status prepare_reader(struct engine_conn *conn)
{
    enum status status = intact_schema(conn->handle);
    if (status == STATUS_OK)
        status = connection_arm(conn);
    return status == STATUS_OK ? connection_number(&conn->schema, conn, CONTROL_SNAPSHOT) : status;
}

static enum status connect_to(struct engine_conn **out, struct engine_store *store, bool writes)
{
    *out = NULL;
    struct engine_conn *conn = NULL;
    enum status status = writes ? lock_take(store->lock) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    status = connection_open(&conn, store->path, writes);
    if (status == STATUS_OK) {
        conn->store = store;
        status = writes ? prepare_writer(conn) : prepare_reader(conn);
        if (status == STATUS_OK)
            *out = conn;
        else
            connection_close(conn);
    }
    if (writes)
        lock_release(store->lock);
    return status;
}

/* Closing the last connection empties the log into the file. */
static void disconnect(struct engine_conn *conn)
{
    const int lock = conn->store->lock;
    const bool writes = conn->writes;
    enum status locked = writes ? lock_take(lock) : STATUS_OK;
    if (locked != STATUS_OK)
        sqlite3_db_config(conn->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (writes) { /* before the last one */
        connection_close(conn->store->watch);
        conn->store->watch = NULL;
    }
    connection_close(conn);
    if (writes && locked == STATUS_OK)
        lock_release(lock);
}

/* One more connection, which neither reads nor writes, knows of every commit; after each of this
 * process it is asked, so that what it says later is of others.  Under the mutex. */
static enum status watch(struct engine_store *store, bool own)
{
    int64_t now;
    enum status status = connection_number(&now, store->watch, CONTROL_FOREIGN);
    if (status != STATUS_OK)
        return status;
    store->others += !own && now != store->watched;
    store->watched = now;
    return STATUS_OK;
}

/* While a commit of this process is on its way nobody can tell; who begins the next act can. */
static enum status look_for_others(struct engine_store *store)
{
    pthread_mutex_lock(&store->mutex);
    enum status status = store->committing ? STATUS_OK : watch(store, false);
    pthread_mutex_unlock(&store->mutex);
    return status;
}

/* Numbers are of one connection each: none is given twice. */
static enum status number_content(struct engine_conn *conn)
{
    static atomic_uint_fast64_t last;
    int64_t foreign;
    enum status status = connection_number(&foreign, conn, CONTROL_FOREIGN);
    const bool same = conn->content != 0 && foreign == conn->foreign;
    if (status == STATUS_OK && !same)
        status = look_for_others(conn->store);
    if (status != STATUS_OK)
        conn->content = 0;
    else if (!same)
        conn->content = atomic_fetch_add(&last, 1) + 1;
    conn->foreign = foreign;
    return status;
}

/* Nobody changes the schema of a database that is open; and who broke the file, so that nothing is
 * written, not even the end of their access, does not read on meanwhile. */
static enum status see(struct engine_conn *conn, uint64_t *content)
{
    int64_t schema;
    enum status status = connection_control(conn, CONTROL_BEGIN);
    if (status == STATUS_OK)
        status = connection_number(&schema, conn, CONTROL_SNAPSHOT);
    if (status == STATUS_OK)
        status = number_content(conn);
    if (status == STATUS_OK && (schema != conn->schema || conn->store->suspect)) {
        status = intact_check(conn->store->path);
        if (status == STATUS_OK)
            conn->schema = schema;
    }
    *content = conn->content;
    return status;
}

static enum status roll_back(struct engine_conn *conn) /* works on damaged files too */
{
    return connection_control(conn, CONTROL_ROLLBACK);
}

/* A full disk or a read error may make SQLite drop the whole transaction, not the act alone. */
static bool stands(const struct engine_conn *conn)
{
    return !sqlite3_get_autocommit(conn->handle);
}

static void give_up(struct engine_conn *conn)
{
    if (stands(conn) && roll_back(conn) != STATUS_OK)
        log_error("database: a transaction could not be given up");
}

/* What somebody else wrote is looked at before anything rests on it: other programs of ours are
 * rare.  Inside the transaction, so that nobody writes in between. */
static enum status look(struct engine_conn *conn)
{
    int64_t now;
    enum status status = connection_number(&now, conn, CONTROL_FOREIGN);
    if (status != STATUS_OK || (now == conn->foreign && !conn->store->suspect))
        return status;
    status = intact_check(conn->store->path);
    conn->store->others += now != conn->foreign;
    conn->foreign = now;
    conn->store->suspect = status != STATUS_OK;
    return status;
}

static enum status begin(struct engine_conn *conn)
{
    enum status status = lock_take(conn->store->lock);
    if (status != STATUS_OK)
        return status;
    status = connection_control(conn, CONTROL_BEGIN_WRITE);
    if (status == STATUS_OK)
        status = look(conn);
    if (status != STATUS_OK) {
        give_up(conn);
        lock_release(conn->store->lock);
    }
    return status;
}

/* A watch that fails is asked again by the next reader, which fails as well or finds others. */
static void set_committing(struct engine_store *store, bool committing)
{
    pthread_mutex_lock(&store->mutex);
    if (!committing)
        (void)watch(store, true);
    store->committing = committing;
    pthread_mutex_unlock(&store->mutex);
}

static enum status commit(struct engine_conn *conn)
{
    struct engine_store *store = conn->store;
    set_committing(store, true);
    enum status status = stands(conn) ? connection_control(conn, CONTROL_COMMIT) : STATUS_FAILED;
    set_committing(store, false);
    if (status != STATUS_OK) { /* what was remembered of its rows is not there */
        pthread_mutex_lock(&store->mutex);
        store->others++;
        pthread_mutex_unlock(&store->mutex);
    }
    give_up(conn);
    return status == STATUS_OK ? STATUS_OK : STATUS_FAILED;
}

static enum status checkpoint(struct engine_conn *conn, int mode)
{
    int code = sqlite3_wal_checkpoint_v2(conn->handle, NULL, mode, NULL, NULL);
    enum status status = connection_status(conn, code, "checkpoint");
    if (status == STATUS_OK)
        conn->log_pages = 0;
    return status;
}

/* What was overwritten or freed lies in the log until every reader has left it. */
static enum status forget(struct engine_conn *conn)
{
    set_committing(conn->store, true); /* an emptied log looks like a commit */
    enum status status = checkpoint(conn, SQLITE_CHECKPOINT_TRUNCATE);
    set_committing(conn->store, false);
    return status;
}

/* Moving pages from the log to the file is nobody's wait; what fails is tried after the next. */
static void rest(struct engine_conn *conn)
{
    if (conn->log_pages >= CHECKPOINT_AT)
        (void)checkpoint(conn, SQLITE_CHECKPOINT_PASSIVE);
    lock_release(conn->store->lock);
}

static enum status mark(struct engine_conn *conn)
{
    return connection_control(conn, CONTROL_MARK);
}

static enum status undo(struct engine_conn *conn)
{
    return connection_control(conn, CONTROL_UNDO);
}

static enum status keep(struct engine_conn *conn)
{
    return connection_control(conn, CONTROL_KEEP);
}

static int64_t changes(const struct engine_conn *conn)
{
    return sqlite3_changes64(conn->handle);
}

const struct engine sqlite_engine = {
    .open = open_store,
    .close = close_store,
    .intact = is_intact,
    .others = others,
    .connect = connect_to,
    .disconnect = disconnect,
    .see = see,
    .unsee = roll_back,
    .begin = begin,
    .commit = commit,
    .forget = forget,
    .rest = rest,
    .stands = stands,
    .mark = mark,
    .undo = undo,
    .keep = keep,
    .start = statement_start,
    .step = statement_step,
    .stop = statement_stop,
    .reset = connection_reset,
    .changes = changes,
    .columns = statement_columns,
    .value = statement_value,
};
