/* The table of a séance's life. */
#ifndef POLICY_LIFE_H
#define POLICY_LIFE_H

#include "base/status.h"
#include "policy/access.h"

/* The life of a séance as one table; see ARCHITECTURE.md. */

enum seance_kind { SEANCE_CONCERTATION, SEANCE_HALF_WAY, SEANCE_BILAN, SEANCE_KIND_COUNT };

enum life_event {
    LIFE_STAFF,   /* the third role was accepted */
    LIFE_UNSTAFF, /* a role was given back */
    LIFE_SUBMIT_SITUATION,
    LIFE_SEND_BACK_SITUATION,
    LIFE_APPROVE,
    LIFE_HOLD,
    LIFE_SUBMIT_SYNTHESIS,
    LIFE_SEND_BACK_SYNTHESIS,
    LIFE_PUBLISH,
    LIFE_CANCEL,
    LIFE_EXPIRE, /* the platform itself: see core/retention.h */
};

/** What must be true besides the right to do it; core finds out. */
enum life_guard {
    GUARD_ROLES = 1 << 0,      /* three different people accepted, and the pack's rules hold */
    GUARD_SITUATION = 1 << 1,  /* the situation is complete */
    GUARD_ATTENDANCE = 1 << 2, /* attendance is recorded for everyone who was coming */
    GUARD_SYNTHESIS = 1 << 3,  /* the synthesis is complete */
    GUARD_SIGNED = 1 << 4,     /* secretary and animator signed the version in force */
    GUARD_REASON = 1 << 5,
    GUARD_DESTROYED = 1 << 6, /* its texts were over their time, and none is left */
};

struct life_step {
    unsigned kinds; /* bits 1 << seance_kind */
    enum stage from;
    enum life_event event;
    enum resource resource; /* who: whoever access.ini allows this action */
    enum action action;
    unsigned guards;
    enum stage to;
};

/** life_step(kind, from, event): the row, borrowed, or NULL: not possible from there. */
const struct life_step *life_step(enum seance_kind kind, enum stage from, enum life_event event);

/** life_table(count): the whole table, for tests and pages. */
const struct life_step *life_table(unsigned *count);

const char *life_kind_name(enum seance_kind kind);
/** SEANCE_KIND_COUNT if there is none of that name. */
enum seance_kind life_kind(const char *name);

#endif
