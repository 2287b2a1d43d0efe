/* cues.ini, leave.ini and places.ini, read. */
#ifndef ANONYMISE_LISTS_H
#define ANONYMISE_LISTS_H

#include "cues.h"

/** lists_load(cues, arena, folder): cues.ini, leave.ini and places.ini of ${folder}. */
CHECKED enum status lists_load(struct cues *cues, struct arena *arena, const char *folder);

#endif
