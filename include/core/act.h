#ifndef CORE_ACT_H
#define CORE_ACT_H

#include "core/core.h"
#include "crypto/account_keys.h"
#include "store/person_rows.h"

#include <jansson.h>

/** What an act was asked over: core/shown.h. */
struct act_over {
    unsigned what; /* enum shown */
    struct id object;
    const char *version; /* NULL: over nothing that could change */
    bool looked;         /* was held against what there is */
    bool stale;          /* which was another one */
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
    struct membership_row membership;
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
    struct recall *recall; /* what it has proven already */
    uint64_t turn; /* the write in which who acts was found to be who they were: core/state.h */
};

/** act_begin(out, core, arena, conn, space, who, keys): the act of a member of a space; its
 * standing is computed from the rows.  ${keys} pass to the arena on any status.  STATUS_NOT_FOUND
 * if they are not, or no longer, a member. */
CHECKED enum status act_begin(struct act **out, struct core *core, struct arena *arena,
                              struct db_conn *conn, struct space_id space, struct account_id who,
                              struct account_keys *keys);

/** act_pack(out, core, arena, conn, space): the rules of a space.  STATUS_TAMPERED if its row is
 * not the one that its journal tells of; STATUS_FAILED if the pack's folder went away. */
CHECKED enum status act_pack(const struct pack **out, struct core *core, struct arena *arena,
                             struct db_conn *conn, struct space_id space);

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

/** act_new_id(out, fields): the id that the form brought in "key" (32 digits; a replay of the form
 * then meets its own row: STATUS_CONFLICT by the primary key), or a new one. */
void act_new_id(struct id *out, const json_t *fields);

/** act_id(out, fields, name): the id in a field; none if absent. */
void act_id(struct id *out, const json_t *fields, const char *name);

/** act_text(fields, name): a string or NULL. */
const char *act_text(const json_t *fields, const char *name);

/** act_id_json(id): a new JSON string, or JSON null for none. */
json_t *act_id_json(const struct id *id);

/** act_person(act, conn, account): {"id", "name", "profession", "profession_label",
 * "structure": {"id", "short_name"} | null, "coordination", "me": bool}: how people appear in every
 * model.  New reference.  Unknown to the space's own journal: name null; erased, or a seal that is
 * not the one of their newest entry: the function and the structure in place of the name; erased:
 * "erased": true. */
json_t *act_person(struct act *act, struct db_conn *conn, struct account_id account);

/** act_seal_person(row, core, arena, name, email): fill the row's seal and its e-mail index. */
CHECKED enum status act_seal_person(struct account_row *row, const struct core *core,
                                    struct arena *arena, const char *name, const char *email);

/** act_seal_nobody(row, core, arena): a seal that tells of nobody any more, and a place in the
 * index that no address leads to: for somebody who is erased. */
CHECKED enum status act_seal_nobody(struct account_row *row, const struct core *core,
                                    struct arena *arena);

/** act_email(act, conn, row): the address in the account's seal, in the arena; NULL if it does not
 * open, or is not the seal of their newest entry. */
const char *act_email(struct act *act, struct db_conn *conn, const struct account_row *row);

#endif
