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

/* What follows says that an ambiguous word at the start of a sentence is a name. */
static bool borne_out(const struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i + 1);
    const struct token *after = scan_at(scan, i + 2);
    if (scan_breaks(scan, i + 1))
        return false;
    if (name_verb(next) || ((next->cues & CUE(DETERMINER)) != 0 && name_verb(after)))
        return true;
    if (next->shape == SHAPE_INITIAL && next->gap == GAP_SPACE)
        return true;                 /* « Rose B. » */
    if (scan_mark(scan, i + 1, ':')) /* « - Rose : maintien au domicile » */
        return (scan_at(scan, i)->gap & GAP_LINE) != 0 || i == 0 ||
               (scan_mark(scan, i - 1, '-') && (i == 1 || scan_breaks(scan, i - 1)));
    if (next->kind == TOKEN_MARK && next->mark == ',' && scan_mark(scan, i + 3, ',') &&
        after->shape == SHAPE_LOWER && (after->flags & WORD_FUNCTION) != 0)
        return true; /* « Rose, elle, refuse » */
    if (scan_capital(scan, i + 1) && next->shape != SHAPE_INITIAL && !next->leave &&
        (!name_common(next) || (next->flags & NAME_PERSON) != 0))
        return true;
    bool given = (scan_at(scan, i)->flags & (WORD_FIRST | WORD_WEAK)) != 0;
    if (given && next->shape == SHAPE_CAPITAL && next->gap == GAP_SPACE &&
        (next->flags & WORD_FUNCTION) == 0 && (after->kind != TOKEN_WORD || name_verb(after)))
        return true; /* « Claire Maréchal est enceinte » */
    if (given && (next->cues & CUE(OF)) != 0 && scan_capital(scan, i + 2) && !after->leave &&
        (after->flags & (WORD_COUNTRY | WORD_BIG | WORD_REGION)) == 0 &&
        ((after->flags & NAME_PLACE) == 0 || name_verb(scan_at(scan, i + 3))) &&
        !name_common(after))
        return true; /* « Pierre de Villiers a témoigné » */
    if (given && next->kind == TOKEN_MARK && strchr(".?!/", next->mark) != NULL)
        return true; /* « Qui garde ? Pierre. » */
    if (next->kind == TOKEN_MARK && (next->mark == ',' || next->mark == '('))
        return (scan_capital(scan, i + 2) && !name_common(after) &&
                (after->flags & WORD_FIRST) != 0) ||
               after->kind == TOKEN_NUMBER || (after->cues & (CUE(KIN) | CUE(CHILD))) != 0 ||
               ((after->cues & CUE(DETERMINER)) != 0 &&
                scan_has(scan, i + 3, CUE(KIN) | CUE(CHILD)));
    return (next->cues & CUE(AND)) != 0 &&
           ((scan_capital(scan, i + 2) && (after->flags & WORD_FIRST) != 0) ||
            ((after->cues & CUE(DETERMINER)) != 0 && scan_has(scan, i + 3, CUE(KIN) | CUE(CHILD))));
}

/* The words of a place's name that are no articles have capitals. */
static bool place_written(const struct scan *scan, int i)
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

/* A common word misspelt at the start of a sentence: « Signallement fait ». */
static bool like_common(const struct scan *scan, const struct token *token)
{
    static const char *const endings[] = {"ement", "ements", "ation", "ations", "ition", "ission"};
    size_t len = token->end - token->start;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t tail = strlen(endings[i]);
        if (len >= tail + 4 && memcmp(scan->text + token->end - tail, endings[i], tail) == 0)
            return true;
    }
    return false;
}

/* Borne as a first name, but no list has it as one alone: « Ange », « Iris », « Thaïs ». */
static bool weak_only(const struct token *token)
{
    return (token->flags & (WORD_WEAK | WORD_FUNCTION | WORD_FIRST | WORD_BIG | WORD_COUNTRY |
                            WORD_REGION)) == WORD_WEAK &&
           (token->cues & ~CUE(PREFIX)) == 0 && !token->leave && token->digits > 2;
}

/* Between capitals or behind one: « Maison de Justice », « Trésor Public ». */
static bool institutional(const struct scan *scan, int i)
{
    return (scan_capital(scan, i - 1) && !scan_at(scan, i - 1)->begins &&
            (scan_at(scan, i - 1)->flags & NAME_PERSON) == 0) ||
           (scan_capital(scan, i + 1) && name_common(scan_at(scan, i + 1)));
}

/* Hardly ever with a capital, and nothing beside it that is of a name. */
static bool mostly(const struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i + 1);
    const struct token *before = scan_at(scan, i - 1);
    bool placed = !scan_at(scan, i)->begins && before->kind == TOKEN_WORD &&
                  (name_verb(next) || (before->cues & (CUE(AND) | CUE(WITH))) != 0 ||
                   (before->flags & (WORD_VERB | WORD_FUNCTION | WORD_NOUN)) == WORD_VERB);
    return (scan_at(scan, i)->flags & WORD_MOSTLY) != 0 && !placed &&
           !(scan_capital(scan, i + 1) && !scan_breaks(scan, i + 1) && !name_common(next) &&
             (next->flags & NAME_PERSON) != 0);
}

static bool item(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_WORD && token->shape == SHAPE_CAPITAL && name_common(token) &&
           (token->flags & (NAME_ANY | WORD_WEAK)) == 0;
}

/* « À faire : Attestation, Loyer, Assurance. »: capitals of a list, whose neighbours are words. */
static bool enumerated(const struct scan *scan, int i)
{
    return (scan_mark(scan, i - 1, ',') && item(scan, i - 2)) ||
           (scan_mark(scan, i + 1, ',') && item(scan, i + 2) && scan_mark(scan, i - 1, ':'));
}

/* « Qui garde ? Victoire. »: an answer in a word. */
static bool answer(const struct scan *scan, int i)
{
    bool asks = false;
    for (int k = i - 2; k > i - 8 && !asks; k--)
        asks = scan_spells(scan, k, "qui");
    return asks && scan_mark(scan, i - 1, '?') && scan_mark(scan, i + 1, '.') &&
           (scan_at(scan, i)->flags & (WORD_FIRST | WORD_WEAK)) != 0;
}

static enum name_verdict decide_common(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    bool article = (before->cues & CUE(DETERMINER)) != 0 && (before->cues & CUE(AT)) == 0 &&
                   (token->gap & GAP_LINE) == 0;
    if (!token->begins && (token->cues & CUE(CAPITAL)) != 0)
        return NAME_YES;
    if (weak_only(token)) {
        if (token->begins)
            return borne_out(scan, i) ? NAME_YES : NAME_OPEN;
        bool of = (before->cues & CUE(OF)) != 0 &&
                  (scan_capital(scan, i - 2) || scan_has(scan, i - 2, CUE(BODY)));
        return article || of || institutional(scan, i) ? NAME_OPEN : NAME_YES;
    }
    if (token->begins && ((token->flags & WORD_COUNTRY) != 0 || answer(scan, i)))
        return NAME_YES;
    if (token->begins)
        return (token->flags & (NAME_PERSON | NAME_PLACE)) == 0 ||
                       (token->flags & WORD_FUNCTION) != 0
                   ? NAME_NO
               : (token->flags & NAME_PERSON) != 0 && !mostly(scan, i) && borne_out(scan, i)
                   ? NAME_YES
                   : NAME_OPEN;
    if ((token->flags & (WORD_COUNTRY | WORD_REGION)) != 0)
        return NAME_YES;
    if (article || enumerated(scan, i))
        return NAME_OPEN;
    if ((token->flags & WORD_FIRST) != 0 && !mostly(scan, i))
        return NAME_YES;
    if ((token->flags & WORD_SURNAME) != 0 && !mostly(scan, i) && !institutional(scan, i) &&
        (token->cues & ~(CUE(PREFIX) | CUE(SMALL))) == 0 && !scan_has(scan, i + 1, CUE(OF)))
        return NAME_YES;
    if ((token->flags & WORD_PLACE) != 0)
        return (before->cues & (CUE(AT) | CUE(OF))) != 0 ? NAME_YES : NAME_OPEN;
    return (token->flags & WORD_PROPER) != 0 ? NAME_YES : NAME_OPEN;
}

/* « chez les Petit »: a plural that the capital does not follow. */
static bool household(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    return before->kind == TOKEN_WORD && before->end - before->start == 3 && !token->begins &&
           (name_verb(scan_at(scan, i + 1)) || !token->leave || scan_has(scan, i - 2, CUE(WITH))) &&
           strncasecmp(scan->text + before->start, "les", 3) == 0 && token->gap == GAP_SPACE &&
           token->shape == SHAPE_CAPITAL &&
           ((token->flags & WORD_FUNCTION) == 0 || (token->cues & CUE(WEEKDAY)) != 0) &&
           strchr("sxz", scan->text[token->end - 1]) == NULL &&
           scan_at(scan, i + 1)->gap != GAP_HYPHEN;
}

/* « Hier MARIE est venue »: a word in capitals among others; a name, or said aloud. */
static enum name_verdict emphasised(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    const struct token *next = scan_at(scan, i + 1);
    if (token->digits > 3 &&
        (token->flags & (WORD_PLACE | WORD_MOSTLY | WORD_FUNCTION)) == WORD_PLACE &&
        scan_has(scan, i - 1, CUE(AT)) && (token->gap & GAP_HYPHEN) == 0)
        return NAME_YES; /* « vers SOMMIÈRES » */
    if ((token->flags & WORD_FUNCTION) != 0 || token->digits < 3 ||
        (token->flags & (NAME_PERSON | WORD_WEAK)) == 0 || token->gap == GAP_HYPHEN)
        return NAME_NO;
    bool near =
        (scan_capital(scan, i - 1) && !scan_breaks(scan, i) && !before->begins &&
         (before->flags & NAME_PERSON) != 0 && !name_common(before)) ||
        (scan_capital(scan, i + 1) && !scan_breaks(scan, i + 1) &&
         (next->flags & NAME_PERSON) != 0 && next->shape != SHAPE_INITIAL && !name_common(next));
    bool cued = scan_has(scan, i - 1, CUE(BEARER) | CUE(KIN) | CUE(CHILD) | CUE(WITH)) ||
                (scan_mark(scan, i - 1, '.') && before->gap == GAP_NONE &&
                 scan_has(scan, i - 2, CUE(BEARER))) || /* « Sit. FONTAINE » */
                ((scan_mark(scan, i - 1, '/') || scan_mark(scan, i - 1, '-') ||
                  scan_mark(scan, i - 1, '+') || scan_mark(scan, i - 1, '&')) &&
                 scan_at(scan, i - 2)->taken && !scan_breaks(scan, i)); /* « BLANC / ROUX » */
    if (near || cued)
        return NAME_YES;
    if (mostly(scan, i))
        return NAME_OPEN;
    if ((token->flags & (WORD_FIRST | WORD_WEAK)) != 0)
        return scan_has(scan, i - 1, CUE(DETERMINER)) ? NAME_OPEN : NAME_YES;
    return name_verb(next) && !scan_has(scan, i - 1, CUE(DETERMINER)) ? NAME_YES : NAME_OPEN;
}

/* « une MJIE », « le JEX », « un suivi PPRE »: an acronym behind an article or a noun says what
 * something is, not whose, but where somebody works. */
static bool acronym(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    bool article = (before->cues & CUE(DETERMINER)) != 0;
    bool behind = before->kind == TOKEN_WORD && before->shape == SHAPE_LOWER && !before->taken &&
                  ((before->flags & (WORD_NOUN | WORD_VERB3 | WORD_FUNCTION)) == WORD_NOUN ||
                   (before->cues & (CUE(OF) | CUE(AT))) != 0) &&
                  !scan_has(scan, i - 1, CUE(KIN) | CUE(CHILD) | CUE(TRADE) | CUE(BEARER)) &&
                  !scan_has(scan, i - 2, CUE(KIN) | CUE(CHILD) | CUE(TRADE) | CUE(BEARER));
    if (token->shape != SHAPE_UPPER || token->digits > 7 || scan_breaks(scan, i) ||
        !(article || (behind && token->digits < 6 && (token->flags & NAME_ANY) == 0 &&
                      !name_verb(scan_at(scan, i + 1)) &&
                      (!scan_capital(scan, i + 1) || scan_breaks(scan, i + 1)))) ||
        name_common(token) ||
        (token->flags & (WORD_GIVEN | WORD_SURNAME | WORD_PLACE | WORD_COUNTRY | WORD_REGION)) != 0)
        return false;
    for (int k = i - 1; k > i - 6 && !scan_mark(scan, k, '.'); k--)
        if (scan_has(scan, k, CUE(WORK)))
            return false;
    return true;
}

/* « 14/8 mmHg », « 12 g/dL », « 4eB » */
static bool measure(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    if (token->shape != SHAPE_INNER || token->digits > 4)
        return false;
    return (unsigned char)scan->text[token->start] > 'Z' &&
           (before->kind == TOKEN_NUMBER || scan_mark(scan, i - 1, '/') || token->digits <= 3);
}

/* « un syndrome de Raynaud », « la Roue de Duluth »: what bears the name of who found it. */
bool name_eponym(const struct scan *scan, int i)
{
    return (scan_has(scan, i - 1, CUE(OF)) && scan_has(scan, i - 2, CUE(EPONYM))) ||
           (scan_has(scan, i - 1, CUE(EPONYM)) && !scan_breaks(scan, i));
}

enum name_verdict name_decide(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (token->kind != TOKEN_WORD || token->taken || token->shape == SHAPE_LOWER)
        return NAME_NO;
    if (token->place > token->group && place_written(scan, i) && !token->begins &&
        !scan_at(scan, i + 1)->leave)
        return NAME_YES;
    if ((token->cues & (CUE(CASE) | CUE(HANDLE) | CUE(FLAT))) != 0 &&
        (token->shape == SHAPE_UPPER || (token->flags & NAME_PERSON) == 0))
        return NAME_NO;
    if (scan_at(scan, i + 1)->kind == TOKEN_NUMBER && scan_has(scan, i + 2, CUE(DOSE)))
        return NAME_NO; /* « Paroxétine 20 mg » */
    if ((token->cues & CUE(SHOP)) != 0 &&
        ((token->flags & (NAME_PERSON | NAME_PLACE)) == 0 ||
         (scan_spells(scan, i - 1, "le") && (token->flags & WORD_FIRST) == 0)))
        return NAME_NO; /* « chez Adecco », « devant le Leclerc » */
    if (token->leave && household(scan, i) &&
        ((token->flags & (NAME_PERSON | WORD_WEAK)) != 0 || scan_has(scan, i - 2, CUE(WITH))))
        return NAME_YES; /* « Les Toussaint », « chez les Mardi » */
    bool whole = (token->flags & WORD_FIRST) != 0 && scan_capital(scan, i + 1) &&
                 scan_at(scan, i + 1)->gap == GAP_SPACE && !name_common(scan_at(scan, i + 1)) &&
                 (scan_at(scan, i + 1)->flags & WORD_SURNAME) != 0; /* « France Durand » */
    if (token->leave && token->shape == SHAPE_UPPER && !token->shout &&
        name_verb(scan_at(scan, i + 1)) && scan_at(scan, i + 1)->gap == GAP_SPACE &&
        (token->flags & (WORD_FIRST | WORD_NAMELY)) == (WORD_FIRST | WORD_NAMELY))
        return NAME_YES; /* « NOEL boit » */
    if (token->leave && token->shape == SHAPE_CAPITAL && token->begins &&
        name_verb(scan_at(scan, i + 1)) &&
        (token->flags & (WORD_FIRST | WORD_NAMELY)) == (WORD_FIRST | WORD_NAMELY))
        return NAME_OPEN; /* « Noël ne dort plus » */
    if (token->shape == SHAPE_INITIAL || (name_left(token) && !whole) || measure(scan, i) ||
        name_eponym(scan, i) || (token->cues & (CUE_MONTHS | CUE(WEEKDAY) | CUE_TITLE)) != 0)
        return NAME_NO;
    if (place_written(scan, i))
        return NAME_YES;
    bool common = name_common(token);
    bool name = (token->flags & NAME_ANY) != 0;
    const struct token *next = scan_at(scan, i + 1);
    if (token->number > 0 && (token->digits < 3 || token->shape == SHAPE_UPPER ||
                              (token->shape != SHAPE_UPPER && token->digits < 4)))
        return NAME_NO; /* CM2, T3, SaO2 */
    if (token->shout)
        return !common && name ? NAME_YES : NAME_NO;
    if (acronym(scan, i) || ((token->cues & CUE(NATION)) != 0 && (token->flags & WORD_GIVEN) == 0))
        return NAME_NO; /* « les Français » */
    if (token->shape == SHAPE_UPPER && common)
        return emphasised(scan, i);
    bool verb_only = (token->flags & (WORD_NOUN | WORD_FUNCTION)) == 0;
    if (common && verb_only && !token->begins && (name || (token->flags & WORD_WEAK) != 0))
        return NAME_YES;
    if (!common && !name && token->begins && like_common(scan, token))
        return NAME_NO;
    if (!common)
        return name || !token->begins || next->gap != GAP_HYPHEN || next->shape != SHAPE_LOWER
                   ? NAME_YES
                   : NAME_NO; /* Co-parentalité */
    if (common && household(scan, i))
        return NAME_YES;
    name |= weak_only(token);
    if (!token->begins && token->shape == SHAPE_CAPITAL && scan_has(scan, i - 1, CUE(OF)) &&
        scan_has(scan, i - 2, CUE(SMALL)) && (token->flags & WORD_FUNCTION) == 0)
        return NAME_YES; /* « le squat de Tamaris » */
    if ((!name && (token->cues & CUE(CAPITAL)) == 0) ||
        ((token->flags & WORD_FUNCTION) != 0 && (token->flags & WORD_FIRST) == 0))
        return NAME_NO;
    return decide_common(scan, i);
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
    if (place_written(scan, i))
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
    if (scan_breaks(scan, at) || !scan_has(scan, at, CUE(MARRIED)))
        return last;
    at += scan_at(scan, at)->group;
    if (scan_mark(scan, at, '.') && scan_at(scan, at)->gap == GAP_NONE)
        at++;
    const struct token *name = scan_at(scan, at);
    if (scan_breaks(scan, at) || name->taken)
        return last;
    if (name_may_begin(scan, at))
        return name_end(scan, at);
    return name->kind == TOKEN_WORD && name->shape == SHAPE_LOWER && !name_common(name) &&
                   name->digits > 2 && (name->cues & ~CUE(PREFIX)) == 0 && !name->leave
               ? small_end(scan, at)
               : last;
}
