/* Everyone whom the versions in force bind, verified. */
#ifndef CORE_CHARTER_ROLL_H
#define CORE_CHARTER_ROLL_H

#include "act.h"
#include "store/rows/charter_rows.h"

/** What a charter signature is worth: ENDED was good until its structure left; WAITS is good but
 * for the certificate that its signer, not admitted yet, still lacks. */
enum charter_worth { CHARTER_WORTHLESS, CHARTER_ENDED, CHARTER_WAITS, CHARTER_VERIFIED };

/** A charter signature and what it is worth. */
struct charter_bond {
    struct charter_signature_row row;
    int64_t number; /* of the version it signs */
    enum charter_worth worth;
};

/** Everyone whom the versions in force bind: for pages that list people. */
struct charter_roll {
    struct charter_row *versions; /* in force, newest first, without texts */
    size_t version_count;
    struct charter_bond *bonds; /* by kind and subject; the best of a subject first */
    size_t bond_count;
};

/** charter_roll_load(out, act, conn): lives in the act's arena. */
CHECKED enum status charter_roll_load(struct charter_roll *out, struct act *act,
                                      struct db_conn *conn);

/** charter_roll_find(roll, kind, subject): the worthiest bond first, a newer version
 * before an older; NULL without any.  ${kind}: "structure", "person". */
const struct charter_bond *charter_roll_find(const struct charter_roll *roll, const char *kind,
                                             const struct id *subject);

/** charter_roll_binds(roll, account, structure): as signatory_is(). */
bool charter_roll_binds(const struct charter_roll *roll, struct account_id account,
                        struct structure_id structure);

/** charter_roll_outdated(roll, account, structure): whether they are bound by an older version
 * only, which ends after its days of grace. */
bool charter_roll_outdated(const struct charter_roll *roll, struct account_id account,
                           struct structure_id structure);

/** charter_roll_grace(roll, act): when the older versions in force end; 0 if there are none. */
int64_t charter_roll_grace(const struct charter_roll *roll, const struct act *act);

/** charter_roll_in_force(out, count, act, conn): the versions alone. */
CHECKED enum status charter_roll_in_force(struct charter_row **out, size_t *count, struct act *act,
                                          struct db_conn *conn);

/** charter_roll_record(arena, version, row): what a signature signs: space, charter, number,
 * sha256, kind, subject, signer, time. */
struct record *charter_roll_record(struct arena *arena, const struct charter_row *version,
                                   const struct charter_signature_row *row);

/** charter_roll_worth(out, act, conn, version, row): whether the signer's certified keys signed
 * that record about that version, and for a structure as its certified representative; a bad one
 * is logged.  STATUS_FAILED says nothing of it. */
CHECKED enum status charter_roll_worth(enum charter_worth *out, struct act *act,
                                       struct db_conn *conn, const struct charter_row *version,
                                       const struct charter_signature_row *row);

#endif
