#include "scan.h"

#include <string.h>

const struct token scan_nothing = {.kind = TOKEN_NONE, .gap = GAP_LINE, .begins = true};

char scan_letter(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->end - token->start == 1 ? scan->text[token->start] : '\0';
}

struct hit *scan_add(struct scan *scan, int first, int last, struct hit hit)
{
    if (first < 0 || last >= scan->count || first > last)
        return NULL;
    for (int i = first; i <= last; i++)
        if (scan->tokens[i].taken)
            return NULL;
    for (int i = first; i <= last; i++) {
        scan->tokens[i].taken = true;
        scan->tokens[i].found = (uint8_t)(1 + 2 * hit.category + hit.severity);
    }
    hit.start = scan->tokens[first].start;
    hit.end = scan->tokens[last].end;
    hit.char_start = scan->tokens[first].char_start;
    hit.char_end = scan->tokens[last].char_end;
    scan->hits =
        arena_grow(scan->arena, scan->hits, scan->hit_count, &scan->hit_room, sizeof *scan->hits);
    scan->hits[scan->hit_count] = hit;
    return &scan->hits[scan->hit_count++];
}

/* Most words are of no interest to most rules: told once, so that each need not look. */
static void mark(struct scan *scan)
{
    static const struct {
        uint64_t cues;
        uint8_t rule;
    } rules[] = {
        {CUE(CASE) | CUE(ROOM), SCAN_FILES},
        {CUE(STREET) | CUE(FLAT), SCAN_STREETS},
        {CUE(SITUATES) | CUE(BODY) | CUE(SHOP) | CUE(WORK), SCAN_BODIES},
        {CUE(SAID) | CUE(KIN) | CUE(CHILD) | CUE(TRADE) | CUE(RANK) | CUE(NAMING) | CUE(CALL),
         SCAN_PEOPLE},
        {CUE(TWIN) | CUE(OFFICE) | CUE(RARE) | CUE(CONDITION) | CUE(ONLY) | CUE(TRADE),
         SCAN_TRAITS},
    };
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        unsigned marks = token->kind == TOKEN_NUMBER ? SCAN_NUMBERS : 0;
        for (size_t k = 0; token->cues != 0 && k < sizeof rules / sizeof *rules; k++)
            if ((token->cues & rules[k].cues) != 0)
                marks |= rules[k].rule;
        scan->marks[i] = (uint8_t)marks;
    }
}

void scan_rules(struct scan *scan)
{
    mark(scan);
    contact_rules(scan);
    number_rules(scan);
    date_rules(scan);
    address_rules(scan);
    known_rules(scan);
    person_rules(scan);
    organisation_rules(scan);
    proper_rules(scan);
    trait_rules(scan);
}
