#ifndef CORE_RETENTION_H
#define CORE_RETENTION_H

#include "core/core.h"
#include "store/db.h"

/* What is over its time is destroyed: the periods are those of policies/retention.ini.  Nobody's
 * right is asked, the platform itself acts: its entries in the journal have no actor, and only it
 * writes "announce", "destroy" and "expire".  Nothing goes that was not announced the days of
 * warning before, by the same clock: a clock that runs wild destroys nothing for that long. */

enum retention_what {
    RETENTION_SITUATION_DRAFT,
    RETENTION_SYNTHESIS_DRAFT,
    RETENTION_SITUATION,
    RETENTION_SYNTHESIS,
    RETENTION_ACCOUNT, /* idle: it is suspended, nothing is destroyed */
};

struct retention_item {
    enum retention_what what;
    struct space_id space; /* none for an account */
    struct id object;      /* the séance, or the account */
    const char *starts;    /* of the séance */
    int64_t due_at;        /* over its time from then on */
    int64_t announced_at;  /* within this period; 0: not yet */
    int64_t ends_at;       /* when it goes: due, and announced long enough before */
};

/** retention_what_name(what): "situation_draft", …: as scripts and messages name it. */
const char *retention_what_name(enum retention_what what);

/** retention_items(out, count, core, arena, conn): everything that has an end, near or far. */
CHECKED enum status retention_items(struct retention_item **out, size_t *count,
                                    const struct core *core, struct arena *arena,
                                    struct db_conn *conn);

/** retention_is_near(core, item): whether people are told of it. */
bool retention_is_near(const struct core *core, const struct retention_item *item);

/** What a run did, or would do. */
struct retention_result {
    unsigned announced, destroyed, suspended;
    unsigned expired;   /* séances of which no text is left */
    unsigned held_back; /* over their time, but somebody edited their rows: left as they are */
};

/**
 * retention_run(out, core, dry, report, context): announce and destroy what is due, each in a write
 * of its own, then empty the log.  May be ended at any point and run again; does nothing twice.
 * ${report} (may be NULL) is told of each act: "announce", "destroy", "suspend" or "held_back".  If
 * ${dry}, of what would be done, and "wait" of what was announced; nothing is changed.
 * STATUS_BUSY: all was done but the log could not be emptied: run it again.
 */
CHECKED enum status retention_run(struct retention_result *out, struct core *core, bool dry,
                                  void (*report)(void *context, const char *act,
                                                 const struct retention_item *item),
                                  void *context);

#endif
