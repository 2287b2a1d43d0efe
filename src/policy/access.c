#include "policy/access.h"

#include "base/log.h"

#include <string.h>

struct alternative {
    const struct alternative *next;
    uint32_t relations; /* all of them */
    uint32_t stages;    /* one of them, bits 1 << stage */
};

struct access {
    const struct alternative *rules[RESOURCE_COUNT][ACTION_COUNT];
    uint32_t required[RESOURCE_COUNT];
    bool said[RESOURCE_COUNT][ACTION_COUNT];
    const char *const *roles;
    size_t role_count;
};

static const char *const resource_names[RESOURCE_COUNT] = {
    [RESOURCE_CHARTER] = "charter",     [RESOURCE_STRUCTURE] = "structure",
    [RESOURCE_PERSON] = "person",       [RESOURCE_CYCLE] = "cycle",
    [RESOURCE_SEANCE] = "seance",       [RESOURCE_SITUATION] = "situation",
    [RESOURCE_SYNTHESIS] = "synthesis", [RESOURCE_TOOL] = "tool",
    [RESOURCE_JOURNAL] = "journal",
};

static const char *const action_names[ACTION_COUNT] = {
    [ACTION_READ] = "read",           [ACTION_CREATE] = "create",
    [ACTION_EDIT] = "edit",           [ACTION_PUBLISH] = "publish",
    [ACTION_SIGN] = "sign",           [ACTION_ADHERE] = "adhere",
    [ACTION_INVITE] = "invite",       [ACTION_POSITION] = "position",
    [ACTION_GIVE_ROLE] = "give_role", [ACTION_ANSWER_ROLE] = "answer_role",
    [ACTION_RECORD] = "record",       [ACTION_CANCEL] = "cancel",
    [ACTION_SAVE] = "save",           [ACTION_SUBMIT] = "submit",
    [ACTION_APPROVE] = "approve",     [ACTION_SEND_BACK] = "send_back",
    [ACTION_COMMENT] = "comment",     [ACTION_GRANT] = "grant",
    [ACTION_READ_OWN] = "read_own",   [ACTION_WITHDRAW] = "withdraw",
    [ACTION_ERASE] = "erase",         [ACTION_EXPIRE] = "expire",
    [ACTION_SUSPEND] = "suspend",     [ACTION_CHANGE] = "change",
    [ACTION_LEAVE] = "leave",         [ACTION_REPLACE_ROLE] = "replace_role",
    [ACTION_RENEW] = "renew",         [ACTION_RENAME] = "rename",
};

static const char *const relation_names[RELATION_COUNT] = {
    "member",       "signatory", "coordination", "representative",
    "of_structure", "candidate", "coming",       "present",
};

static const char *const stage_names[STAGE_COUNT] = {
    [STAGE_NONE] = "none",           [STAGE_PLANNED] = "planned",     [STAGE_STAFFED] = "staffed",
    [STAGE_SUBMITTED] = "submitted", [STAGE_PREPARED] = "prepared",   [STAGE_HELD] = "held",
    [STAGE_DRAFTED] = "drafted",     [STAGE_PUBLISHED] = "published", [STAGE_EXPIRED] = "expired",
    [STAGE_CANCELLED] = "cancelled",
};

static unsigned find(const char *const *names, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return count;
}

/* "staffed", "staffed+" or "staffed-prepared" as bits; 0 if it is none of them. */
static uint32_t read_stages(char *text)
{
    char *dash = strchr(text, '-');
    size_t len = strlen(text);
    bool onward = len > 0 && text[len - 1] == '+';
    if (onward)
        text[len - 1] = '\0';
    if (dash != NULL)
        *dash = '\0';
    enum stage from = access_stage(text);
    enum stage to = onward ? STAGE_EXPIRED : from;
    if (dash != NULL)
        to = onward ? STAGE_COUNT : access_stage(dash + 1);
    if (from == STAGE_CANCELLED && to == STAGE_CANCELLED && dash == NULL)
        return 1U << STAGE_CANCELLED;
    if (from < STAGE_PLANNED || from > to || to > STAGE_EXPIRED)
        return 0;
    uint32_t stages = 0;
    for (unsigned stage = from; stage <= to; stage++)
        stages |= 1U << stage;
    return stages;
}

/* The bit of a relation, 0 if there is none of that name in this space. */
static uint32_t relation_of(const struct access *access, const char *name)
{
    const unsigned position = find(relation_names, RELATION_COUNT, name);
    if (position < RELATION_COUNT)
        return 1U << position;
    for (size_t i = 0; i < access->role_count; i++)
        if (strcmp(access->roles[i], name) == 0)
            return access_role(i);
    return 0;
}

/* "secretary&signatory@held-drafted"; changes ${text}. */
static bool read_alternative(struct alternative *out, const struct access *access, char *text)
{
    *out = (struct alternative){.stages = (1U << STAGE_COUNT) - 1};
    char *at = strchr(text, '@');
    if (at != NULL) {
        *at = '\0';
        out->stages = read_stages(at + 1);
    }
    for (char *name = text, *next; name != NULL; name = next) {
        next = strchr(name, '&');
        if (next != NULL)
            *next++ = '\0';
        const uint32_t relation = relation_of(access, name);
        if (relation == 0)
            return false;
        out->relations |= relation;
    }
    return out->stages != 0;
}

static bool read_require(struct access *access, struct arena *arena, unsigned resource,
                         const char *value)
{
    struct alternative needed;
    if (strchr(value, '@') != NULL || access->required[resource] != 0 ||
        !read_alternative(&needed, access, arena_text(arena, value)))
        return false;
    access->required[resource] = needed.relations;
    return true;
}

static bool read_rule(struct access *access, struct arena *arena, unsigned resource,
                      unsigned action, const char *value)
{
    if (access->said[resource][action])
        return false;
    access->said[resource][action] = true;
    if (strcmp(value, "nobody") == 0)
        return true;
    char *rest = arena_text(arena, value);
    unsigned count = 0;
    for (char *word; (word = strsep(&rest, " \t")) != NULL;) {
        if (*word == '\0')
            continue;
        struct alternative *alternative = arena_alloc(arena, sizeof *alternative);
        if (!read_alternative(alternative, access, word))
            return false;
        alternative->next = access->rules[resource][action];
        access->rules[resource][action] = alternative;
        count++;
    }
    return count > 0;
}

static bool read_entry(struct access *access, struct arena *arena, const struct ini_entry *entry)
{
    unsigned resource = find(resource_names, RESOURCE_COUNT, entry->section);
    if (resource == RESOURCE_COUNT)
        return false;
    if (strcmp(entry->key, "require") == 0)
        return read_require(access, arena, resource, entry->value);
    unsigned action = find(action_names, ACTION_COUNT, entry->key);
    return action != ACTION_COUNT && read_rule(access, arena, resource, action, entry->value);
}

struct access *access_new(struct arena *arena, const char *const *roles, size_t count)
{
    struct access *access = arena_alloc(arena, sizeof *access);
    access->roles = roles;
    access->role_count = count < ACCESS_ROLES ? count : ACCESS_ROLES;
    return access;
}

enum status access_add(struct access *access, struct arena *arena, const struct ini *ini)
{
    for (size_t i = 0; i < ini->count; i++) {
        if (!read_entry(access, arena, &ini->entries[i])) {
            log_error("%s:%d: not a rule: [%s] %s", ini->path, ini->entries[i].line,
                      ini->entries[i].section, ini->entries[i].key);
            return STATUS_INVALID;
        }
    }
    return STATUS_OK;
}

bool access_allows(const struct access *access, enum resource resource, enum action action,
                   uint32_t relations, enum stage stage)
{
    if ((unsigned)resource >= RESOURCE_COUNT || (unsigned)action >= ACTION_COUNT ||
        (unsigned)stage >= STAGE_COUNT)
        return false;
    uint32_t required = access->required[resource];
    if ((relations & required) != required)
        return false;
    for (const struct alternative *rule = access->rules[resource][action]; rule != NULL;
         rule = rule->next)
        if ((relations & rule->relations) == rule->relations && (rule->stages & 1U << stage) != 0)
            return true;
    return false;
}

size_t access_ways(struct access_way **out, struct arena *arena, const struct access *access,
                   enum resource resource, enum action action)
{
    size_t count = 0;
    *out = NULL;
    if ((unsigned)resource >= RESOURCE_COUNT || (unsigned)action >= ACTION_COUNT)
        return 0;
    const struct alternative *first = access->rules[resource][action];
    for (const struct alternative *rule = first; rule != NULL; rule = rule->next)
        count++;
    if (count == 0)
        return 0;
    *out = arena_alloc(arena, count * sizeof **out);
    struct access_way *way = *out + count; /* the last one read comes first in the list */
    for (const struct alternative *rule = first; rule != NULL; rule = rule->next)
        *--way = (struct access_way){rule->relations, rule->stages};
    return count;
}

uint32_t access_required(const struct access *access, enum resource resource)
{
    return (unsigned)resource < RESOURCE_COUNT ? access->required[resource] : 0;
}

const char *access_resource_name(enum resource resource)
{
    return (unsigned)resource < RESOURCE_COUNT ? resource_names[resource] : NULL;
}

const char *access_action_name(enum action action)
{
    return (unsigned)action < ACTION_COUNT ? action_names[action] : NULL;
}

unsigned access_relations(const struct access *access)
{
    return RELATION_COUNT + (unsigned)access->role_count;
}

const char *access_relation_name(const struct access *access, unsigned position)
{
    if (position < RELATION_COUNT)
        return relation_names[position];
    return position < access_relations(access) ? access->roles[position - RELATION_COUNT] : NULL;
}

bool access_is_relation(const char *name)
{
    return find(relation_names, RELATION_COUNT, name) < RELATION_COUNT;
}

const char *access_stage_name(enum stage stage)
{
    return (unsigned)stage < STAGE_COUNT ? stage_names[stage] : NULL;
}

enum stage access_stage(const char *name)
{
    return (enum stage)find(stage_names, STAGE_COUNT, name);
}
