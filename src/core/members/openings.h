/* What access each person of a space has, kept with the roll. */
#ifndef CORE_OPENINGS_H
#define CORE_OPENINGS_H

#include "act.h"
#include "trust/people.h"

struct opening {
    const char *state; /* as pages say it: invited, renewing, active, suspended, edited */
    bool knocks;       /* not admitted yet, and has done their part */
    bool reads;        /* entitled to the space's own vault, by certificate */
    bool signatory;
    bool outdated; /* bound by an older version of the charter only */
};

struct openings {
    const struct people *people;
    const struct opening *all; /* of each of ${people} */
    size_t late;               /* how many are outdated */
};

/** openings_of(out, act, conn): for a reader; lives as long as the act's arena. */
CHECKED enum status openings_of(const struct openings **out, struct act *act, struct db_conn *conn);

/** openings_waiting(out, count, act, conn, openings): places among the people of whoever knocks, or
 * is entitled to the key of the space's own vault and does not hold it; in order. */
CHECKED enum status openings_waiting(size_t **out, size_t *count, struct act *act,
                                     struct db_conn *conn, const struct openings *openings);

/** openings_entitled(out, act, conn, member): whether somebody is to have the key of the space's
 * own vault: signatories, and coordination, which hands it on; by their certificates, not by what a
 * row says. */
CHECKED enum status openings_entitled(bool *out, struct act *act, struct db_conn *conn,
                                      const struct membership_row *member);

#endif
