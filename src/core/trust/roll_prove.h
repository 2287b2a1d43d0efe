/* How a roll is proven from rows. */
#ifndef CORE_ROLL_PROVE_H
#define CORE_ROLL_PROVE_H

#include "crypto/certificate.h"
#include "trust/charter_roll.h"

/** Of a member: what trust_member() says. */
struct proven {
    enum status status;
    struct certificate certificate;
};

struct roll {
    int64_t from, until; /* when it is so; ${until} not included */
    bool tampered;
    bool whole; /* the charter's rows are those of its newest entries: it may stand for them */
    struct charter_roll charter;
    struct membership_row *members; /* by account */
    struct proven *proven;          /* of each */
    size_t count;
};

/** roll_prove(out, act, conn, now): for a reader, from sets of rows, in the act's arena. */
CHECKED enum status roll_prove(struct roll *out, struct act *act, struct db_conn *conn,
                               int64_t now);

/** roll_prove_copy(out, arena, roll): what is asked of it, without all that it took. */
void roll_prove_copy(struct roll *out, struct arena *arena, const struct roll *roll);

/** roll_prove_member(out, act, conn, row): trust_member(), with the account's row as it lies there.
 */
CHECKED enum status roll_prove_member(struct certificate *out, struct act *act,
                                      struct db_conn *conn, const struct membership_row *row);

/** roll_prove_find(roll, account): NULL if their access is not open. */
const struct membership_row *roll_prove_find(const struct roll *roll, struct account_id account);

#endif
