#include "policy/life.h"

#include "base/log.h"

#include <string.h>

/* What the program can do; the last column is where it can lead. */
static const struct {
    const char *name;
    enum resource resource;
    enum action action;
    unsigned guards;
    enum stage to;
} events[LIFE_EVENT_COUNT] = {
    [LIFE_STAFF] = {"staff", RESOURCE_SEANCE, ACTION_ANSWER_ROLE, GUARD_ROLES, STAGE_STAFFED},
    [LIFE_UNSTAFF] = {"unstaff", RESOURCE_SEANCE, ACTION_ANSWER_ROLE, 0, STAGE_PLANNED},
    [LIFE_SUBMIT_SITUATION] = {"submit_situation", RESOURCE_SITUATION, ACTION_SUBMIT,
                               GUARD_SITUATION, STAGE_SUBMITTED},
    [LIFE_SEND_BACK_SITUATION] = {"send_back_situation", RESOURCE_SITUATION, ACTION_SEND_BACK, 0,
                                  STAGE_STAFFED},
    [LIFE_APPROVE] = {"approve", RESOURCE_SITUATION, ACTION_APPROVE, 0, STAGE_PREPARED},
    [LIFE_HOLD] = {"hold", RESOURCE_SEANCE, ACTION_RECORD, GUARD_ATTENDANCE, STAGE_HELD},
    [LIFE_SUBMIT_SYNTHESIS] = {"submit_synthesis", RESOURCE_SYNTHESIS, ACTION_SUBMIT,
                               GUARD_SYNTHESIS, STAGE_DRAFTED},
    [LIFE_SEND_BACK_SYNTHESIS] = {"send_back_synthesis", RESOURCE_SYNTHESIS, ACTION_SEND_BACK, 0,
                                  STAGE_HELD},
    [LIFE_PUBLISH] = {"publish", RESOURCE_SYNTHESIS, ACTION_SIGN, GUARD_SIGNED, STAGE_PUBLISHED},
    [LIFE_CANCEL] = {"cancel", RESOURCE_SEANCE, ACTION_CANCEL, GUARD_REASON, STAGE_CANCELLED},
    /* no person's right, and core/retention asks for the guard alone */
    [LIFE_EXPIRE] = {"expire", RESOURCE_SEANCE, ACTION_EXPIRE, GUARD_DESTROYED, STAGE_EXPIRED},
};

const char *life_event_name(enum life_event event)
{
    return (unsigned)event < LIFE_EVENT_COUNT ? events[event].name : NULL;
}

static enum life_event event_of(const char *name)
{
    unsigned event = 0;
    while (event < LIFE_EVENT_COUNT && strcmp(events[event].name, name) != 0)
        event++;
    return (enum life_event)event;
}

bool life_is_stage(const char *key)
{
    const enum stage stage = access_stage(key);
    return stage >= STAGE_PLANNED && stage < STAGE_COUNT;
}

/* "staff>staffed"; changes ${text}. */
static const char *read_step(struct life_step *out, const struct life *life, enum stage from,
                             char *text)
{
    char *arrow = strchr(text, '>');
    if (arrow == NULL)
        return "no \">\" between an event and where it leads";
    *arrow = '\0';
    const enum life_event event = event_of(text);
    if (event == LIFE_EVENT_COUNT)
        return "an unknown event";
    const enum stage to = access_stage(arrow + 1);
    if (to == STAGE_COUNT)
        return "an unknown stage";
    if (to != events[event].to)
        return "an event cannot lead there";
    if (life_step(life, from, event) != NULL)
        return "an event twice";
    *out = (struct life_step){
        from, event, events[event].resource, events[event].action, events[event].guards, to};
    return NULL;
}

static const char *read_line(struct life *out, struct life_step *steps, struct arena *arena,
                             const struct ini_entry *entry)
{
    char *rest = arena_text(arena, entry->value);
    for (char *word; (word = strsep(&rest, " \t")) != NULL;) {
        if (*word == '\0')
            continue;
        const char *fault = read_step(&steps[out->count], out, access_stage(entry->key), word);
        if (fault != NULL)
            return fault;
        out->count++;
    }
    return NULL;
}

/* The stages that some way leads to from planned, as bits. */
static uint32_t reached(const struct life *life)
{
    uint32_t stages = 1U << STAGE_PLANNED;
    for (uint32_t before = 0; before != stages;) {
        before = stages;
        for (size_t i = 0; i < life->count; i++)
            if ((stages >> life->steps[i].from & 1) != 0)
                stages |= 1U << life->steps[i].to;
    }
    return stages;
}

enum status life_read(struct life *out, struct arena *arena, const struct ini *ini,
                      const char *section)
{
    enum { MOST = LIFE_EVENT_COUNT * STAGE_COUNT };
    struct life_step *steps = arena_alloc(arena, MOST * sizeof *steps);
    struct life life = {steps, 0};
    *out = (struct life){0};
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (strcmp(entry->section, section) != 0 || !life_is_stage(entry->key))
            continue;
        const char *fault = read_line(&life, steps, arena, entry);
        if (fault == NULL)
            continue;
        log_error("%s:%d: [%s] %s: %s", ini->path, entry->line, section, entry->key, fault);
        return STATUS_INVALID;
    }
    const uint32_t stages = reached(&life);
    for (size_t i = 0; i < life.count; i++)
        if ((stages >> steps[i].from & 1) == 0) {
            log_error("%s: [%s] %s: no way leads there", ini->path, section,
                      access_stage_name(steps[i].from));
            return STATUS_INVALID;
        }
    if ((stages >> STAGE_HELD & 1) == 0) {
        log_error("%s: [%s] no way leads to %s", ini->path, section, access_stage_name(STAGE_HELD));
        return STATUS_INVALID;
    }
    *out = life;
    return STATUS_OK;
}

const struct life_step *life_step(const struct life *life, enum stage from, enum life_event event)
{
    for (size_t i = 0; life != NULL && i < life->count; i++)
        if (life->steps[i].from == from && life->steps[i].event == event)
            return &life->steps[i];
    return NULL;
}

bool life_has(const struct life *life, enum life_event event)
{
    for (size_t i = 0; i < life->count; i++)
        if (life->steps[i].event == event)
            return true;
    return false;
}
