/* What is over its time: announced, destroyed; the run. */
#ifndef CORE_RETENTION_H
#define CORE_RETENTION_H

#include "core/retention/retention_end.h"

/* What is over its time is destroyed: the periods are those of policies/retention.ini.  Nobody's
 * right is asked, the platform itself acts: its entries in the journal have no actor, and only it
 * writes "announce", "destroy" and "expire".  Nothing goes that was not announced the days of
 * warning before, by the same clock: a clock that runs wild destroys nothing for that long. */

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
 * What fails is logged, and the rest done all the same.  STATUS_BUSY: run it again: all was
 * done but the log could not be emptied, or the program is to stop.
 */
CHECKED enum status retention_run(struct retention_result *out, struct core *core, bool dry,
                                  void (*report)(void *context, const char *act,
                                                 const struct retention_item *item),
                                  void *context);

#endif
