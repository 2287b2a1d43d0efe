/* The schema is ours, every index agrees with its table. */
#ifndef STORE_INTACT_H
#define STORE_INTACT_H

#include "base/status.h"

#include <sqlite3.h>

/* Whether the file still is what it says it is.  What proves rows reads them by one statement, what
 * uses them by another: an index that says other things than its table, or a rule of the schema
 * that changes rows by itself, would give the two different answers. */

/** intact_check(path): the schema is, word for word, the one that the migrations make, but for
 * tables beside it, which no statement of ours names; every index agrees with its table, and every
 * row with the schema.  Reads the whole file.  STATUS_TAMPERED (logged) if not. */
CHECKED enum status intact_check(const char *path);

/** intact_schema(handle): only the first of it. */
CHECKED enum status intact_schema(sqlite3 *handle);

#endif
