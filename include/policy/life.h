/* The life of a séance: what may follow what, as the pack's table says. */
#ifndef POLICY_LIFE_H
#define POLICY_LIFE_H

#include "base/arena.h"
#include "base/ini.h"
#include "base/status.h"
#include "policy/access.h"

/* What happens in the life of a séance is known here: who may do it, what must be true, where it
 * leads.  What happens from which stage is a table of each kind of meeting, in the pack: see
 * policies/README.md. */

enum life_event {
    LIFE_STAFF,   /* the last role was accepted */
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
    LIFE_EVENT_COUNT
};

/** What must be true besides the right to do it; core finds out. */
enum life_guard {
    GUARD_ROLES = 1 << 0,      /* every role accepted, as the pack's rules want */
    GUARD_SITUATION = 1 << 1,  /* the situation is complete */
    GUARD_ATTENDANCE = 1 << 2, /* attendance is recorded for everyone who was coming */
    GUARD_SYNTHESIS = 1 << 3,  /* the synthesis is complete */
    GUARD_SIGNED = 1 << 4,     /* whoever wrote or reviews it signed the version in force */
    GUARD_REASON = 1 << 5,
    GUARD_DESTROYED = 1 << 6, /* its texts were over their time, and none is left */
};

struct life_step {
    enum stage from;
    enum life_event event;
    enum resource resource; /* who: whoever the rules of access allow this action */
    enum action action;
    unsigned guards;
    enum stage to;
};

/** The table of one kind of meeting. */
struct life {
    const struct life_step *steps;
    size_t count;
};

/** life_is_stage(key): whether a line of that key belongs to the table. */
bool life_is_stage(const char *key);

/**
 * life_read(out, arena, ini, section): the lines "stage = event>stage event>stage …" of a section.
 * STATUS_INVALID with the line in the log for an unknown stage or event, an event that leads
 * elsewhere than it can, one written twice, a stage that no way leads to, and a table without a way
 * to "held".
 */
CHECKED enum status life_read(struct life *out, struct arena *arena, const struct ini *ini,
                              const char *section);

/** life_step(life, from, event): the row, borrowed, or NULL: not possible from there.  ${life} may
 * be NULL: nothing is. */
const struct life_step *life_step(const struct life *life, enum stage from, enum life_event event);

/** life_has(life, event): whether it happens at any stage. */
bool life_has(const struct life *life, enum life_event event);

/** life_event_name(event): as written in the pack, for the log. */
const char *life_event_name(enum life_event event);

#endif
