/* The structures of a space in the order of their names, kept with the roll. */
#ifndef CORE_PLACES_H
#define CORE_PLACES_H

#include "act.h"
#include "store/rows/structure_rows.h"

struct place {
    struct structure_row row;           /* "sheet" is NULL if nobody wrote it, else "" */
    const char *folded;                 /* both names, as people_fold() has them */
    char letter;                        /* collate_letter() */
    const char **themes, **territories; /* keys of its sheet, up to NULL */
    size_t people;                      /* whose access is open or suspended */
};

struct places {
    const struct place *all; /* by name as in French */
    size_t count;
    const size_t *by_id; /* places in ${all} */
};

/** places_order(out, act, conn): lives as long as the act's arena.  Structures are shown as their
 * rows lie there, as everywhere. */
CHECKED enum status places_order(const struct places **out, struct act *act, struct db_conn *conn);

/** places_find(places, id): NULL for none. */
const struct place *places_find(const struct places *places, struct structure_id id);

#endif
