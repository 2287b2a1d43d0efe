/* The list of store files whose statements are prepared. */
#ifndef STORE_MODULES_H
#define STORE_MODULES_H

#include "store/db.h"

/** Every store file's statements; src/store/modules.c lists them.  An engine prepares all of them,
 * in this order: a statement's place among them is its slot. */
extern const struct db_module *const modules_all[];
extern const size_t modules_count;

#endif
