#include "small.h"

#include <string.h>

/* Where a name begins and ends. */

bool name_left(const struct token *token)
{
    if (!token->leave)
        return false;
    /* ELSA the service, Elsa the person */
    return !(token->shape == SHAPE_CAPITAL && token->group == 1 &&
             (token->flags & WORD_GIVEN) != 0 &&
             (token->flags & (WORD_COMMON | WORD_NAMELY)) == 0 && (token->cues & CUE(FINE)) == 0 &&
             token->digits <= 4);
}

bool name_verb(const struct token *token)
{
    return token->kind == TOKEN_WORD && (token->shape == SHAPE_LOWER || token->shout) &&
           ((token->cues & CUE(ACTS)) != 0 ||
            (token->flags & (WORD_VERB3 | WORD_NOUN)) == WORD_VERB3);
}

/* The words of a place's name that are no articles have capitals. */
bool name_place_written(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool any = false;
    if (token->place < 2)
        return false;
    for (int k = i; k < i + token->place; k++) {
        const struct token *part = scan_at(scan, k);
        if (part->shape == SHAPE_LOWER && (token->place_flags & WORD_COUNTRY) == 0 &&
            (part->flags & WORD_FUNCTION) == 0 && part->gap != GAP_HYPHEN)
            return false;
        any |= k > i && (part->shape != SHAPE_LOWER || (token->place_flags & WORD_COUNTRY) != 0);
    }
    return any;
}

/* « un syndrome de Raynaud », « la Roue de Duluth »: what bears the name of who found it. */
bool name_eponym(const struct scan *scan, int i)
{
    return (scan_has(scan, i - 1, CUE(OF)) && scan_has(scan, i - 2, CUE(EPONYM))) ||
           (scan_has(scan, i - 1, CUE(EPONYM)) && !scan_breaks(scan, i));
}

static bool article_name(const struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i + 1);
    return (scan_at(scan, i)->cues & CUE(PARTICLE)) != 0 && !scan_breaks(scan, i + 1) &&
           scan_capital(scan, i + 1) && !name_left(next) && (next->cues & CUE_TITLE) == 0 &&
           !(next->shout && name_common(next));
}

bool name_may_begin(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (!scan_capital(scan, i) || token->taken)
        return false;
    if (token->shape == SHAPE_INITIAL) /* N'Diaye */
        return scan_at(scan, i + 1)->gap == GAP_APOSTROPHE && scan_capital(scan, i + 1);
    if (name_left(token) || (token->cues & (CUE_TITLE | CUE_MONTHS | CUE(WEEKDAY))) != 0)
        return false;
    if ((token->flags & WORD_FUNCTION) != 0 && (token->flags & NAME_PERSON) == 0)
        return article_name(scan, i);
    return !token->shout || !name_common(token) ||
           ((token->flags & NAME_PERSON) != 0 &&
            ((token->flags & WORD_VERB3) == 0 || name_verb(scan_at(scan, i + 1))));
}

int name_compound(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    return (token->flags & WORD_FIRST) != 0 && next->gap == GAP_HYPHEN &&
                   (next->flags & WORD_FIRST) != 0 && token->digits > 2 && next->digits > 2 &&
                   scan_at(scan, i + 2)->gap != GAP_HYPHEN && token->gap != GAP_HYPHEN &&
                   !token->taken && !next->taken
               ? i + 1
               : -1;
}

/* A capital that goes on with a name. */
static bool goes_on(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (token->kind != TOKEN_WORD || token->taken || scan_breaks(scan, i) ||
        token->shape == SHAPE_LOWER || token->shape == SHAPE_INITIAL ||
        (token->cues & (CUE_TITLE | CUE_MONTHS | CUE(WEEKDAY))) != 0)
        return false;
    if (token->gap == GAP_HYPHEN || token->gap == GAP_APOSTROPHE)
        return true;
    if (token->gap == GAP_NONE || name_left(token))
        return false;
    if ((token->flags & WORD_FUNCTION) != 0 && (token->flags & NAME_PERSON) == 0)
        return article_name(scan, i);
    return !token->shout || !name_common(token) || (token->flags & NAME_PERSON) != 0;
}

/* « de », « van der », « El » in small letters, and a capital: its token, or -1. */
static int past_particles(const struct scan *scan, int first, int i)
{
    bool of = scan_has(scan, i, CUE(OF));
    bool foreign = !of && !scan_has(scan, i, CUE(DETERMINER) | CUE(AT));
    int at = i;
    while (at < i + 3 && scan_has(scan, at, CUE(PARTICLE)) &&
           scan_at(scan, at)->shape == SHAPE_LOWER && !scan_breaks(scan, at))
        at++;
    if (at == i || !(of || foreign) || !goes_on(scan, at))
        return -1;
    const struct token *head = scan_at(scan, first);
    const struct token *next = scan_at(scan, at);
    const struct token *of_it = scan_at(scan, at - 1);
    bool unjoined = of && of_it->end - of_it->start == 2 && next->gap == GAP_SPACE &&
                    strchr("AEIOUaeiou", scan->text[next->start]) != NULL;
    if (foreign || (unjoined && (next->flags & NAME_PLACE) == 0)) /* « Ivan de Araujo » */
        return at;
    if ((head->flags & (WORD_FIRST | WORD_WEAK)) == 0 ||
        (next->flags & (WORD_COUNTRY | WORD_BIG | WORD_REGION)) != 0 || name_left(next) ||
        (next->flags & NAME_PERSON) == WORD_FIRST)
        return -1;
    return at;
}

/* « Jean « Jeannot » Durand »: the last token of the nickname's quotes, or -1. */
static int past_nickname(const struct scan *scan, int i)
{
    const struct token *mark = scan_at(scan, i);
    if (mark->kind != TOKEN_MARK || (mark->mark != '"' && mark->mark != '<'))
        return -1;
    for (int at = i + 1; at < i + 5; at++) {
        const struct token *token = scan_at(scan, at);
        if (token->kind == TOKEN_MARK && (token->mark == '"' || token->mark == '>'))
            return at > i + 1 && goes_on(scan, at + 1) ? at : -1;
        if (token->kind != TOKEN_WORD || scan_breaks(scan, at))
            return -1;
    }
    return -1;
}

/* « Paul Noël », « Karim Février », « Bruno Le Maire »: with a capital behind a first name. */
static bool last_name(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    if (token->kind != TOKEN_WORD || token->shape != SHAPE_CAPITAL || token->gap != GAP_SPACE ||
        token->begins || (token->cues & (CUE(TITLE_WOMAN) | CUE(TITLE_MAN))) != 0 ||
        (token->cues & CUE(FINE)) != 0)
        return false;
    const struct token *before = scan_at(scan, i - 1);
    if ((token->flags & WORD_FUNCTION) != 0 && (token->cues & CUE(WEEKDAY)) == 0)
        return (token->cues & CUE(PARTICLE)) != 0 &&
               ((!scan_breaks(scan, i + 1) && next->shape == SHAPE_CAPITAL &&
                 next->gap == GAP_SPACE) || /* « Le Du » */
                ((before->cues & CUE(PARTICLE)) != 0 && before->shape == SHAPE_CAPITAL));
    return next->kind != TOKEN_NUMBER;
}

int name_end(const struct scan *scan, int i)
{
    int last = i;
    if (name_place_written(scan, i))
        last = i + scan_at(scan, i)->place - 1;
    bool first_name = (scan_at(scan, i)->flags & (WORD_FIRST | WORD_WEAK)) != 0;
    for (int n = 0; n < 12; n++) {
        int at = last + 1;
        const struct token *token = scan_at(scan, at);
        if (scan_breaks(scan, at) || token->taken)
            break;
        if (goes_on(scan, at) || ((first_name || (last == i && name_verb(scan_at(scan, at + 1)) &&
                                                  !name_common(scan_at(scan, i)))) &&
                                  last_name(scan, at))) {
            last = at;
            continue;
        }
        if (token->kind == TOKEN_WORD && token->shape == SHAPE_INITIAL) {
            if (scan_at(scan, at + 1)->gap == GAP_APOSTROPHE && scan_capital(scan, at + 1)) {
                last = at + 1;
                continue;
            }
            bool dot = scan_mark(scan, at + 1, '.') && scan_at(scan, at + 1)->gap == GAP_NONE;
            if (!first_name && scan_at(scan, i)->shape != SHAPE_UPPER && !(dot && last == i))
                break;
            last = dot ? at + 1 : at;
            continue;
        }
        /* « Le Cléac'h » */
        if (token->kind == TOKEN_WORD && token->gap == GAP_APOSTROPHE &&
            scan_at(scan, last)->digits > 1 &&
            (!name_common(scan_at(scan, last)) || token->digits < 3)) {
            last = at;
            continue;
        }
        if (token->kind == TOKEN_WORD && token->gap == GAP_HYPHEN &&
            ((token->flags & WORD_FUNCTION) == 0 || scan_at(scan, at + 1)->gap == GAP_HYPHEN)) {
            last = at;
            continue;
        }
        int next = past_particles(scan, i, at);
        if (next < 0) {
            int quote = past_nickname(scan, at);
            next = quote < 0 ? -1 : quote + 1;
        }
        if (next < 0)
            break;
        last = next;
    }
    return name_married(scan, last);
}

int name_married(const struct scan *scan, int last)
{
    int at = last + 1;
    bool boxed = false;
    if (scan_mark(scan, at, ',') && /* « Mme Haddad, née Benali, » */
        scan_has(scan, at + 1, CUE(MARRIED)) && scan_capital(scan, at + 2)) {
        boxed = true;
        at++;
    }
    if (scan_breaks(scan, at) || !scan_has(scan, at, CUE(MARRIED)))
        return last;
    at += scan_at(scan, at)->group;
    if (scan_mark(scan, at, '.') && scan_at(scan, at)->gap == GAP_NONE)
        at++;
    const struct token *name = scan_at(scan, at);
    if (scan_breaks(scan, at) || name->taken)
        return last;
    if (name_may_begin(scan, at)) {
        int end = name_end(scan, at);
        return boxed && scan_mark(scan, end + 1, ',') ? end + 1 : end;
    }
    return name->kind == TOKEN_WORD && name->shape == SHAPE_LOWER && !name_common(name) &&
                   name->digits > 2 && (name->cues & ~CUE(PREFIX)) == 0 && !name->leave
               ? small_end(scan, at)
               : last;
}
