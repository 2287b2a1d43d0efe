#include "store/modules.h"

/* One line a store file, sorted. */
#define MODULES(X) X(journal_rows)

#define DECLARE(name) extern const struct db_module name##_statements;
MODULES(DECLARE)

#define LIST(name) &name##_statements,
const struct db_module *const modules_all[] = {MODULES(LIST)};
const size_t modules_count = sizeof modules_all / sizeof *modules_all;
