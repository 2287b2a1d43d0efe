/* What may be wrong with it, in words. */

#include "core/journal/audit.h"

#include "journal/row_seal.h"

#include <inttypes.h>

static const struct {
    const char *name;
    const char *text;
} faults[AUDIT_FAULT_COUNT] = {
    [AUDIT_FAULT_MISSING] = {"missing", "missing from the journal"},
    [AUDIT_FAULT_ENTRY] = {"entry", "not what its leaf says"},
    [AUDIT_FAULT_SEAL] = {"seal", "not made by this server, here"},
    [AUDIT_FAULT_NODE] = {"node", "not the hash of its children, or missing"},
    [AUDIT_FAULT_STRAY] = {"stray", "outside of the journal"},
    [AUDIT_FAULT_ROOT] = {"root", "tells of other entries than there are"},
    [AUDIT_FAULT_SIGNATURE] = {"signature", "not signed by this server"},
    [AUDIT_FAULT_HEAD] = {"head", "does not follow the head before it: one is missing"},
    [AUDIT_FAULT_NOTED] = {"noted", "not of this journal"},
    [AUDIT_FAULT_STATE] = {"state", "not as its last entry in the journal says"},
    [AUDIT_FAULT_UNTOLD] = {"untold", "the journal does not tell of it"},
    [AUDIT_FAULT_LOGIN] = {"login", "a login that no signing in began"},
    [AUDIT_FAULT_BEHIND] = {"behind", "behind what this server has shown: see journal.head"},
    [AUDIT_FAULT_ANCHOR] = {"anchor", "its recovery key is not the one that the journal tells of"},
    [AUDIT_FAULT_FILE] = {"file", "its schema, its head or its indexes are not what this program "
                                  "makes, or something is beside"},
};

const char *audit_fault_name(enum audit_fault_kind kind)
{
    return (unsigned)kind < AUDIT_FAULT_COUNT ? faults[kind].name : NULL;
}

static const char *subject(struct arena *arena, const struct audit_fault *fault)
{
    char id[ID_TEXT];
    switch (fault->kind) {
    case AUDIT_FAULT_STATE:
    case AUDIT_FAULT_UNTOLD:
        return arena_printf(arena, "%s %s", row_seal_subject_name(fault->level),
                            id_text(id, &fault->object));
    case AUDIT_FAULT_FILE:
        return "the database";
    case AUDIT_FAULT_BEHIND:
        return "the journal";
    case AUDIT_FAULT_LOGIN:
        return arena_printf(arena, "account %s", id_text(id, &fault->object));
    case AUDIT_FAULT_ANCHOR:
        return arena_printf(arena, "space %s", id_text(id, &fault->object));
    case AUDIT_FAULT_ROOT:
    case AUDIT_FAULT_SIGNATURE:
    case AUDIT_FAULT_HEAD:
        return arena_printf(arena, "head of %" PRIu64 " entries", fault->at);
    case AUDIT_FAULT_NOTED:
        return arena_printf(arena, "noted head of %" PRIu64 " entries", fault->at);
    case AUDIT_FAULT_NODE:
        return arena_printf(arena, "node %" PRIu64 " of level %u", fault->at, fault->level);
    case AUDIT_FAULT_STRAY:
        if (fault->level == 0)
            return arena_printf(arena, "%" PRIu64 " entries", fault->count);
        return arena_printf(arena, "%" PRIu64 " nodes of level %u, from %" PRIu64, fault->count,
                            fault->level, fault->at);
    case AUDIT_FAULT_MISSING:
        if (fault->count > 1)
            return arena_printf(arena, "%" PRIu64 " entries from %" PRIu64, fault->count,
                                fault->at);
        return arena_printf(arena, "entry %" PRIu64, fault->at);
    case AUDIT_FAULT_ENTRY:
    case AUDIT_FAULT_SEAL:
    case AUDIT_FAULT_COUNT:
        break;
    }
    return arena_printf(arena, "entry %" PRIu64, fault->at);
}

const char *audit_fault_text(struct arena *arena, const struct audit_fault *fault)
{
    return arena_printf(arena, "%s: %s", subject(arena, fault), faults[fault->kind].text);
}
