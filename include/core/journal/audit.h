/* The whole journal computed anew. */
#ifndef CORE_AUDIT_H
#define CORE_AUDIT_H

#include "core/core.h"
#include "crypto/tree_head.h"

/* The whole journal computed anew: every leaf from its entry, every inner node from its children,
 * every head's root and signature. */

enum audit_fault_kind {
    AUDIT_FAULT_MISSING,   /* entries that should be there are not */
    AUDIT_FAULT_ENTRY,     /* an entry is not the one that its leaf was made of */
    AUDIT_FAULT_SEAL,      /* an entry that no server with this key made, at this place */
    AUDIT_FAULT_NODE,      /* an inner node is not made of its children, or is missing */
    AUDIT_FAULT_STRAY,     /* entries before the first, or nodes over no entries */
    AUDIT_FAULT_ROOT,      /* a head tells of other entries than there are */
    AUDIT_FAULT_SIGNATURE, /* a head that this server did not sign */
    AUDIT_FAULT_HEAD,      /* a head that was signed before this one is missing */
    AUDIT_FAULT_NOTED,     /* a head that somebody noted is not of this journal */
    AUDIT_FAULT_STATE,     /* rows are not those that their newest entry sealed */
    AUDIT_FAULT_UNTOLD,    /* rows that no entry tells of */
    AUDIT_FAULT_LOGIN,     /* a login that no signing in began, or that lasts too long */
    AUDIT_FAULT_BEHIND,    /* the journal falls short of what journal.head tells of */
    AUDIT_FAULT_ANCHOR,    /* the recovery key in anchors.ini is not the one journalled */
    AUDIT_FAULT_FILE,      /* the database has another schema, or indexes unlike their tables */
    AUDIT_FAULT_COUNT
};

struct audit_fault {
    enum audit_fault_kind kind;
    uint64_t at;      /* seq, a node's position, or a head's size */
    uint64_t count;   /* MISSING, STRAY: how many */
    unsigned level;   /* NODE, STRAY; STATE, UNTOLD: enum state_subject */
    struct id object; /* STATE, UNTOLD, LOGIN, ANCHOR; may be none: of which one cannot say */
    bool given_up;    /* STATE: by its own newest entry; nothing makes it whole again */
};

/** A head that somebody saw: its size and the first bytes of its root. */
struct audit_noted {
    uint64_t size;
    struct bytes root;
};

struct audit_result {
    uint64_t size; /* of the journal when the check began */
    uint64_t entries, nodes, heads;
    uint64_t covered;  /* entries under the last head */
    uint64_t compared; /* things whose rows were held against it: audit_state.h */
    uint64_t faults;
    struct digest root; /* over all entries; zero if some are missing */
};

/** audit_verify(out, core, noted, report, context): reports each fault where it is; ${noted} and
 * ${report} may be NULL.  STATUS_TAMPERED if there are any.  Reads in slices, so that a server goes
 * on meanwhile; what is added after the beginning is not looked at.  STATUS_BUSY: the program is to
 * stop. */
CHECKED enum status audit_verify(struct audit_result *out, struct core *core,
                                 const struct audit_noted *noted,
                                 void (*report)(void *context, const struct audit_fault *fault),
                                 void *context);

/** audit_fault_name(kind): a word for scripts: "missing", "entry", …; audit_fault_text(arena,
 * fault): a line for the operator. */
const char *audit_fault_name(enum audit_fault_kind kind);
const char *audit_fault_text(struct arena *arena, const struct audit_fault *fault);

#endif
