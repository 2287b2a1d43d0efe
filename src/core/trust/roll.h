/* Who the members of a space are and what binds them, proven once for all who ask. */
#ifndef CORE_ROLL_H
#define CORE_ROLL_H

#include "act.h"
#include "crypto/certificate.h"
#include "crypto/record.h"
#include "trust/charter_roll.h"

/* Pages and keys ask the same again and again: who the members are, under which certificates,
 * what they signed.  A reader's answer is read in sets, proven, and kept for all who ask, until an
 * entry tells of a member, a structure or the charter, until another process wrote, or until a
 * certificate or a grace begins or ends.  While it stands, an edit of rows changes nothing of it.
 * Inside a write the rows of people are proven anew, for what is done there rests on what lies
 * there then; whom the charter binds is the readers' answer, if all of its rows were held against
 * their entries and it stands as of the write too: who begins one notices what others wrote. */

struct rolls;

/** The rolls of a running server; roll_new() is NULL without memory. */
struct rolls *roll_new(void);
void roll_free(struct rolls *rolls);

/* What they give lives as long as the act's arena and stays as it is. */

/** roll_members(out, count, act, conn): those whose access is open, by account in a reader. */
CHECKED enum status roll_members(struct membership_row **out, size_t *count, struct act *act,
                                 struct db_conn *conn);

/** roll_member(out, act, conn, account): the membership of somebody, whether or not it goes on;
 * STATUS_NOT_FOUND without one. */
CHECKED enum status roll_member(struct membership_row *out, struct act *act, struct db_conn *conn,
                                struct account_id account);

/** roll_mark(record, act, conn): what the roll stands by, for whoever remembers what follows from
 * it; false, and nothing, where there is none (see roll_members()), which is so inside a write. */
bool roll_mark(struct record *record, struct act *act, struct db_conn *conn);

/** What is kept with a roll because it follows from it. */
enum roll_kind {
    ROLL_NAMES,      /* what the guard knows by name, as hashes */
    ROLL_PEOPLE,     /* the order of people: trust/people.h */
    ROLL_STRUCTURES, /* the same of structures: trust/places.h */
    ROLL_OPENINGS,   /* what access each has: members/openings.h */
    ROLL_KINDS
};

/** roll_derived(act, conn, kind): what roll_derive() was given for the roll as it is now; NULL if
 * nothing was, or where there is no roll. */
const void *roll_derived(struct act *act, struct db_conn *conn, enum roll_kind kind);

/** roll_derive(act, conn, kind, arena, value): ${value} in ${arena} follows from the roll of this
 * snapshot and is kept as long as it, without a roll as long as the act's arena.  Takes ${arena};
 * returns ${value}, or what somebody else derived meanwhile. */
const void *roll_derive(struct act *act, struct db_conn *conn, enum roll_kind kind,
                        struct arena *arena, const void *value);

/** roll_charter(out, act, conn): whom the versions in force bind. */
CHECKED enum status roll_charter(struct charter_roll *out, struct act *act, struct db_conn *conn);

/** roll_certifies(out, act, conn, row): trust_member() of one of roll_members(). */
CHECKED enum status roll_certifies(struct certificate *out, struct act *act, struct db_conn *conn,
                                   const struct membership_row *row);

#endif
