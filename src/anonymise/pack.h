/* The table of words as it goes to a browser. */
#ifndef ANONYMISE_PACK_H
#define ANONYMISE_PACK_H

#include "table.h"

#include "base/arena.h"
#include "base/bytes.h"

#include <stdbool.h>

/** pack_open(out, arena, pack): the very table that table_open() maps, made in ${arena} from the
 * unzipped anonymise.pack; the weights stay in ${pack}.  STATUS_INVALID if it is none. */
CHECKED enum status pack_open(struct table *out, struct arena *arena, struct bytes pack);

#endif
