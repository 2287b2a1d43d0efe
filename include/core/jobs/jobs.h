/* Work that nobody asks for, done when it is due, by one process at a time. */
#ifndef CORE_JOBS_H
#define CORE_JOBS_H

#include "core/core.h"

/** A kind of work. */
struct job {
    const char *kind; /* its row in the table "job" */
    int64_t every;    /* seconds from when it went well to the next time */
    bool at_start;    /* of each process too, whatever the row says */
    /* Slices of its own; between two of them it asks core_go_on(), and ends with STATUS_BUSY once
     * it says no.  STATUS_OK: it went well.  Anything else: again after a minute, two, four…, an
     * hour at most, and never later than ${every}. */
    enum status (*run)(struct core *core);
};

struct jobs;

/** jobs_start(out, core, all, count): one thread does what is due, one after the other; ${all} is
 * borrowed.  What rows say is believed within bounds only: no lease is longer than ten minutes, and
 * nothing is put off for longer than ${every}. */
CHECKED enum status jobs_start(struct jobs **out, struct core *core, const struct job *all,
                               size_t count);

/** jobs_tick(jobs): every few seconds: keep the lease of what runs. */
void jobs_tick(struct jobs *jobs);

/** jobs_stop(jobs): what runs ends at its next slice; joined, freed.  NULL does nothing. */
void jobs_stop(struct jobs *jobs);

#endif
