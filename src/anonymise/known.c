#include "known.h"

#include "bearer.h"

/* Names that the platform knows itself. */

static void add(struct scan *scan, int first, int last, uint64_t bits)
{
    bool person = (bits & KNOWN_STRUCTURE) == 0;
    struct hit hit = {
        .category = FINDING_PLATFORM,
        .severity = person ? FINDING_DIRECT : FINDING_MILD, /* a structure is not the family */
        .reason = (uint8_t)(person ? REASON_KNOWN_PERSON : REASON_KNOWN_STRUCTURE),
        .wording = (uint8_t)(person ? WORDING_PERSON_PROFESSIONAL : WORDING_ORGANISATION_PLATFORM),
        .rule = person ? "platform/person" : "platform/structure",
        .lexicon = "platform"};
    bearer_keys(&hit, scan, first, last);
    scan_add(scan, first, last, hit);
}

static int longest(const struct scan *scan, int i, uint64_t *bits)
{
    const struct cues *names = &scan->known->names;
    struct key group = key_join(KEY_START, scan_at(scan, i)->key);
    int last = -1;
    uint64_t found = CUE(PREFIX);
    for (int at = i + 1; at < i + 9 && (found & CUE(PREFIX)) != 0; at++) {
        const struct token *next = scan_at(scan, at);
        if (next->kind != TOKEN_WORD || next->gap == GAP_NONE || next->taken)
            break;
        group = key_join(group, next->key);
        found = cues_find(names, key_end(group));
        if ((found & ~CUE(PREFIX)) != 0) {
            last = at;
            *bits = found;
        }
    }
    return last;
}

void known_rules(struct scan *scan)
{
    if (scan->known == NULL || scan->known->names.room == 0)
        return;
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind != TOKEN_WORD || token->taken)
            continue;
        uint64_t bits = cues_find(&scan->known->names, token->key);
        int last = (bits & CUE(PREFIX)) != 0 ? longest(scan, i, &bits) : -1;
        if (last < 0) {
            bool capital = token->shape != SHAPE_LOWER || token->shout;
            /* a structure may be called « Avocats », or be known as « Hôpital » */
            if (name_left(token) || !capital || (bits & ~CUE(PREFIX)) == 0 || name_common(token))
                continue;
            last = i;
        }
        bool left = true; /* « gendarmerie nationale » situates nobody, member or not */
        for (int k = i; k <= last; k++)
            left = left && scan_at(scan, k)->leave;
        if (!left)
            add(scan, i, last, bits);
    }
}
