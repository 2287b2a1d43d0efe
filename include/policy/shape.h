/* The shape of a séance: kinds of meeting, their roles, their lives. */
#ifndef POLICY_SHAPE_H
#define POLICY_SHAPE_H

#include "policy/life.h"

/* policies/spaces/<space>/seances.ini.  Of roles the program knows three things that they may do;
 * the pack says which of its roles do them, and what else holds of them. */

enum { SHAPE_ROLES = ACCESS_ROLES, SHAPE_KINDS = 16, SHAPE_HOLDERS = 8 };

/** What a role does in a dossier. */
enum shape_task {
    TASK_WRITE = 1 << 0,    /* writes the situation */
    TASK_REVIEW = 1 << 1,   /* reviews it, and signs the synthesis */
    TASK_CONCLUDE = 1 << 2, /* writes the synthesis, and signs it */
};

struct shape_role {
    const char *name;
    uint32_t relation;    /* access_role(its place) */
    unsigned holders;     /* how many people hold it in a meeting */
    unsigned tasks;       /* enum shape_task */
    bool by_coordination; /* whether somebody of the coordination may hold it */
    bool once_a_cycle;    /* whether each person holds it in one meeting of a cycle at most */
    uint32_t apart;       /* relations of roles whose holders come from another structure */
    uint32_t beside;      /* relations of roles that the same person may hold besides */
};

/** A kind of meeting. */
struct shape_kind {
    const char *name;
    bool situation, synthesis; /* what it produces besides attendance */
    uint32_t roles;            /* relations */
    struct life life;
};

struct shape {
    struct shape_role roles[SHAPE_ROLES];
    size_t role_count;
    struct shape_kind kinds[SHAPE_KINDS];
    size_t kind_count;
    uint32_t writers, reviewers, concluders; /* relations of the roles that do so */
};

/** shape_read(out, arena, ini): STATUS_INVALID with the reason in the log: an unknown word, a life
 * that life_read() refuses, a kind without the roles or the steps for what it produces. */
CHECKED enum status shape_read(struct shape *out, struct arena *arena, const struct ini *ini);

/** shape_kind(shape, name), shape_role(shape, name): borrowed, or NULL: none of that name. */
const struct shape_kind *shape_kind(const struct shape *shape, const char *name);
const struct shape_role *shape_role(const struct shape *shape, const char *name);

/** shape_relation(shape, role): its relation, 0 for none of that name. */
uint32_t shape_relation(const struct shape *shape, const char *role);

#endif
