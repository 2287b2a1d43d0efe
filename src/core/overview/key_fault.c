#include "core/overview/key_fault.h"

#include <inttypes.h>

static const char *const kinds[KEY_FAULT_COUNT] = {
    [KEY_FAULT_EXTRA] = "extra", [KEY_FAULT_BROKEN] = "broken", [KEY_FAULT_MISSING] = "missing"};

static const struct {
    const char *name;
    const char *text;
} reasons[KEY_FAULT_REASON_COUNT] = {
    [KEY_FAULT_WITHDRAWN] = {"withdrawn", "holds a key, and is no member"},
    [KEY_FAULT_NOT_ADMITTED] = {"not_admitted", "holds a key without a certificate in force"},
    [KEY_FAULT_NOT_SIGNATORY] = {"not_signatory",
                                 "holds a key, and the charter does not bind them"},
    [KEY_FAULT_NOT_ENTITLED] = {"not_entitled", "holds a key that the policy does not grant"},
    [KEY_FAULT_UNVERIFIED] = {"unverified", "has an envelope that nobody entitled granted"},
    [KEY_FAULT_GENERATION] = {"generation", "not a generation that the journal tells of"},
    [KEY_FAULT_WAITS] = {"waits", "waits for somebody who holds the key"},
    [KEY_FAULT_LOST] = {"lost", "is entitled to a key that nobody holds any more"},
};

const char *key_fault_kind(enum key_fault_kind kind)
{
    return (unsigned)kind < KEY_FAULT_COUNT ? kinds[kind] : NULL;
}

const char *key_fault_reason(enum key_fault_reason reason)
{
    return (unsigned)reason < KEY_FAULT_REASON_COUNT ? reasons[reason].name : NULL;
}

const char *key_fault_text(struct arena *arena, const struct key_fault *fault)
{
    char vault[ID_TEXT];
    char id[ID_TEXT];
    const char *where = "";
    const char *who = "";
    if (!id_is_none(&fault->seance.id))
        where =
            arena_printf(arena, " of seance %s (%s)", id_text(id, &fault->seance.id), fault->stage);
    if (!id_is_none(&fault->reader.id))
        who = arena_printf(arena, " account %s (%s)", id_text(id, &fault->reader.id),
                           fault->profession != NULL ? fault->profession : "unknown");
    return arena_printf(arena, "%s: vault %s (%s)%s, generation %" PRIu32 ":%s %s",
                        kinds[fault->kind], id_text(vault, &fault->vault.id), fault->purpose, where,
                        fault->generation, who, reasons[fault->reason].text);
}
