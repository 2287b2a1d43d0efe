/* An SQLite connection, hardened; the authorizer. */
#ifndef SQLITE_CONNECTION_H
#define SQLITE_CONNECTION_H

#include "engine.h"

#include <pthread.h>
#include <sqlite3.h>

/** What the engine itself says to SQLite, prepared once. */
enum control {
    CONTROL_BEGIN,
    CONTROL_SNAPSHOT, /* a deferred transaction sees nothing until its first read: this is it */
    CONTROL_FOREIGN,  /* another number when another connection, or process, wrote */
    CONTROL_BEGIN_WRITE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_MARK, /* savepoint */
    CONTROL_KEEP,
    CONTROL_UNDO,
    CONTROL_COUNT
};

struct engine_store {
    char *path;
    int lock;
    _Atomic bool suspect;    /* the file was not found whole, last time */
    _Atomic uint64_t others; /* see db_others() */
    pthread_mutex_t mutex;   /* over the rest */
    struct engine_conn *watch;
    int64_t watched; /* what CONTROL_FOREIGN was on it after the last commit that is known */
    bool committing; /* it is about to be another one */
};

struct engine_conn {
    struct engine_store *store; /* NULL: for itself, on a file */
    sqlite3 *handle;
    bool writes;
    sqlite3_stmt *control[CONTROL_COUNT];
    sqlite3_stmt **statements; /* of all modules; NULL for those a reader must not run */
    size_t count;
    int64_t schema;   /* of a reader: its cookie, when it was found to be ours */
    int64_t foreign;  /* CONTROL_FOREIGN's; of the writer: when the file was found whole */
    uint64_t content; /* of a reader: see db_content() */
    int log_pages;    /* of the writer: in the log after the last commit */
};

/**
 * connection_open(out, path, writes): open an existing file with everything that hardens a
 * connection and changes nothing in the file.  Migrations run on it in this state.
 */
CHECKED enum status connection_open(struct engine_conn **out, const char *path, bool writes);

/** connection_arm(conn): enforce foreign keys, set the authorizer, prepare every module's
 * statements under it: one that it refuses does not start. */
CHECKED enum status connection_arm(struct engine_conn *conn);

/** connection_watch(conn): for a connection that answers connection_control() and nothing else. */
CHECKED enum status connection_watch(struct engine_conn *conn);
void connection_close(struct engine_conn *conn);

/** connection_control(conn, control): run one.  connection_number(out, conn, control): its number.
 */
CHECKED enum status connection_control(struct engine_conn *conn, enum control control);
CHECKED enum status connection_number(int64_t *out, struct engine_conn *conn, enum control control);

/** connection_reset(conn): end statements that were left running. */
void connection_reset(struct engine_conn *conn);

/** connection_status(conn, code, sql): what an SQLite result code means to us; failures of the
 * machine and damage go to the log with the statement's text, which never holds content. */
CHECKED enum status connection_status(const struct engine_conn *conn, int code, const char *sql);

#endif
