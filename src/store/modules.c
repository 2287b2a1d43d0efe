#include "modules.h"

/* One line a store file, sorted. */
/* clang-format off */
#define MODULES(X) \
    X(access_rows) \
    X(certificate_rows) \
    X(charter_rows) \
    X(cycle_rows) \
    X(departure_rows) \
    X(document_rows) \
    X(erasure_rows) \
    X(job_rows) \
    X(journal_rows) \
    X(own_rows) \
    X(page_rows) \
    X(person_rows) \
    X(recovery_rows) \
    X(rekey_rows) \
    X(retention_rows) \
    X(revocation_rows) \
    X(roll_rows) \
    X(seance_rows) \
    X(second_factor_rows) \
    X(shown_rows) \
    X(state_rows) \
    X(structure_rows) \
    X(vault_rows)
/* clang-format on */

#define DECLARE(name) extern const struct db_module name##_statements;
MODULES(DECLARE)

#define LIST(name) &name##_statements,
const struct db_module *const modules_all[] = {MODULES(LIST)};
const size_t modules_count = sizeof modules_all / sizeof *modules_all;
