/* Numbered migrations, each in its own transaction. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "engine/sqlite/connection.h"

/**
 * migrate_up(conn): make sure that the file is ours, switch it to write-ahead logging, apply the
 * migrations it lacks, each in its own transaction.  Its tables say which those are; a number in
 * its head that says otherwise is logged and believed no more.  A file that is somebody else's, or
 * newer than this program, is left as it is: STATUS_INVALID.  STATUS_TAMPERED (logged) if its
 * tables are of no schema of ours, or a row does not fit the next one.
 */
CHECKED enum status migrate_up(struct engine_conn *conn);

/** migrate_marked(path): the two numbers in the head of a file that is open are those of the newest
 * schema and of our files.  They decide nothing.  STATUS_TAMPERED (logged) if not. */
CHECKED enum status migrate_marked(const char *path);

#endif
