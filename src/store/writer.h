/* The thread that writes, and shared commits. */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "conn.h"

/* The one thread that writes.  Acts that wait while a commit is on its way to the disk share the
 * next one; an act that comes alone is committed alone, without delay. */
struct writer;

/** writer_start(out, conn): the thread takes over ${conn}, which is borrowed. */
CHECKED enum status writer_start(struct writer **out, struct db_conn *conn);

/** writer_stop(writer): finish what is queued, end the thread, free.  NULL does nothing. */
void writer_stop(struct writer *writer);

/** writer_run(writer, act, context): see db_write(); with NULL for ${act}, db_forget(). */
CHECKED enum status writer_run(struct writer *writer,
                               enum status (*act)(struct db_conn *conn, void *context),
                               void *context);

/** writer_is_self(writer): whether an act on the writer's thread is asking. */
bool writer_is_self(const struct writer *writer);

void writer_counts(const struct writer *writer, uint64_t *commits, uint64_t *acts);

#endif
