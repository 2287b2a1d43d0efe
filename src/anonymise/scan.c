#include "scan.h"

#include <string.h>

const struct token scan_nothing = {.kind = TOKEN_NONE, .gap = GAP_LINE, .begins = true};

bool scan_spells(const struct scan *scan, int i, const char *word)
{
    const struct token *token = scan_at(scan, i);
    size_t len = token->end - token->start;
    return token->kind == TOKEN_WORD && len == strlen(word) &&
           strncasecmp(scan->text + token->start, word, len) == 0;
}

struct hit *scan_add(struct scan *scan, int first, int last, struct hit hit)
{
    if (first < 0 || last >= scan->count || first > last)
        return NULL;
    for (int i = first; i <= last; i++)
        if (scan->tokens[i].taken)
            return NULL;
    for (int i = first; i <= last; i++)
        scan->tokens[i].taken = true;
    hit.start = scan->tokens[first].start;
    hit.end = scan->tokens[last].end;
    hit.char_start = scan->tokens[first].char_start;
    hit.char_end = scan->tokens[last].char_end;
    scan->hits =
        arena_grow(scan->arena, scan->hits, scan->hit_count, &scan->hit_room, sizeof *scan->hits);
    scan->hits[scan->hit_count] = hit;
    return &scan->hits[scan->hit_count++];
}

void scan_name(struct hit *hit, const struct token *token)
{
    if (hit->names == HIT_NAMES || token->kind != TOKEN_WORD || token->digits < 2 ||
        (token->cues & CUE(PARTICLE)) != 0)
        return;
    bool first = (token->flags & (WORD_FIRST | WORD_WEAK)) != 0;
    if (first)
        hit->firsts = (uint8_t)(hit->firsts | 1 << hit->names);
    hit->keys[hit->names++] = key_whole(token->key);
    uint32_t gender = token->flags & (WORD_MALE | WORD_FEMALE);
    if (first && hit->gender == GENDER_ANY && hit->names == 1 && gender == WORD_FEMALE)
        hit->gender = GENDER_WOMAN;
    else if (first && hit->gender == GENDER_ANY && hit->names == 1 && gender == WORD_MALE)
        hit->gender = GENDER_MAN;
}
