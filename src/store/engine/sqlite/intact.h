/* The schema is ours, every index agrees with its table. */
#ifndef STORE_INTACT_H
#define STORE_INTACT_H

#include "base/status.h"

#include <sqlite3.h>
#include <stdint.h>

/* Whether the file still is what it says it is.  What proves rows reads them by one statement, what
 * uses them by another: an index that says other things than its table, or a rule of the schema
 * that changes rows by itself, would give the two different answers. */

/** intact_check(path): the schema is, word for word, the one that the migrations make, and nothing
 * is beside it; and then: every index agrees with its table, and every row with the schema.  Reads
 * the whole file.  STATUS_TAMPERED (logged) if not. */
CHECKED enum status intact_check(const char *path);

/** intact_schema(handle): only the first of it. */
CHECKED enum status intact_schema(sqlite3 *handle);

/** intact_number(out, handle, said): up to which migration the file has come: ${said} if its tables
 * are those, else whatever its tables say.  STATUS_INVALID if ${said} is newer than this program
 * and the tables are none of its; STATUS_TAMPERED (logged) if they are none of its all the same. */
CHECKED enum status intact_number(int *out, sqlite3 *handle, int64_t said);

#endif
