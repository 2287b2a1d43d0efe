/* A structure in a few words. */
#ifndef CORE_DIRECTORY_BRIEF_H
#define CORE_DIRECTORY_BRIEF_H

#include "act.h"
#include "store/rows/structure_rows.h"

/** directory_brief(act, row): {"id", "name", "short_name", "kind", "kind_label"}, a new reference.
 */
json_t *directory_brief(struct act *act, const struct structure_row *row);

#endif
