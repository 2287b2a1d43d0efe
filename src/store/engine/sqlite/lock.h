/* One process writes or checkpoints at a time. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/status.h"

/* SQLite 3.40 can lose a commit when one connection checkpoints while another restarts the log.
 * Inside a process the single writer rules that out; between processes (a server and a command)
 * this lock does: whoever writes or checkpoints holds it.  It is a file of its own because closing
 * any descriptor of the database itself would drop SQLite's locks. */

/** lock_open(out, path): the lock beside the database ${path}; ${out} is -1 on failure. */
CHECKED enum status lock_open(int *out, const char *path);
void lock_close(int lock);

/** lock_take(lock): STATUS_BUSY if another process keeps it for ten seconds. */
CHECKED enum status lock_take(int lock);
void lock_release(int lock);

#endif
