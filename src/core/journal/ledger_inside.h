/* What the files of the ledger share. */
#ifndef CORE_LEDGER_INSIDE_H
#define CORE_LEDGER_INSIDE_H

#include "journal/ledger_file.h"
#include "journal/ledger_things.h"

#include <pthread.h>

/* What ledger.c, which answers, and ledger_keep.c, which begins and keeps, have in common. */

struct looked {
    struct id object;
    enum ledger_look look;
};

/* What the writer's transaction has after what is proven: some of it of acts before this one in the
 * same transaction, which may be undone together.  Of the writer's thread alone. */
struct tail {
    uint64_t from;
    struct ledger_step *steps;
    size_t count, room;
    uint64_t turn; /* of whom the rest is */
    struct looked *looks;
    size_t look_count, look_room;
};

struct ledger {
    pthread_mutex_t mutex; /* over all but the tail */
    bool broken;
    uint64_t size;       /* entries proven, all of them committed */
    struct digest chain; /* the seal of the last one */
    struct ledger_things *things;
    struct ledger_file *file;
    struct tail tail;
};

/** ledger_broken(core, what, seq): whatever comes of it, nothing is believed any more. */
CHECKED enum status ledger_broken(struct core *core, const char *what, uint64_t seq);

/** ledger_prove(core, conn, from, until, chain, take): the entries from ${from} to ${until}, each
 * held against the one before, whose seal is ${chain}, and handed to ${take}. */
CHECKED enum status ledger_prove(struct core *core, struct db_conn *conn, uint64_t from,
                                 uint64_t until, struct digest *chain,
                                 void (*take)(struct ledger *ledger,
                                              const struct ledger_step *step));

/** ledger_learn(ledger, step): for ledger_prove(): it is committed, and known from now on. */
void ledger_learn(struct ledger *ledger, const struct ledger_step *step);

#endif
