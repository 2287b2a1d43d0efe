/* What may be wrong with that, in words. */
#ifndef CORE_KEY_FAULT_H
#define CORE_KEY_FAULT_H

#include "base/arena.h"
#include "base/id.h"

/* What may be wrong with who holds the key of a vault. */

enum key_fault_kind {
    KEY_FAULT_EXTRA,   /* an envelope without the right */
    KEY_FAULT_BROKEN,  /* an envelope, or a vault, that does not verify: it opens nothing */
    KEY_FAULT_MISSING, /* the right without an envelope */
    KEY_FAULT_COUNT
};

enum key_fault_reason {
    KEY_FAULT_WITHDRAWN,     /* no member of the space any more, or never */
    KEY_FAULT_NOT_ADMITTED,  /* a member without a certificate in force, or not active */
    KEY_FAULT_NOT_SIGNATORY, /* the charter does not bind them any more */
    KEY_FAULT_NOT_ENTITLED,  /* the policy does not let them read at this stage */
    KEY_FAULT_UNVERIFIED,    /* nobody entitled to grant sealed it for the reader's keys */
    KEY_FAULT_GENERATION,    /* not a generation that the journal tells of */
    KEY_FAULT_WAITS,         /* somebody who holds the key can open it for them */
    KEY_FAULT_LOST,          /* nobody holds the key any more */
    KEY_FAULT_REASON_COUNT
};

struct key_fault {
    enum key_fault_kind kind;
    enum key_fault_reason reason;
    struct vault_id vault;
    const char *purpose;      /* shared, situation, synthesis */
    struct seance_id seance;  /* none: the shared vault */
    const char *stage;        /* of the séance; NULL: the shared vault */
    uint32_t generation;      /* of the envelope; of the vault if that is at fault */
    struct account_id reader; /* none: the vault itself is at fault */
    const char *profession;   /* NULL: not known */
};

/** key_fault_kind(kind), key_fault_reason(reason): words for scripts and messages. */
const char *key_fault_kind(enum key_fault_kind kind);
const char *key_fault_reason(enum key_fault_reason reason);

/** key_fault_text(arena, fault): a line for the operator: ids and functions, no names. */
const char *key_fault_text(struct arena *arena, const struct key_fault *fault);

#endif
