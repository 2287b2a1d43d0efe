/* Numbered migrations, each in its own transaction. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "engine/connection.h"

/**
 * migrate_up(conn): make sure that the file is ours, switch it to write-ahead logging, apply the
 * migrations it lacks, each in its own transaction.  A file that is somebody else's, or newer than
 * this program, is left as it is: STATUS_INVALID.
 */
CHECKED enum status migrate_up(struct db_conn *conn);

#endif
