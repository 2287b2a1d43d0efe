/* Kin, naming verbs, nicknames. */

#include "bearer.h"
#include "small.h"
#include "title.h"

#include <string.h>

/* People by what stands before them: kin, naming verbs, nicknames. */

/* « elle s'appelle rose », « prénom : pierre », « la petite rose a peur » */
static bool borne_small(const struct scan *scan, int i, bool strict)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    if ((token->flags & WORD_FUNCTION) != 0)
        return false;
    bool house = scan_spells(scan, i - 1, "famille") || scan_spells(scan, i - 1, "couple") ||
                 scan_spells(scan, i - 1, "consorts");
    if (house && (token->flags & (WORD_SURNAME | WORD_SELDOM)) == (WORD_SURNAME | WORD_SELDOM))
        return next->kind != TOKEN_WORD || scan_breaks(scan, i + 1) || name_verb(next);
    if (house &&
        (token->flags & (WORD_SURNAME | WORD_NOUN | WORD_MOSTLY)) == (WORD_SURNAME | WORD_NOUN))
        return next->kind != TOKEN_WORD || scan_breaks(scan, i + 1) || name_verb(next);
    bool kin = scan_has(scan, i - 1, CUE(KIN) | CUE(CHILD)) && scan_at(scan, i - 1)->group == 1 &&
               !scan_spells(scan, i - 1, "petit") && !scan_spells(scan, i - 1, "petite");
    if (strict) {
        bool participle = memcmp(scan->text + token->end - 2, "\xC3\xA9", 2) == 0 ||
                          scan->text[token->end - 1] == 'e';
        return (token->flags & WORD_FIRST) != 0 &&
               ((name_verb(next) && !scan_breaks(scan, i + 1)) ||
                (kin &&
                 (next->kind != TOKEN_WORD || (next->cues & CUE(AND)) != 0 ||
                  scan_breaks(scan, i + 1)) &&
                 (token->flags & WORD_MOSTLY) == 0)) &&
               !(participle && (token->flags & (WORD_VERB | WORD_VERB3)) == WORD_VERB);
    }
    return (token->flags & (NAME_PERSON | WORD_WEAK)) != 0 &&
           (scan_breaks(scan, i + 1) || next->kind == TOKEN_MARK || name_verb(next) ||
            (next->cues & CUE(AND)) != 0);
}

/* A name in small letters behind « son fils », « s'appelle », « prénommé ». */
static void small_behind(struct scan *scan, int i, struct hit hit, bool strict)
{
    const struct token *token = scan_at(scan, i);
    int compound = name_compound(scan, i);
    if (compound > 0 && token->shape == SHAPE_LOWER && !scan_breaks(scan, i)) {
        hit.lexicon = bearer_list(token);
        bearer_add(scan, i, i, compound, hit);
        return;
    }
    if (token->kind != TOKEN_WORD || token->shape != SHAPE_LOWER || token->taken ||
        token->digits < 3 || token->number > 0 || scan_breaks(scan, i) || token->leave ||
        (token->cues & ~CUE(PREFIX)) != 0)
        return;
    bool name = (token->flags & (NAME_PERSON | WORD_WEAK)) != 0;
    if (name_common(token)) {
        if (!borne_small(scan, i, strict))
            return;
    } else if (!name) {
        hit.severity = FINDING_MILD;
        hit.reason = REASON_UNKNOWN_WORD;
    }
    int last = small_end(scan, i);
    hit.lexicon = bearer_list(token);
    bearer_add(scan, i, i, last, hit);
}

/* « marquis », « comtesse »: titles of people, not ranks of those who serve at a place. */
static bool noble(const struct scan *scan, int i)
{
    static const char *const titles[] = {"comte", "baron", "marqui", "duc", "vicomte"};
    const struct token *token = scan_at(scan, i);
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++)
        if (token->end - token->start >= strlen(titles[k]) &&
            strncasecmp(scan->text + token->start, titles[k], strlen(titles[k])) == 0)
            return true;
    return false;
}

static void kin(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if ((token->cues & CUE(MARRIED)) != 0 && scan_capital(scan, i - 1) && !scan_breaks(scan, i) &&
        !scan_at(scan, i - 1)->begins)
        return; /* « Sarah Benali épouse Durand » */
    struct hit hit = bearer_hit(REASON_RELATIVE, FINDING_DIRECT, "person/relative");
    hit.beside = true;
    hit.child = (token->cues & CUE(CHILD)) != 0;
    int at = i + token->group;
    const struct token *name = scan_at(scan, at);
    bool sign = false;
    if (name->kind == TOKEN_MARK && (name->mark == ',' || name->mark == '(' || name->mark == ':' ||
                                     name->mark == '"' || name->mark == '<')) {
        sign = true;
        name = scan_at(scan, ++at);
    }
    if (scan_breaks(scan, at))
        return;
    hit.beside = !sign; /* « son fils A. », « sa fille, l'enfant A., » */
    char alone = scan_letter(scan, at);
    if (name->shape == SHAPE_INITIAL && alone >= 'A' && alone <= 'Z' && !sign)
        scan->letters |= UINT32_C(1) << (alone - 'A');
    if (!sign && (token->cues & CUE(RANK)) != 0 && (name->cues & CUE(OF)) != 0 &&
        scan_capital(scan, at + 1) &&
        ((scan_at(scan, at + 1)->flags & (WORD_COUNTRY | WORD_REGION | WORD_BIG)) == 0) &&
        ((scan_at(scan, at + 1)->flags & NAME_PLACE) == 0 || noble(scan, i)) &&
        name_may_begin(scan, at + 1)) { /* « le général de Kergué » */
        bearer_add(scan, at, at + 1, name_end(scan, at + 1), hit);
        return;
    }
    if (!sign && (name->shape == SHAPE_CAPITAL || (name->shape == SHAPE_UPPER && !name->shout)) &&
        title_odd_surname(name) &&
        (token->cues & (CUE(KIN) | CUE(CHILD))) != 0) { /* « la famille Noël » */
        bearer_add(scan, at, at, name_end(scan, at), hit);
        return;
    }
    if (scan_capital(scan, at)) {
        /* « la famille Rivière », « le gendarme Rivière »: a capital behind small letters */
        bool open = name_common(name) && (name->flags & WORD_FIRST) == 0 &&
                    !(!sign && token->shape == SHAPE_LOWER &&
                      (token->cues & (CUE(KIN) | CUE(TRADE))) != 0 &&
                      (name->cues & (CUE(TRADE) | CUE(OFFICE) | CUE(BODY))) == 0 &&
                      name->shape == SHAPE_CAPITAL && (name->flags & WORD_NOUN) != 0);
        /* « la mère, DVH un week-end sur deux » */
        if (sign && name->shape == SHAPE_UPPER && name->digits < 5 &&
            (name->flags & NAME_PERSON) == 0)
            return;
        if (name_may_begin(scan, at) && !open &&
            !(sign && (name->flags & NAME_PLACE) != 0 && (name->flags & WORD_FIRST) == 0)) {
            hit.lexicon = bearer_list(name);
            bearer_add(scan, at, at, name_end(scan, at), hit);
        }
    } else if (!sign) {
        bool trade = (token->cues & (CUE(KIN) | CUE(CHILD))) == 0;
        if (!trade || (name->flags & (NAME_PERSON | WORD_WEAK)) != 0)
            small_behind(scan, at, hit, true);
    }
}

static void naming(struct scan *scan, int i, bool call)
{
    int at = i + scan_at(scan, i)->group;
    struct hit hit = bearer_hit(REASON_NAME, FINDING_DIRECT, "person/naming");
    bool called = (scan_has(scan, i - 1, CUE(ACTS)) && scan_at(scan, i - 1)->digits == 4) ||
                  (scan_at(scan, i)->gap == GAP_APOSTROPHE && !scan_at(scan, at + 1)->leave &&
                   (scan_spells(scan, i - 1, "l") || scan_spells(scan, i - 1, "m")));
    if (call && called && scan_has(scan, at, CUE(DETERMINER)) &&
        scan_at(scan, at + 1)->shape == SHAPE_CAPITAL &&
        !scan_breaks(scan, at + 1)) { /* « se fait appeler le Chinois », « l'appelle le Gitan » */
        bearer_add(scan, at, at, at + 1,
                   bearer_hit(REASON_NICKNAME, FINDING_DIRECT, "person/nickname"));
        return;
    }
    if (call) {
        const struct token *self = scan_at(scan, i - 1);
        char c = scan->text[self->start];
        if (self->kind != TOKEN_WORD || self->digits > 2 ||
            (c != 's' && c != 'm' && c != 't' && c != 'S' && c != 'M' && c != 'T'))
            return;
    }
    bool sign = false;
    while (scan_at(scan, at)->kind == TOKEN_MARK && at < i + 4 &&
           (scan_mark(scan, at, ':') || scan_mark(scan, at, '"') || scan_mark(scan, at, '<')) &&
           !scan_breaks(scan, at)) {
        sign = true;
        at++;
    }
    if (!call && scan_spells(scan, at, "est") && !scan_breaks(scan, at)) {
        sign = true; /* « son nom est pierre » */
        at++;
    }
    if (scan_breaks(scan, at) || scan_at(scan, at)->taken)
        return;
    if (name_may_begin(scan, at))
        bearer_add(scan, at, at, name_end(scan, at), hit);
    else
        small_behind(scan, at, hit, !call && !sign);
}

/* « surnommé « le Grand » », « Kevin, dit « Kéké » » */
static void nickname(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool said = token->digits <= 5 && (scan->text[token->start] | 0x20) == 'd';
    int at = i + 1;
    bool quoted = scan_mark(scan, at, '"') || scan_mark(scan, at, '<');
    const struct token *bare = scan_at(scan, at);
    if (!quoted && bare->shape == SHAPE_CAPITAL && !bare->begins && name_may_begin(scan, at))
        bearer_add(scan, at, at, name_end(scan, at),
                   bearer_hit(REASON_NICKNAME, FINDING_DIRECT, "person/nickname"));
    if (!quoted)
        return;
    int first = at + 1;
    int last = first;
    while (last < first + 3 && scan_at(scan, last)->kind == TOKEN_WORD && !scan_breaks(scan, last))
        last++;
    bool closed = scan_mark(scan, last, '"') || scan_mark(scan, last, '>');
    if (!closed || last == first)
        return;
    bool comma = scan_mark(scan, i - 1, ',');
    if (said && !comma && (name_common(scan_at(scan, first)) || !scan_capital(scan, first)))
        return;
    bearer_add(scan, first, first, last - 1,
               bearer_hit(REASON_NICKNAME, FINDING_DIRECT, "person/nickname"));
}

/* « la Mémé »: an article and a capital alone between quotes. */
static void quoted_name(struct scan *scan, int i)
{
    const struct token *name = scan_at(scan, i + 2);
    bool closed = scan_mark(scan, i + 3, '"') || scan_mark(scan, i + 3, '>');
    if (closed && scan_has(scan, i + 1, CUE(DETERMINER)) && name->shape == SHAPE_CAPITAL &&
        name->gap == GAP_SPACE && !name->leave && !scan_breaks(scan, i + 1) &&
        scan_at(scan, i + 1)->shape == SHAPE_LOWER && !name->taken && !scan_breaks(scan, i + 2))
        bearer_add(scan, i + 1, i + 1, i + 2,
                   bearer_hit(REASON_NICKNAME, FINDING_DIRECT, "person/nickname"));
}

void person_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind != TOKEN_WORD || token->taken)
            continue;
        uint64_t cues = token->cues;
        if ((cues & CUE_TITLE) != 0 && title_is(scan, i))
            title_find(scan, i);
        else if (token->shape == SHAPE_INITIAL && token->gap != GAP_NONE)
            title_initials(scan, i);
        else if (i == 0 && token->shape == SHAPE_INITIAL)
            title_initials(scan, i);
        else if (token->digits == 1 && scan_has(scan, i - 1, CUE(OF)) &&
                 scan_mark(scan, i + 1, '.') && scan_at(scan, i + 2)->digits == 1)
            title_initials(scan, i); /* « la mère de k.b. » */
    }
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind == TOKEN_MARK && (token->mark == '"' || token->mark == '<'))
            quoted_name(scan, i);
        if ((scan->marks[i] & SCAN_PEOPLE) == 0)
            continue;
        if (token->kind != TOKEN_WORD || token->taken)
            continue;
        uint64_t cues = token->cues;
        if ((cues & CUE(SAID)) != 0)
            nickname(scan, i);
        if ((cues & (CUE(KIN) | CUE(CHILD) | CUE(TRADE) | CUE(RANK))) != 0)
            kin(scan, i);
        if ((cues & CUE(NAMING)) != 0)
            naming(scan, i, false);
        if ((cues & CUE(CALL)) != 0)
            naming(scan, i, true);
    }
}
