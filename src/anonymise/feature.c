#include "feature.h"

#include "name.h"

static uint32_t mix(uint32_t which, uint32_t a, uint32_t b)
{
    uint32_t hash = (which + 1) * 0x9E3779B1U ^ a * 0x85EBCA6BU;
    hash ^= hash >> 15;
    hash = (hash + b) * 0xC2B2AE35U;
    return hash ^ hash >> 16;
}

bool feature_wanted(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const uint32_t names = NAME_ANY | WORD_WEAK | WORD_BIG;
    bool word = (token->flags & names) == 0 || (token->flags & WORD_MOSTLY) != 0;
    if (token->kind != TOKEN_WORD || token->digits < 2 || token->number > 0)
        return false;
    if ((token->flags & WORD_FUNCTION) != 0)
        return token->shape != SHAPE_LOWER && (token->flags & NAME_PERSON) != 0;
    if (token->shape != SHAPE_LOWER || !word || !name_common(token))
        return true;
    /* « khaled freak »: whatever stands behind a first name */
    const struct token *before = scan_at(scan, i - 1);
    return before->found != 0 && (before->found - 1) / 2 == FINDING_PERSON &&
           (before->flags & WORD_FIRST) != 0 && token->gap == GAP_SPACE && !name_verb(token);
}

/* The neighbour at ${i} as one number, 0 across a line. */
static uint32_t word(const struct scan *scan, int i, bool cut)
{
    const struct token *token = scan_at(scan, i);
    if (cut || token->kind == TOKEN_NONE)
        return 0;
    if (token->kind == TOKEN_MARK)
        return (unsigned char)token->mark;
    if (token->kind == TOKEN_NUMBER)
        return 256U + token->digits;
    /* names are known by what they are, not one by one */
    return name_common(token) || token->cues != 0 ? token->key.a : 300;
}

static uint32_t written(const struct token *token)
{
    return token->shape | (uint32_t)token->shout << 3 | (uint32_t)token->begins << 4 |
           (uint32_t)token->leave << 5 | (uint32_t)token->gap << 6;
}

static uint32_t kinds(const struct token *token)
{
    return token->kind == TOKEN_WORD ? token->flags & ~(uint32_t)(WORD_MALE | WORD_FEMALE)
                                     : UINT32_C(1) << 30;
}

static uint32_t cues(const struct token *token)
{
    uint64_t said = token->cues & ~CUE(PREFIX);
    return (uint32_t)(said ^ said >> 32);
}

/* The last ${count} letters, as bytes. */
static uint32_t ending(const struct scan *scan, const struct token *token, unsigned count)
{
    uint32_t out = 0;
    for (unsigned n = 0; n < count && token->end - n > token->start; n++)
        out = out << 8 | ((unsigned char)scan->text[token->end - n - 1] | 0x20U);
    return out;
}

/* What follows, in a word. */
static uint32_t follower(const struct token *next, bool last)
{
    if (last)
        return 0;
    if (next->kind != TOKEN_WORD)
        return next->kind == TOKEN_NUMBER ? 1 : 2;
    return name_verb(next)                      ? 3
           : (next->flags & WORD_FUNCTION) != 0 ? 4
           : (next->flags & WORD_COMMON) != 0   ? 5
           : (next->flags & NAME_PERSON) != 0   ? 6
                                                : 7;
}

uint32_t feature_piece(const struct scan *scan)
{
    bool upper = false;
    bool names = false;
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        upper |= token->shout;
        names |= token->kind == TOKEN_WORD && !token->shout && token->shape == SHAPE_CAPITAL;
    }
    return (uint32_t)names | (uint32_t)upper << 1;
}

void feature_of(uint32_t *out, const struct scan *scan, int i, uint32_t piece)
{
    const struct token *self = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    const struct token *next = scan_at(scan, i + 1);
    const struct token *far = scan_at(scan, i - 2);
    bool first = (self->gap & GAP_LINE) != 0;
    bool last = scan_breaks(scan, i + 1);
    uint32_t me = kinds(self);
    uint32_t shape = written(self);
    uint32_t left = word(scan, i - 1, first);
    uint32_t right = word(scan, i + 1, last);
    uint32_t left2 = word(scan, i - 2, first || (before->gap & GAP_LINE) != 0);
    uint32_t right2 = word(scan, i + 2, last || scan_breaks(scan, i + 2));
    uint32_t left_kind = first ? 0 : kinds(before) | (uint32_t)before->found << 24;
    uint32_t right_kind = last ? 0 : kinds(next) | (uint32_t)next->found << 24;
    uint32_t left_shape = first ? 0 : written(before) + 1;
    uint32_t right_shape = last ? 0 : written(next) + 1;
    const uint32_t all[FEATURES] = {
        mix(0, 0, 0),
        mix(1, word(scan, i, false), self->shape),
        mix(2, left, 0),
        mix(3, right, 0),
        mix(4, left2, left),
        mix(5, right, right2),
        mix(6, left, right),
        mix(7, me, shape),
        mix(8, me, piece),
        mix(9, left_kind, me),
        mix(10, right_kind, me),
        mix(11, left_shape, shape),
        mix(12, right_shape, shape),
        mix(13, left, me),
        mix(14, right, me),
        mix(15, self->found, shape),
        mix(16, self->found, me),
        mix(17, before->found + 64U * next->found, self->found),
        mix(18, cues(before), me & NAME_ANY),
        mix(19, cues(next), me & NAME_ANY),
        mix(20, cues(self), shape),
        mix(21, ending(scan, self, 3), piece),
        mix(22, ending(scan, self, 2), me),
        mix(23, cues(far), cues(before)),
        mix(24, (uint32_t)before->found << 8 | follower(next, last), me),
        mix(25, (uint32_t)before->found << 8 | follower(next, last), self->otherwise + 2U * shape),
        mix(26, self->otherwise, me & ~(uint32_t)(WORD_VERB | WORD_NOUN)),
        mix(27, (uint32_t)next->found << 8 | self->otherwise, left),
    };
    for (int n = 0; n < FEATURES; n++)
        out[n] = all[n];
}
