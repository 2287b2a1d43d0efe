/* Access.ini into a table, and its one question. */
#ifndef POLICY_ACCESS_H
#define POLICY_ACCESS_H

#include "base/arena.h"
#include "base/ini.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* policies/access.ini and the access.ini of each space: a section per kind of thing, a line per
 * action.  Pure after loading. */

/** How far a séance has come; the ladder that rules name with "@".  STAGE_SUBMITTED is a staffed
 * séance whose situation waits for the animator. */
enum stage {
    STAGE_NONE, /* things that have no life of their own */
    STAGE_PLANNED,
    STAGE_STAFFED,
    STAGE_SUBMITTED,
    STAGE_PREPARED,
    STAGE_HELD,
    STAGE_DRAFTED,
    STAGE_PUBLISHED,
    STAGE_EXPIRED,
    STAGE_CANCELLED, /* off the ladder: only "@cancelled" and rules without "@" reach it */
    STAGE_COUNT
};

/** What somebody is to a thing; a set of these bits is what core computes from real rows. */
enum relation {
    RELATION_MEMBER = 1 << 0,    /* has an active membership of the space */
    RELATION_SIGNATORY = 1 << 1, /* structure signed and person adhered, in force, verified */
    RELATION_COORDINATION = 1 << 2,
    RELATION_REPRESENTATIVE = 1 << 3, /* signs for the structure concerned */
    RELATION_OF_STRUCTURE = 1 << 4,   /* belongs to the structure concerned */
    RELATION_CANDIDATE = 1 << 5,      /* was given a role of the séance, has not answered */
    RELATION_COMING = 1 << 6,         /* positioned as coming */
    RELATION_PRESENT = 1 << 7,        /* recorded as present */
    /* then one for each role of the space, accepted: access_role() */
};

enum { RELATION_COUNT = 8, ACCESS_ROLES = 8 };

/** access_role(place): the relation of whoever accepted that role of the pack, from 0. */
static inline uint32_t access_role(size_t place)
{
    return (uint32_t)1 << (RELATION_COUNT + place);
}

enum resource {
    RESOURCE_CHARTER,
    RESOURCE_STRUCTURE,
    RESOURCE_PERSON,
    RESOURCE_CYCLE,
    RESOURCE_SEANCE,
    RESOURCE_SITUATION,
    RESOURCE_SYNTHESIS,
    RESOURCE_TOOL,
    RESOURCE_JOURNAL,
    RESOURCE_COUNT
};

enum action {
    ACTION_READ,
    ACTION_CREATE,    /* structure, cycle, séance: plan */
    ACTION_EDIT,      /* structure sheet */
    ACTION_PUBLISH,   /* charter */
    ACTION_SIGN,      /* charter for a structure; synthesis */
    ACTION_ADHERE,    /* charter for oneself */
    ACTION_INVITE,    /* person */
    ACTION_POSITION,  /* séance */
    ACTION_GIVE_ROLE, /* séance */
    ACTION_ANSWER_ROLE,
    ACTION_RECORD, /* séance: attendance, and that it was held */
    ACTION_CANCEL,
    ACTION_SAVE, /* situation, synthesis: drafts */
    ACTION_SUBMIT,
    ACTION_APPROVE,
    ACTION_SEND_BACK,
    ACTION_COMMENT,
    ACTION_GRANT,        /* open a vault that one holds for those entitled who wait */
    ACTION_READ_OWN,     /* journal: what oneself did */
    ACTION_WITHDRAW,     /* person: end their access */
    ACTION_ERASE,        /* person who left: name and address are destroyed */
    ACTION_EXPIRE,       /* séance: its texts are over their time; nobody's right */
    ACTION_SUSPEND,      /* person: close their access for a while, and open it again */
    ACTION_CHANGE,       /* person: what they are in the space */
    ACTION_RENEW,        /* person: new keys for who lost their passphrase */
    ACTION_REPLACE_ROLE, /* séance: give a role whose holder's access ended */
    ACTION_LEAVE,        /* structure: out of the charter, with its people */
    ACTION_RENAME,       /* structure: what it is called */
    ACTION_COUNT
};

struct access;

/**
 * access_new(arena, roles, count): no rules yet, for a space with these roles, whose names stay
 * borrowed.  Lives in ${arena}.
 */
struct access *access_new(struct arena *arena, const char *const *roles, size_t count);

/**
 * access_add(access, arena, ini): STATUS_INVALID with the line in the log for an unknown section,
 * action, relation or stage, an empty rule, or one that was said before.
 *
 * A value is alternatives separated by blanks, one of which must hold, or "nobody".  An alternative
 * is "relation" or "relation&relation" (both), and may end in "@stage" (there only), "@stage+"
 * (from there on, to expired) or "@from-to"; "cancelled" stands alone, off the ladder.  Without "@"
 * it holds at every stage.  The key "require" takes one alternative without "@" that every rule of
 * the section needs besides.  What is not written is denied.
 */
CHECKED enum status access_add(struct access *access, struct arena *arena, const struct ini *ini);

/** access_allows(access, resource, action, relations, stage): pure. */
bool access_allows(const struct access *access, enum resource resource, enum action action,
                   uint32_t relations, enum stage stage);

/** One way to a right: all of these relations, at one of these stages (bits 1 << stage). */
struct access_way {
    uint32_t relations;
    uint32_t stages;
};

/** access_ways(out, arena, access, resource, action): every alternative of a rule, in the order of
 * the file; returns how many.  What the section requires is not repeated in them: access_allows()
 * says yes exactly where a way and access_required() hold.  For pages that tell people the policy.
 */
size_t access_ways(struct access_way **out, struct arena *arena, const struct access *access,
                   enum resource resource, enum action action);

/** access_required(access, resource): the relations that every rule of the section needs. */
uint32_t access_required(const struct access *access, enum resource resource);

/** Names as written in the file, for pages, models and tests; NULL out of range. */
const char *access_resource_name(enum resource resource);
const char *access_action_name(enum action action);
const char *access_stage_name(enum stage stage);

/** access_relations(access): how many relations its rules may name; access_relation_name(access,
 * position): each, by the position of its bit; ${access} may be NULL for those of every space. */
unsigned access_relations(const struct access *access);
const char *access_relation_name(const struct access *access, unsigned position);

/** access_is_relation(name): whether it is one in every space. */
bool access_is_relation(const char *name);

/** access_stage(name): the stage of a name, STAGE_COUNT if there is none. */
enum stage access_stage(const char *name);

#endif
