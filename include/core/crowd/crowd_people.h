/* Many newcomers at once, for a demonstration. */
#ifndef CORE_CROWD_PEOPLE_H
#define CORE_CROWD_PEOPLE_H

#include "core/act.h"

/* What invitation, acceptance, admission, the charter's signature and the handing on of the shared
 * key leave behind, row for row and entry for entry, in one write: made one by one, each of these
 * acts looks at everybody who is there already. */

/** One of them. */
struct crowd_person {
    const char *name, *email, *profession;
    struct structure_id structure;
    bool represents; /* and signs the charter for it */
    char passphrase[ID_TEXT];
    struct account_id account; /* made */
    struct account_keys *keys; /* made; whoever asked frees them */
};

/** crowd_people_add(act, people, count, charter): ${act} is of coordination; ${charter} the number
 * of the version that all of them sign.  STATUS_DENIED to others. */
CHECKED enum status crowd_people_add(struct act *act, struct crowd_person *people, size_t count,
                                     int64_t charter);

#endif
