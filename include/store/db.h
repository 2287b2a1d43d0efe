/* Open, read, query: the face of the layer. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/id.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A database, whatever engine stands behind it (src/store/engine.h): connections, statements,
 * values. */

struct db;
struct db_conn;

/** The statements of one store file, written once; prepared on every connection at start.  The file
 * declares "static const char *const SQL[COUNT]" and "const struct db_module foo_statements". */
struct db_module {
    const char *const *sql;
    size_t count;
    size_t *slot; /* where its statements begin on a connection; set by db_open() */
};

/** DB_MODULE(foo, SQL): defines foo_statements over an array of statements. */
#define DB_MODULE(name, statements)                                                                \
    static size_t name##_slot;                                                                     \
    const struct db_module name##_statements = {                                                   \
        statements, sizeof statements / sizeof *statements, &name##_slot}

/**
 * db_open(out, path, readers): open or create (readable by nobody else), migrate to the newest
 * schema, prepare every statement on the writer's and on ${readers} readers' connections, start the
 * writer thread.  After start nothing but reading and writing rows is possible on them.
 * STATUS_INVALID: not a database of ours, or of a newer schema.  Close with db_close().
 */
CHECKED enum status db_open(struct db **out, const char *path, unsigned readers);
void db_close(struct db *db);

/** db_read(db): wait for a reader, begin a snapshot: everything committed so far, nothing later.
 * db_done(conn) ends it.  Never NULL; if the snapshot cannot begin, every query on it says why.  A
 * thread holds one reader at most and takes none inside an act: both could wait for ever, so both
 * stop the program, and so does db_done() before db_end(). */
struct db_conn *db_read(struct db *db);
void db_done(struct db_conn *conn);

/** db_on_read(db, mark, context): mark(context) is asked before each snapshot begins; db_mark(conn)
 * gives what it said: how far whoever reads must see at least.  0 on the writer and without it. */
void db_on_read(struct db *db, uint64_t (*mark)(void *context), void *context);
uint64_t db_mark(const struct db_conn *conn);

/** db_seen(conn): a number that a reader's user may note about its snapshot; 0 when it begins.  Not
 * of the writer, whose rows change. */
uint64_t *db_seen(struct db_conn *conn);

/** db_content(conn): the same number for two snapshots only if nothing was committed between them,
 * by whatever process; 0 on the writer, whose rows change. */
uint64_t db_content(const struct db_conn *conn);

/** db_others(conn): a number that grows when this process notices that another one, or somebody's
 * hand, committed: at the next act at the latest, and before a read unless acts of this process
 * came between.  What rests on rows may be remembered while it stays and no entry says otherwise.
 */
uint64_t db_others(const struct db_conn *conn);

/** db_turn(conn): which act runs on the writer, from 1, each another; 0 on a reader. */
uint64_t db_turn(const struct db_conn *conn);

/**
 * db_write(db, act, context): run act(conn, context) on the writer thread in a savepoint; many acts
 * share one transaction.  Returns what the act returned; anything but OK undoes the act alone.  On
 * OK the act is durable (fsync).  STATUS_FAILED if the commit failed: then nothing was done.
 * STATUS_BUSY if another process would not stop writing.  An act that calls db_write() stops the
 * program.  The caller holds no snapshot older than the act wants to see; acts read through
 * ${conn}.
 */
CHECKED enum status db_write(struct db *db, enum status (*act)(struct db_conn *conn, void *context),
                             void *context);

/** db_forget(db): what was overwritten or deleted before is from now on in no file of the database.
 * STATUS_BUSY if readers hold snapshots of it, or another process would not stop writing: try again
 * later. */
CHECKED enum status db_forget(struct db *db);

/** db_intact(db): the schema is this program's and nothing is beside it, every index agrees with
 * its table, every row with the schema: reads the whole file.  STATUS_TAMPERED (logged) if not.
 * db_open() asks it, and each write after another process wrote; until it is so, nothing is
 * written, and nothing is read from when the schema is another, or a write was refused for it.  The
 * numbers in the file's head, which decide nothing, are looked at here only. */
CHECKED enum status db_intact(const struct db *db);

/** db_writes(db): commits and acts so far, for measuring how many acts share a commit. */
void db_writes(const struct db *db, uint64_t *commits, uint64_t *acts);

enum db_type { DB_TYPE_NULL, DB_TYPE_INT, DB_TYPE_TEXT, DB_TYPE_BLOB, DB_TYPE_ID };

struct db_value {
    enum db_type type;
    int64_t number;
    const char *text;
    struct bytes blob;
    struct id id;
};

#define DB_NULL ((struct db_value){.type = DB_TYPE_NULL})
#define DB_INT(x) ((struct db_value){.type = DB_TYPE_INT, .number = (int64_t)(x)})
#define DB_TEXT(x) ((struct db_value){.type = DB_TYPE_TEXT, .text = (x)}) /* NULL binds NULL */
#define DB_BLOB(x) ((struct db_value){.type = DB_TYPE_BLOB, .blob = (x)}) /* no data binds NULL */
#define DB_ID(x) ((struct db_value){.type = DB_TYPE_ID, .id = (x)})       /* none binds NULL */

/** The rows of one running statement. */
struct db_rows {
    struct db_conn *conn;
    const char *sql;
    void *statement;
    enum status status;
    bool done; /* db_next() said so */
};

/** db_query(rows, conn, module, index, values, count): bind copies of the values to $1…; the first
 * db_next() starts.  Always ends with db_end(), which returns the first thing that went wrong.
 * STATUS_FAILED if the statement already runs on ${conn} (it does not nest with itself), if it
 * writes and ${conn} is a reader, or if the values are not as many as its parameters. */
void db_query(struct db_rows *rows, struct db_conn *conn, const struct db_module *module,
              size_t index, const struct db_value *values, size_t count);
bool db_next(struct db_rows *rows);
CHECKED enum status db_end(struct db_rows *rows);

/** Columns of the current row.  Texts and blobs are copied into ${arena}; NULL gives {0}, 0, and
 * none.  Texts are always well-formed.  An id or fixed-size blob that is malformed is zeroed, ends
 * the rows and makes db_end() return STATUS_TAMPERED; so does db_text() of NULL, which is "" then.
 * db_text_maybe(): NULL for NULL, where the schema allows it.  A value of another storage class
 * than is asked for ends the rows as well: an engine finds and compares it as another value. */
int64_t db_int(struct db_rows *rows, int column);
bool db_is_null(const struct db_rows *rows, int column);
char *db_text(struct db_rows *rows, int column, struct arena *arena);
char *db_text_maybe(struct db_rows *rows, int column, struct arena *arena);
struct bytes db_blob(struct db_rows *rows, int column, struct arena *arena);
void db_blob_exact(struct db_rows *rows, int column, void *out, size_t len);
struct id db_id(struct db_rows *rows, int column);

/** db_row(rows, arena): all of the current row as it lies there, types and lengths included: equal
 * bytes are equal rows. */
struct bytes db_row(const struct db_rows *rows, struct arena *arena);

/** db_run(conn, module, index, values, count): a statement without rows.  STATUS_CONFLICT if a
 * unique or check constraint refuses it; STATUS_TAMPERED (logged) if a row that it names is not
 * there, or a value is not of its column's type: acts look before, so somebody edited. */
CHECKED enum status db_run(struct db_conn *conn, const struct db_module *module, size_t index,
                           const struct db_value *values, size_t count);

/** db_changes(conn): rows that the last db_run() changed. */
int64_t db_changes(const struct db_conn *conn);

#define DB_VALUES(...) ((const struct db_value[]){__VA_ARGS__})
#define DB_COUNT(...) (sizeof DB_VALUES(__VA_ARGS__) / sizeof(struct db_value))
#define DB_QUERY(rows, conn, module, index, ...)                                                   \
    db_query(rows, conn, module, index, DB_VALUES(__VA_ARGS__), DB_COUNT(__VA_ARGS__))
#define DB_RUN(conn, module, index, ...)                                                           \
    db_run(conn, module, index, DB_VALUES(__VA_ARGS__), DB_COUNT(__VA_ARGS__))

#endif
