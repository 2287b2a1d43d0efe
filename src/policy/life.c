#include "policy/life.h"

#include <stddef.h>
#include <string.h>

enum {
    CONCERTATION = 1 << SEANCE_CONCERTATION,
    MEETINGS = 1 << SEANCE_HALF_WAY | 1 << SEANCE_BILAN,
    ALL = CONCERTATION | MEETINGS,
};

/* LIFE_EXPIRE has no row: no person's right makes a dossier expire. */
static const struct life_step table[] = {
    {CONCERTATION, STAGE_PLANNED, LIFE_STAFF, RESOURCE_SEANCE, ACTION_ANSWER_ROLE, GUARD_ROLES,
     STAGE_STAFFED},
    {CONCERTATION, STAGE_STAFFED, LIFE_UNSTAFF, RESOURCE_SEANCE, ACTION_ANSWER_ROLE, 0,
     STAGE_PLANNED},
    {CONCERTATION, STAGE_SUBMITTED, LIFE_UNSTAFF, RESOURCE_SEANCE, ACTION_ANSWER_ROLE, 0,
     STAGE_PLANNED},
    {CONCERTATION, STAGE_STAFFED, LIFE_SUBMIT_SITUATION, RESOURCE_SITUATION, ACTION_SUBMIT,
     GUARD_SITUATION, STAGE_SUBMITTED},
    {CONCERTATION, STAGE_SUBMITTED, LIFE_SEND_BACK_SITUATION, RESOURCE_SITUATION, ACTION_SEND_BACK,
     0, STAGE_STAFFED},
    {CONCERTATION, STAGE_SUBMITTED, LIFE_APPROVE, RESOURCE_SITUATION, ACTION_APPROVE, 0,
     STAGE_PREPARED},
    {CONCERTATION, STAGE_PREPARED, LIFE_HOLD, RESOURCE_SEANCE, ACTION_RECORD, GUARD_ATTENDANCE,
     STAGE_HELD},
    {CONCERTATION, STAGE_HELD, LIFE_SUBMIT_SYNTHESIS, RESOURCE_SYNTHESIS, ACTION_SUBMIT,
     GUARD_SYNTHESIS, STAGE_DRAFTED},
    {CONCERTATION, STAGE_DRAFTED, LIFE_SEND_BACK_SYNTHESIS, RESOURCE_SYNTHESIS, ACTION_SEND_BACK, 0,
     STAGE_HELD},
    {CONCERTATION, STAGE_DRAFTED, LIFE_PUBLISH, RESOURCE_SYNTHESIS, ACTION_SIGN, GUARD_SIGNED,
     STAGE_PUBLISHED},

    {MEETINGS, STAGE_PLANNED, LIFE_HOLD, RESOURCE_SEANCE, ACTION_RECORD, GUARD_ATTENDANCE,
     STAGE_HELD},

    {ALL, STAGE_PLANNED, LIFE_CANCEL, RESOURCE_SEANCE, ACTION_CANCEL, GUARD_REASON,
     STAGE_CANCELLED},
    {CONCERTATION, STAGE_STAFFED, LIFE_CANCEL, RESOURCE_SEANCE, ACTION_CANCEL, GUARD_REASON,
     STAGE_CANCELLED},
    {CONCERTATION, STAGE_SUBMITTED, LIFE_CANCEL, RESOURCE_SEANCE, ACTION_CANCEL, GUARD_REASON,
     STAGE_CANCELLED},
    {CONCERTATION, STAGE_PREPARED, LIFE_CANCEL, RESOURCE_SEANCE, ACTION_CANCEL, GUARD_REASON,
     STAGE_CANCELLED},
};

static const char *const kind_names[SEANCE_KIND_COUNT] = {
    [SEANCE_CONCERTATION] = "concertation",
    [SEANCE_HALF_WAY] = "half-way",
    [SEANCE_BILAN] = "bilan",
};

const struct life_step *life_step(enum seance_kind kind, enum stage from, enum life_event event)
{
    if ((unsigned)kind >= SEANCE_KIND_COUNT)
        return NULL;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if ((table[i].kinds & 1U << kind) != 0 && table[i].from == from && table[i].event == event)
            return &table[i];
    return NULL;
}

const struct life_step *life_table(unsigned *count)
{
    *count = sizeof table / sizeof *table;
    return table;
}

const char *life_kind_name(enum seance_kind kind)
{
    return (unsigned)kind < SEANCE_KIND_COUNT ? kind_names[kind] : NULL;
}

enum seance_kind life_kind(const char *name)
{
    unsigned kind = 0;
    while (kind < SEANCE_KIND_COUNT && strcmp(kind_names[kind], name) != 0)
        kind++;
    return (enum seance_kind)kind;
}
