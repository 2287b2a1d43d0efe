/* What one act has proven already, while no row changed. */
#ifndef CORE_RECALL_H
#define CORE_RECALL_H

#include "act.h"

/* What one act has proven already: a page that names everybody asks for the same certificates and
 * the same charter again and again.  It is believed while the rows are the same for sure: no commit
 * since, of whatever process, and the journal proves as before.  Nothing is remembered inside a
 * write. */

enum recall_of {
    RECALL_CERTIFICATES, /* of somebody */
    RECALL_REVOCATIONS,  /* of somebody */
    RECALL_CERTIFICATE,  /* of somebody at a time */
    RECALL_PERSON,       /* somebody as pages show them */
    RECALL_STRUCTURE,    /* the short name of one */
    RECALL_VERSIONS,     /* of the charter, in force at a time */
    RECALL_ROLL,         /* whom they bind, at a time */
};

/** recall_find(out, status, act, conn, of, id, at): whether it was found before: what recall_keep()
 * was given. */
bool recall_find(const void **out, enum status *status, struct act *act, struct db_conn *conn,
                 enum recall_of of, const struct id *id, int64_t at);

/** recall_keep(act, conn, of, id, at, value, status): ${value} is in the act's arena and stays as
 * it is.  What may be another thing on a second look (a failure of the machine) is not kept. */
void recall_keep(struct act *act, struct db_conn *conn, enum recall_of of, const struct id *id,
                 int64_t at, const void *value, enum status status);

#endif
