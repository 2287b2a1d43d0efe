/* Somebody doing something: who, where, with which keys; people in models. */
#ifndef CORE_ACT_H
#define CORE_ACT_H

#include "base/arena.h"
#include "base/id.h"
#include "core/core.h"
#include "policy/access.h"

#include <jansson.h>

/** What an act was asked over: core/shown.h. */
struct act_over {
    unsigned what; /* enum shown */
    struct id object;
    const char *version; /* NULL: over nothing that could change */
    bool looked;         /* was held against what there is */
    bool stale;          /* which was another one */
};

struct account_keys;

/** What somebody is in the space, as their act began. */
struct act_membership {
    bool is; /* or they are nobody to it: the platform, trustees, a newcomer */
    struct structure_id structure; /* none: the coordination team */
    bool coordination;
    bool represents;
};

/**
 * Somebody doing something: who, where, with which keys; one a request.  Every activity of core/
 * takes it first, asks the policy with the real state inside the writer's transaction, changes
 * rows, and adds the journal entry in the same transaction.
 */
struct act {
    struct core *core;
    struct arena *arena;
    struct space_id space;
    const struct pack *pack;
    struct account_id who;
    struct act_membership membership;
    bool admitted;             /* holds a certificate up to the anchor */
    bool unproved;             /* must have a second factor and has none: a member, no more */
    uint32_t standing;         /* RELATION_MEMBER, _SIGNATORY, _COORDINATION of the space */
    struct account_keys *keys; /* freed by the arena */
    uint8_t login[32];         /* the login's row; zero outside one (the demo's loader) */
    /* Why not, when an activity answers other than OK: a key of [error] in messages.fr.ini (NULL:
     * the status says enough), and by field the same objects as form_check() makes. Owned by the
     * arena. */
    const char *fault;
    json_t *fault_fields;
    bool tampered; /* something it opened or shows does not verify: see core/tampering.h */
    struct id met; /* the last thing whose rows were edited */
    bool begins;   /* the membership begins in the write that it belongs to */
    struct act_over over;
    struct recall *recall;   /* what it has proven already */
    const struct roll *roll; /* of its space, as of the content ${rolled} */
    uint64_t rolled;
    uint64_t turn; /* the write in which who acts was found to be who they were: core/state.h */
};

/** act_fault(act, status, key): note the key and return the status: `return act_fault(...)`. */
CHECKED enum status act_fault(struct act *act, enum status status, const char *key);

/** act_fault_field(act, field, key): note a field's fault and return STATUS_INVALID. */
CHECKED enum status act_fault_field(struct act *act, const char *field, const char *key);

/** act_json(arena, value): the arena releases ${value}; returns it.  Aborts on NULL (no memory). */
json_t *act_json(struct arena *arena, json_t *value);

/** act_may(act, resource, action, relations, stage): the policy's answer; ${relations} are added to
 * the standing. */
bool act_may(const struct act *act, enum resource resource, enum action action, uint32_t relations,
             enum stage stage);

/** act_id(out, fields, name): the id in a field; none if absent. */
void act_id(struct id *out, const json_t *fields, const char *name);

/** act_text(fields, name): a string or NULL. */
const char *act_text(const json_t *fields, const char *name);

/** act_id_json(id): a new JSON string, or JSON null for none. */
json_t *act_id_json(const struct id *id);

#endif
