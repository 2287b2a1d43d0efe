/* The certificates that lie there, held against the journal. */
#ifndef CORE_CERTIFIED_H
#define CORE_CERTIFIED_H

#include "act.h"
#include "crypto/certificate.h"
#include "journal/ledger.h"
#include "store/rows/certificate_rows.h"

/* The certificates that lie there for somebody, held against those that the journal tells of. */
struct certified {
    struct certificate_row *rows; /* newest first */
    size_t count;
};

/** certified_of(row): what was signed. */
struct certificate certified_of(const struct certificate_row *row);

/** certified_list(out, act, conn, account): STATUS_TAMPERED (logged) unless they are those that the
 * journal tells of: whoever coordinated once could sign one as of then. */
CHECKED enum status certified_list(struct certified *out, struct act *act, struct db_conn *conn,
                                   struct account_id account);

/** certified_set(out, act, conn, account): those that lie there, whatever the journal tells. */
CHECKED enum status certified_set(struct ledger_set *out, struct act *act, struct db_conn *conn,
                                  struct account_id account);

/** certified_learn(act, conn, accounts, count): of each of them and of everybody else who was ever
 * certified here, by one query: certified_list() then knows the answer while ${act} recalls.
 * STATUS_TAMPERED if a row is malformed: then it asks for each. */
CHECKED enum status certified_learn(struct act *act, struct db_conn *conn,
                                    const struct account_id *accounts, size_t count);

#endif
