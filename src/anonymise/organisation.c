/* Schools, shops, clubs, institutions with a name. */

#include "name.h"

/* Institutions with a name: « collège Jean Moulin », « école de Ganges », « boulangerie « Au Bon
 * Pain » ». */

static bool article(const struct token *token)
{
    return token->shape == SHAPE_LOWER && (token->cues & (CUE(OF) | CUE(DETERMINER))) != 0;
}

/* Words that may stand between the kind and the name: « primaire », « de foot », « de la ». */
static int past_adjectives(const struct scan *scan, int i)
{
    int at = i;
    for (int n = 0; n < 5; n++, at++) {
        const struct token *token = scan_at(scan, at);
        const struct token *before = scan_at(scan, at - 1);
        if (token->kind != TOKEN_WORD || token->shape != SHAPE_LOWER || scan_breaks(scan, at) ||
            token->taken)
            break;
        if (article(token))
            continue;
        if ((token->flags & (WORD_COMMON | WORD_FUNCTION)) != WORD_COMMON ||
            ((token->flags & WORD_VERB3) != 0 && !article(before) &&
             (token->cues & CUE(SITUATES)) == 0))
            break;
    }
    return at;
}

static int quoted(const struct scan *scan, int i)
{
    if (!scan_mark(scan, i, '"') && !scan_mark(scan, i, '<'))
        return -1;
    for (int at = i + 1; at < i + 8; at++) {
        if (scan_mark(scan, at, '"') || scan_mark(scan, at, '>'))
            return at > i + 1 ? at : -1;
        if (scan_at(scan, at)->kind != TOKEN_WORD || scan_breaks(scan, at))
            return -1;
    }
    return -1;
}

/* A name that goes on: « Jean Moulin », « Les Lucioles de Ganges ». */
static int whole_name(const struct scan *scan, int i)
{
    int last = name_end(scan, i);
    for (int n = 0; n < 3; n++) {
        int at = last + 1;
        while (at < last + 3 && article(scan_at(scan, at)) && !scan_breaks(scan, at))
            at++;
        const struct token *more = scan_at(scan, at);
        if (at == last + 1 || scan_breaks(scan, at) || more->shape == SHAPE_INITIAL || more->taken)
            break;
        if (!name_may_begin(scan, at)) {
            if (more->shape != SHAPE_CAPITAL) /* « Le Dragon d'Or » */
                break;
            last = at;
            continue;
        }
        last = name_end(scan, at);
    }
    return last;
}

/* « de ganges » behind a name in small letters: its last token, or ${last}. */
static int small_town(const struct scan *scan, int last)
{
    int at = last + 1;
    if (!scan_has(scan, at, CUE(OF)) || scan_breaks(scan, at))
        return last;
    at += scan_has(scan, at + 1, CUE(DETERMINER)) && !scan_has(scan, at + 1, CUE(OF)) ? 2 : 1;
    const struct token *town = scan_at(scan, at);
    if (town->kind != TOKEN_WORD || scan_breaks(scan, at) || town->taken)
        return last;
    if (town->place > 1)
        return at + town->place - 1;
    return (town->flags & (WORD_PLACE | WORD_COMMON)) == WORD_PLACE ? at : last;
}

/* « école jules ferry », « école de ganges », « clinique bonnefon » in small letters */
static int small_name(const struct scan *scan, int i)
{
    const struct token *head = scan_at(scan, i);
    if (head->place > 1 && head->shape == SHAPE_LOWER && !scan_breaks(scan, i) && !head->taken)
        return i + head->place - 1;
    int last = -1;
    for (int at = i; at < i + 5; at++) {
        const struct token *token = scan_at(scan, at);
        const struct token *next = scan_at(scan, at + 1);
        if (token->kind != TOKEN_WORD || token->shape != SHAPE_LOWER || scan_breaks(scan, at) ||
            token->taken || token->leave || (token->digits < 3 && token->gap != GAP_HYPHEN))
            break;
        bool given = at == i && (token->flags & WORD_GIVEN) != 0 && next->kind == TOKEN_WORD &&
                     !scan_breaks(scan, at + 1) && next->digits > 2 &&
                     (next->gap == GAP_HYPHEN || !name_common(next));
        bool joined = last >= 0 && token->gap == GAP_HYPHEN;
        if (name_common(token) && !given && !joined)
            break;
        bool known = (token->flags & (NAME_PERSON | NAME_PLACE)) != 0 || given || joined;
        bool ends = next->kind != TOKEN_WORD || scan_breaks(scan, at + 1) || name_verb(next) ||
                    (next->flags & WORD_FUNCTION) != 0;
        if (!known && at == i && !(ends && token->digits > 4))
            break;
        last = at;
    }
    return last < 0 ? -1 : small_town(scan, last);
}

/* « l'école les lucioles », « au camping le gardon »: an article and a rare noun right behind,
 * which is neither a day nor the subject of a verb. */
static int small_label(const struct scan *scan, int i)
{
    const struct token *article = scan_at(scan, i);
    const struct token *name = scan_at(scan, i + 1);
    const struct token *next = scan_at(scan, i + 2);
    bool definite = article->kind == TOKEN_WORD && article->shape == SHAPE_LOWER &&
                    article->gap == GAP_SPACE && (article->cues & CUE(DETERMINER)) != 0 &&
                    (article->cues & (CUE(OF) | CUE(AT))) == 0 &&
                    (scan->text[article->start] | 0x20) == 'l';
    return definite && name->kind == TOKEN_WORD && name->shape == SHAPE_LOWER && !name->taken &&
                   !scan_breaks(scan, i) && !scan_breaks(scan, i + 1) && name->digits > 4 &&
                   (name->flags & (WORD_NOUN | WORD_FUNCTION | WORD_SELDOM | WORD_VERB3)) ==
                       (WORD_NOUN | WORD_SELDOM) &&
                   (name->cues & ~(CUE(PREFIX) | CUE(LEAVE) | CUE(FINE))) == 0 &&
                   (next->kind != TOKEN_WORD || scan_breaks(scan, i + 2))
               ? i + 1
               : -1;
}

static bool works_before(const struct scan *scan, int i)
{
    for (int k = i - 1; k > i - 5 && !scan_mark(scan, k, '.'); k--)
        if (scan_has(scan, k, CUE(WORK) | CUE(TRADE)))
            return true;
    return false;
}

static void institution(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool situates = (token->cues & CUE(SITUATES)) != 0;
    struct hit hit = {.category = FINDING_ORGANISATION,
                      .severity = situates ? FINDING_DIRECT : FINDING_MILD,
                      .reason = (uint8_t)(situates ? REASON_SITUATES : REASON_BODY),
                      .wording = WORDING_ORGANISATION_OTHER,
                      .rule = situates ? "organisation/situates" : "organisation/body",
                      .lexicon = "cues"};
    int kind = i + token->group;
    int at = past_adjectives(scan, kind);
    const struct token *name = scan_at(scan, at);
    if (name->taken || (token->leave && name->leave && token->group > 1))
        return;
    int last = situates ? quoted(scan, at) : -1;
    const struct token *second = scan_at(scan, at + 1);
    /* « l'hôtel Le Mas des Chênes » */
    if (last < 0 && situates && name->shape == SHAPE_CAPITAL && !scan_breaks(scan, at) &&
        (name->cues & CUE(DETERMINER)) != 0 && second->gap == GAP_SPACE && !second->taken) {
        if (second->shape == SHAPE_CAPITAL)
            last = whole_name(scan, at + 1);
        else if (second->shape == SHAPE_INITIAL && scan_at(scan, at + 2)->gap == GAP_APOSTROPHE)
            last = whole_name(scan, at + 2); /* « Les P'tits Loups » */
    }
    if (last < 0 && name_may_begin(scan, at) && !scan_breaks(scan, at) &&
        (name->gap & GAP_HYPHEN) == 0)
        last = whole_name(scan, at);
    if (last < 0 && situates && at > kind && works_before(scan, i) && !scan_breaks(scan, at) &&
        name->shape == SHAPE_CAPITAL && (name->cues & CUE_TITLE) == 0)
        last = at; /* « serveuse à l'hôtel du Midi » */
    if (last < 0 && situates)
        last = small_name(scan, at);
    if (last < 0 && situates)
        last = small_label(scan, kind);
    /* « l'équipe du Centre » says of which only by capitals */
    if (last < 0 || (!situates && last == at && name_common(name) &&
                     (name->flags & (NAME_ANY | WORD_WEAK)) == 0))
        return;
    /* « le cabinet Durand », « chez le garage Martin » situate; « la société Monsieur » does not */
    if (scan_at(scan, at)->shout && (!situates || name_common(scan_at(scan, at))))
        return;
    scan_add(scan, i, last, hit);
}

static struct hit employer(enum finding_severity severity, const char *rule)
{
    return (struct hit){.category = FINDING_ORGANISATION,
                        .severity = (uint8_t)severity,
                        .reason =
                            (uint8_t)(severity == FINDING_DIRECT ? REASON_SITUATES : REASON_BODY),
                        .wording = WORDING_ORGANISATION_OTHER,
                        .rule = rule,
                        .lexicon = "cues"};
}

/* « l'Intermarché de Florac », « travaille à Super U »: a chain, and which of its shops. */
static void shop(struct scan *scan, int i)
{
    int last = i + scan_at(scan, i)->group - 1;
    int at = last + 1;
    while (at < last + 3 && !scan_breaks(scan, at) && scan_at(scan, at)->shape == SHAPE_LOWER &&
           scan_has(scan, at, CUE(OF) | CUE(AT) | CUE(DETERMINER)))
        at++;
    const struct token *name = scan_at(scan, at);
    bool town = at > last + 1 && name->kind == TOKEN_WORD && !scan_breaks(scan, at) &&
                !name->taken && ((name->flags & NAME_PLACE) != 0 || name->shape == SHAPE_CAPITAL) &&
                (name->shape != SHAPE_LOWER || !name_common(name));
    bool works = works_before(scan, i);
    const struct token *chain = scan_at(scan, i);
    if (!town && !works)
        return; /* everybody goes there */
    if (chain->group == 1 && (chain->flags & NAME_PERSON) != 0 &&
        !scan_has(scan, i - 1, CUE(DETERMINER) | CUE(AT)))
        return; /* « Leclerc » is a family as well */
    if (town)
        last = name->shape == SHAPE_LOWER ? at : name_end(scan, at);
    scan_add(scan, i, last, employer(FINDING_DIRECT, "organisation/shop"));
}

/* « travaille à la Mie Câline »: capitals where somebody works. */
static void workplace(struct scan *scan, int i)
{
    int at = i + 1;
    bool to = false;
    for (int n = 0; n < 3 && scan_at(scan, at)->shape == SHAPE_LOWER && !scan_breaks(scan, at) &&
                    scan_has(scan, at, CUE(AT) | CUE(WITH) | CUE(DETERMINER));
         n++, at++)
        to = true;
    int first = at;
    while (at < first + 5 && scan_at(scan, at)->shape == SHAPE_CAPITAL && !scan_breaks(scan, at) &&
           !scan_at(scan, at)->taken &&
           (!scan_at(scan, at)->leave || scan_at(scan, at)->digits < 4) &&
           (scan_at(scan, at)->cues & (CUE_TITLE | CUE_MONTHS | CUE(WEEKDAY))) == 0 &&
           (at == first || scan_at(scan, at)->gap != GAP_NONE))
        at++;
    const struct token *name = scan_at(scan, first);
    if ((name->cues & CUE(SHOP)) != 0)
        return;
    if (!to || at == first || (at == first + 1 && (name->flags & NAME_ANY) != 0) || name->begins)
        return; /* one word that has a list is told by that */
    scan_add(scan, first, at - 1, employer(FINDING_DIRECT, "organisation/workplace"));
}

void organisation_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if ((scan->marks[i] & SCAN_BODIES) == 0)
            continue;
        if (token->kind == TOKEN_WORD && !token->taken &&
            (token->cues & (CUE(SITUATES) | CUE(BODY))) != 0 && (token->cues & CUE_TITLE) == 0 &&
            token->digits > 1)
            institution(scan, i);
        if (token->kind != TOKEN_WORD || token->taken)
            continue;
        if ((token->cues & CUE(SHOP)) != 0)
            shop(scan, i);
        else if ((token->cues & CUE(WORK)) != 0)
            workplace(scan, i);
    }
}
