/* Many séances with their texts at once, for a demonstration. */
#ifndef CORE_CROWD_DOSSIERS_H
#define CORE_CROWD_DOSSIERS_H

#include "core/crowd/crowd_people.h"

/* What a séance leaves behind that went all its way, from its date to the synthesis that everybody
 * reads: rows, sealed texts, envelopes, signatures and entries, each by whoever's turn it is; as if
 * all of it were noted down on one day. */

/** One of them. */
struct crowd_dossier {
    struct cycle_id cycle;
    struct structure_id host;
    const char *kind, *starts, *venue;
    const json_t *situation, *synthesis; /* values of their forms */
    const struct crowd_person *people;   /* who may come; as many as roles at least */
    size_t people_count;
    size_t first;    /* who has the first role */
    size_t step;     /* to the next: the holders of two roles may have to be of two structures */
    size_t coming;   /* how many come, roles included */
    size_t readings; /* of the published synthesis, by one after the other */
};

/** crowd_dossiers_add(act, dossiers, count): in one write; ${act} is of coordination: STATUS_DENIED
 * to others. */
CHECKED enum status crowd_dossiers_add(struct act *act, const struct crowd_dossier *dossiers,
                                       size_t count);

#endif
