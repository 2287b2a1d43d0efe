/* A connection as the layer sees it: whose it is, and what its snapshot is worth. */
#ifndef STORE_CONN_H
#define STORE_CONN_H

#include "engine.h"

#include <pthread.h>

struct db_conn {
    const struct engine *engine;
    struct engine_conn *at;
    size_t running;     /* statements between db_query() and db_end() */
    enum status status; /* of the snapshot; queries on one that did not begin answer this */
    uint64_t mark;      /* of a reader: what db_on_read()'s function said before it began */
    uint64_t seen;      /* of a reader: see db_seen() */
    uint64_t content;   /* of a reader: see db_content() */
    uint64_t turn;      /* of the writer: which act runs */
    struct db *db;
    bool taken; /* a reader: by ${owner}; under the mutex of ${db} */
    pthread_t owner;
};

#endif
