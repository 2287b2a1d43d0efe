/* What a database engine owes: the table behind store/db.h. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/db.h"

/* An engine is a folder of engine/ and one of these tables.  The layer keeps for itself who may
 * read (a pool), who writes (one thread, whose acts share commits) and what a value is; what a
 * database, a connection and a statement are, only the engine knows, and defines the first two. */
struct engine_store;
struct engine_conn;

/** What kind a column's value is.  The journal has sealed these numbers with the rows: they never
 * change. */
enum engine_class {
    ENGINE_INTEGER = 1,
    ENGINE_REAL = 2,
    ENGINE_TEXT = 3,
    ENGINE_BLOB = 4,
    ENGINE_NULL = 5
};

/** One column of the current row. */
struct engine_value {
    enum engine_class class;
    int64_t number;   /* of an integer */
    const void *data; /* of all others, NULL for none; the engine's, until the next step */
    size_t len;
};

/** The functions of an engine.  They log what went wrong with a machine or a file, never content,
 * and answer with the statuses that store/db.h gives to them. */
struct engine {
    /** open(out, where): the database is there, ours and of the newest schema: made and migrated if
     * need be, and open to nobody else.  close() follows the last disconnect(). */
    enum status (*open)(struct engine_store **out, const char *where);
    void (*close)(struct engine_store *store);
    /** intact(store): see db_intact(). */
    enum status (*intact)(const struct engine_store *store);

    /** others(store): see db_others(). */
    uint64_t (*others)(const struct engine_store *store);

    /** connect(out, store, writes): with every module's statements prepared (see modules.h), and
     * nothing else allowed on it; a reader's cannot write.  One thread at a time uses it. */
    enum status (*connect)(struct engine_conn **out, struct engine_store *store, bool writes);
    void (*disconnect)(struct engine_conn *conn);

    /** see(conn, content): a snapshot begins, of rows that are whole, and db_content()'s number of
     * it; also after a failure unsee() ends it. */
    enum status (*see)(struct engine_conn *conn, uint64_t *content);
    enum status (*unsee)(struct engine_conn *conn);

    /** begin(conn): from here to rest() no other process writes, and what others wrote before is
     * whole; STATUS_BUSY if one would not stop.  After a failure nothing has begun.  commit() is
     * durable, or nothing was done; then, if somebody asked for it, forget(): see db_forget().
     * rest(): what need not be waited for. */
    enum status (*begin)(struct engine_conn *conn);
    enum status (*commit)(struct engine_conn *conn);
    enum status (*forget)(struct engine_conn *conn);
    void (*rest)(struct engine_conn *conn);

    /** stands(conn): a snapshot or transaction goes on: an engine may drop it by itself. */
    bool (*stands)(const struct engine_conn *conn);

    /** mark(conn): an act begins in the transaction; undo() takes back what it did; keep() ends it,
     * also after undo(). */
    enum status (*mark)(struct engine_conn *conn);
    enum status (*undo)(struct engine_conn *conn);
    enum status (*keep)(struct engine_conn *conn);

    /** start(out, conn, slot, values, count): the statement at ${slot} begins with copies of the
     * values for $1 to $n.  STATUS_FAILED (logged) if it runs already, if it writes and ${conn} is
     * a reader's, or if the values are not as many as it has parameters.  ${out}, if not NULL, is
     * given to stop(). */
    enum status (*start)(void **out, struct engine_conn *conn, size_t slot,
                         const struct db_value *values, size_t count);
    /** step(conn, statement, row): the next row, or that there is none. */
    enum status (*step)(struct engine_conn *conn, void *statement, bool *row);
    void (*stop)(void *statement);
    /** reset(conn): stops all that was left running, and logs it. */
    void (*reset)(struct engine_conn *conn);
    int64_t (*changes)(const struct engine_conn *conn);

    int (*columns)(void *statement);
    struct engine_value (*value)(void *statement, int column);
};

#endif
