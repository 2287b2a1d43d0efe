#ifndef CORE_LEDGER_THINGS_H
#define CORE_LEDGER_THINGS_H

#include "core/ledger.h"

/* What proven entries tell of each thing, in memory.  Not locked: the ledger is. */

/** What one entry changes of it. */
struct ledger_step {
    uint64_t seq;
    struct id object;
    struct id space;
    struct digest leaf, seal;
    bool answers;    /* for the rows of its object */
    bool ends;       /* a certificate, or what a structure signed */
    bool person;     /* it is about somebody, in its space */
    struct id here;  /* its object in its space: see ledger_here() */
    struct digest statement; /* that ended it */
    bool turns;      /* a vault's key */
    bool publishes;  /* a version of the space's charter */
    struct id login; /* that it ended; none */
};

/** ledger_step_of(out, row): of an entry that was proven. */
void ledger_step_of(struct ledger_step *out, const struct journal_row *row);

struct ledger_thing {
    struct id id;
    bool known; /* in this space: an entry there is about them */
    bool told;  /* of its rows: by the entry ${seq}, whose leaf is ${leaf} */
    uint64_t seq;
    struct digest leaf;
    struct ledger_counts counts;
};

/** ledger_here(out, object, space): what is remembered of a thing in one space lies under this. */
void ledger_here(struct id *out, const struct id *object, const struct id *space);

/** ledger_thing_apply(thing, step): whether the step was about it. */
bool ledger_thing_apply(struct ledger_thing *thing, const struct ledger_step *step);

struct ledger_things;

struct ledger_things *ledger_things_new(void);
void ledger_things_free(struct ledger_things *things);

/** ledger_things_apply(things, step): steps come in the order of their entries. */
void ledger_things_apply(struct ledger_things *things, const struct ledger_step *step);

/** ledger_things_find(out, things, id, size): as after the first ${size} entries; nothing told of
 * an unknown one.  STATUS_BUSY if that is too long ago. */
CHECKED enum status ledger_things_find(struct ledger_thing *out, const struct ledger_things *things,
                                       const struct id *id, uint64_t size);

/** ledger_things_ended(things, login): see ledger_login_ended(). */
bool ledger_things_ended(const struct ledger_things *things, const struct id *login);

#endif
