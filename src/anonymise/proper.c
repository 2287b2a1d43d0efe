#include "proper.h"

#include "decide.h"
#include "kind.h"
#include "small.h"

#include <string.h>

/* Capitals without a cue before them: rules 3 to 5 of detect.h. */

void proper_leave_open(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (scan->open_count == SCAN_OPEN)
        return;
    struct open_word word = {.key = key_whole(token->key), .field = scan->field};
    word.hit = kind_of(scan, i, i);
    word.hit.severity = FINDING_DIRECT;
    word.hit.rule = "document/again";
    word.hit.start = token->start;
    word.hit.end = token->end;
    word.hit.char_start = token->char_start;
    word.hit.char_end = token->char_end;
    scan->open =
        arena_grow(scan->arena, scan->open, scan->open_count, &scan->open_room, sizeof word);
    scan->open[scan->open_count++] = word;
}

static bool local(struct scan *scan, int i)
{
    struct hit hit = {0};
    kind_place(&hit, WORD_PLACE);
    hit.reason = REASON_LOCAL;
    hit.rule = "place/local";
    hit.lexicon = "places.ini";
    return scan_add(scan, i, i + scan_at(scan, i)->group - 1, hit) != NULL;
}

/* « O'Brien », « M'Bappé »: an initial that no elision explains. */
static bool joined_initial(const struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i + 1);
    bool elided = strchr("LDQJTSC", scan->text[scan_at(scan, i)->start]) != NULL;
    return next->gap == GAP_APOSTROPHE && next->shape != SHAPE_LOWER && !next->taken &&
           !next->leave && !elided && !(scan_at(scan, i)->begins && name_common(next)) &&
           !next->shout;
}

/* « R-Paul Gaucher », « La Clède »: what belongs to the name before it. */
static int first_of(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    if (before->taken || before->kind != TOKEN_WORD)
        return i;
    bool article = before->shape == SHAPE_CAPITAL && !before->begins && before->digits < 4 &&
                   (before->cues & CUE(PARTICLE)) != 0 && token->gap == GAP_SPACE;
    bool initial = token->gap == GAP_HYPHEN && before->shape == SHAPE_INITIAL;
    bool elided = token->gap == GAP_APOSTROPHE && before->shape == SHAPE_INITIAL &&
                  !before->begins && scan->text[before->start] == 'L'; /* « à L'Oustal » */
    bool month = before->begins && (before->cues & (CUE_MONTHS | CUE(WEEKDAY))) != 0 &&
                 before->shape == SHAPE_CAPITAL && token->gap == GAP_SPACE &&
                 token->shape == SHAPE_CAPITAL; /* « Mai Tran » */
    return article || initial || elided || month ? i - 1 : i;
}

/* Most words by far: of the language and of nothing else. */
static bool word_only(const struct token *token)
{
    const uint32_t other = NAME_ANY | WORD_WEAK | WORD_BIG | WORD_PREFIX;
    return (token->flags & (other | WORD_COMMON)) == WORD_COMMON && token->digits > 1 &&
           token->place < 2 && (token->cues & CUE(ABROAD)) == 0;
}

void proper_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind != TOKEN_WORD || token->taken)
            continue;
        if ((token->cues & CUE(LOCAL)) != 0 && local(scan, i))
            continue;
        if (token->shape == SHAPE_LOWER || token->shout ||
            ((token->cues & CUE(ABROAD)) != 0 && token->group > 1)) {
            if (!word_only(token))
                small_find(scan, i);
            continue;
        }
        enum decide_verdict verdict = decide_capital(scan, i);
        if (token->shape == SHAPE_INITIAL && joined_initial(scan, i))
            verdict = DECIDE_NAME;
        if (verdict == DECIDE_OPEN)
            proper_leave_open(scan, i);
        if (verdict != DECIDE_NAME)
            continue;
        int last = name_end(scan, i);
        struct hit hit = kind_of(scan, i, last);
        if (scan_add(scan, first_of(scan, i), last, hit) != NULL)
            i = last;
    }
}
