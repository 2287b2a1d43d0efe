/* SQLite as an engine. */
#ifndef SQLITE_SQLITE_H
#define SQLITE_SQLITE_H

#include "engine.h"

/** A file, its write-ahead log and its lock beside it.  WAL, synchronous=FULL, foreign_keys,
 * secure_delete, trusted_schema off, DEFENSIVE, an authorizer that refuses everything but reading
 * and writing rows after start; only who writes checkpoints. */
extern const struct engine sqlite_engine;

#endif
