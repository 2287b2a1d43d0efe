/* What proven entries tell of each thing, in memory. */
#ifndef CORE_LEDGER_THINGS_H
#define CORE_LEDGER_THINGS_H

#include "journal/ledger.h"

/* What proven entries tell of each thing, in memory.  Not locked: the ledger is. */

/** What one entry changes of it. */
struct ledger_step {
    uint64_t seq;
    int64_t at;
    struct id object;
    struct id space;
    struct id actor;
    struct id here;   /* its object within its space */
    struct id signer; /* a subject within a charter version, which it signed; none */
    struct digest leaf, seal;
    struct digest statement; /* of what it ends, certifies or publishes */
    bool answers;            /* for the rows of its object, which is one of ${subject} */
    enum state_subject subject;
    bool ends; /* a certificate, or what a structure signed */
    bool certifies;
    bool adopts;     /* certificates of before: all of them */
    bool enters;     /* somebody comes into the space */
    bool turns;      /* a vault's key */
    bool takes;      /* an envelope of a vault */
    bool parts;      /* with somebody who has keys of the space's vaults */
    bool publishes;  /* a version of the space's charter */
    struct id rolls; /* the space whose members, or what binds them, may be others now; EVERYWHERE
                        for accounts, which are of no space; none */
    struct id login; /* that it ended; none */
};

/** ledger_things_step(out, row): of an entry that was proven. */
void ledger_things_step(struct ledger_step *out, const struct journal_row *row);

struct ledger_thing {
    struct id id;
    bool told; /* of its rows: by the entry ${seq}, whose leaf begins with ${leaf} */
    uint8_t subject;
    uint64_t seq;
    uint8_t leaf[16];
    struct ledger_facts facts;
};

/** What stands for all spaces. */
extern const struct id ledger_things_everywhere;

/** ledger_things_pair(out, one, other): what one thing within another is remembered under. */
void ledger_things_pair(struct id *out, const struct id *one, const struct id *other);

/** ledger_things_tell(thing, step): whether the step told anything of it. */
bool ledger_things_tell(struct ledger_thing *thing, const struct ledger_step *step);

struct ledger_things;

struct ledger_things *ledger_things_new(void);
void ledger_things_free(struct ledger_things *things);

/** ledger_things_apply(things, step): steps come in the order of their entries. */
void ledger_things_apply(struct ledger_things *things, const struct ledger_step *step);

/** ledger_things_find(out, things, id, size): as after the first ${size} entries; nothing told of
 * an unknown one.  STATUS_BUSY if that is too long ago. */
CHECKED enum status ledger_things_find(struct ledger_thing *out, const struct ledger_things *things,
                                       const struct id *id, uint64_t size);

/** ledger_things_each(things, use, context): those of which an entry answered for the rows, in no
 * order. */
void ledger_things_each(const struct ledger_things *things,
                        void (*use)(void *context, const struct id *id, enum state_subject subject),
                        void *context);

/** ledger_things_ended(things, login): see ledger_login_ended(). */
bool ledger_things_ended(const struct ledger_things *things, const struct id *login);

#endif
