#include "shout.h"

/* Capitals that say nothing: words of a line, or of a run inside one, that has hardly any others.
 * They count as small letters, but for letters before a full stop and those that stand with
 * numbers. */
static void say_low(struct token *tokens, size_t count, size_t i)
{
    struct token *token = &tokens[i];
    static const struct token none = {.kind = TOKEN_NONE, .gap = GAP_LINE};
    const struct token *next = i + 1 < count ? &tokens[i + 1] : &none;
    const struct token *before = i > 0 ? &tokens[i - 1] : &none;
    bool dot = next->kind == TOKEN_MARK && next->mark == '.' && next->gap == GAP_NONE;
    bool number = (next->kind == TOKEN_NUMBER && (next->gap & GAP_LINE) == 0) ||
                  (before->kind == TOKEN_NUMBER && (token->gap & GAP_LINE) == 0);
    token->shout = token->shape == SHAPE_UPPER || token->shape == SHAPE_INITIAL;
    if (token->number > 0 || (number && token->digits < 4 && (token->flags & WORD_COMMON) == 0) ||
        (token->shape == SHAPE_INITIAL && (dot || (before->cues & CUE_TITLE) != 0)))
        return;
    token->shape = token->shout ? SHAPE_LOWER : token->shape;
}

static bool capitals(const struct token *token)
{
    return token->kind == TOKEN_WORD && token->shape == SHAPE_UPPER;
}

static bool small(const struct token *token)
{
    return token->kind == TOKEN_WORD &&
           (token->shape == SHAPE_LOWER || token->shape == SHAPE_CAPITAL);
}

void shout_mark(struct token *tokens, size_t count)
{
    for (size_t i = 0, next; i < count; i = next) {
        size_t upper = 0;
        size_t lower = 0;
        for (next = i; next < count && (next == i || (tokens[next].gap & GAP_LINE) == 0); next++) {
            upper += capitals(&tokens[next]);
            lower += small(&tokens[next]);
        }
        bool whole = upper >= 3 && upper > 4 * lower;
        for (size_t k = i, end; k < next; k = end) {
            size_t plain = 0; /* « il crie : JE VAIS TE TUER » */
            size_t words = 0;
            for (end = k; end < next && !small(&tokens[end]); end++) {
                words += capitals(&tokens[end]);
                plain += capitals(&tokens[end]) && (tokens[end].flags & WORD_COMMON) != 0 &&
                         (!tokens[end].leave || (tokens[end].cues & CUE_TITLE) != 0);
            }
            for (size_t n = k; (whole || (words >= 4 && 2 * plain > words)) && n < end; n++)
                if (tokens[n].kind == TOKEN_WORD)
                    say_low(tokens, count, n);
            end += end == k || (end < next && small(&tokens[end]));
        }
    }
}
