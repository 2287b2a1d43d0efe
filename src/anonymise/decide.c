#include "decide.h"

#include "borne.h"
#include "name.h"

#include <string.h>

/* Whether a capital is a proper noun by where it stands: rules 3 to 5 of detect.h, as tables that
 * are read from above; the first line that holds decides. */

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

/* « chez les Petit »: a plural that the capital does not follow. */
static bool household(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    return before->kind == TOKEN_WORD && before->end - before->start == 3 && !token->begins &&
           (name_verb(scan_at(scan, i + 1)) || !token->leave || scan_has(scan, i - 2, CUE(WITH))) &&
           strncasecmp(scan->text + before->start, "les", 3) == 0 && token->gap == GAP_SPACE &&
           (token->shape == SHAPE_CAPITAL ||
            (token->shape == SHAPE_UPPER && !token->shout && token->digits > 3)) &&
           ((token->flags & WORD_FUNCTION) == 0 || (token->cues & CUE(WEEKDAY)) != 0) &&
           strchr("sxz", scan->text[token->end - 1]) == NULL &&
           scan_at(scan, i + 1)->gap != GAP_HYPHEN;
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

/* « Hier MARIE est venue »: a word in capitals among others; a name, or said aloud. */
static enum decide_verdict emphasised(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    const struct token *next = scan_at(scan, i + 1);
    if (token->digits > 3 &&
        (token->flags & (WORD_PLACE | WORD_MOSTLY | WORD_FUNCTION)) == WORD_PLACE &&
        scan_has(scan, i - 1, CUE(AT)) && (token->gap & GAP_HYPHEN) == 0)
        return DECIDE_NAME; /* « vers SOMMIÈRES » */
    if ((token->flags & WORD_FUNCTION) != 0 || token->digits < 3 ||
        (token->flags & (NAME_PERSON | WORD_WEAK)) == 0 || token->gap == GAP_HYPHEN)
        return DECIDE_NONE;
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
    bool source = scan_spells(scan, i - 1, "selon") || /* « d'après MARCHAND, » */
                  (before->gap == GAP_APOSTROPHE && (before->flags & WORD_FUNCTION) != 0 &&
                   scan_mark(scan, i + 1, ','));
    if (near || cued || source || answer(scan, i))
        return DECIDE_NAME;
    if (mostly(scan, i))
        return DECIDE_OPEN;
    if ((token->flags & (WORD_FIRST | WORD_WEAK)) != 0)
        return scan_has(scan, i - 1, CUE(DETERMINER)) ? DECIDE_OPEN : DECIDE_NAME;
    return name_verb(next) && !scan_has(scan, i - 1, CUE(DETERMINER)) ? DECIDE_NAME : DECIDE_OPEN;
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

/* A capital and what stands beside it. */
struct capital {
    const struct scan *scan;
    int i;
    const struct token *self, *before, *next;
};

static bool flagged(const struct capital *at, uint32_t flags)
{
    return (at->self->flags & flags) != 0;
}

static bool always(const struct capital *at)
{
    return at != NULL;
}

/* The lines for a word of the language. */

static bool one_thing(const struct capital *at)
{
    return !at->self->begins && (at->self->cues & CUE(CAPITAL)) != 0;
}

static bool weak_borne(const struct capital *at)
{
    return weak_only(at->self) && at->self->begins && borne_out(at->scan, at->i);
}

static bool article(const struct capital *at)
{
    return (at->before->cues & CUE(DETERMINER)) != 0 && (at->before->cues & CUE(AT)) == 0 &&
           (at->self->gap & GAP_LINE) == 0;
}

static bool weak_open(const struct capital *at)
{
    bool of = (at->before->cues & CUE(OF)) != 0 &&
              (scan_capital(at->scan, at->i - 2) || scan_has(at->scan, at->i - 2, CUE(BODY)));
    return weak_only(at->self) &&
           (at->self->begins || article(at) || of || institutional(at->scan, at->i));
}

static bool weak(const struct capital *at)
{
    return weak_only(at->self);
}

static bool begins_sure(const struct capital *at)
{
    return at->self->begins && (flagged(at, WORD_COUNTRY) || answer(at->scan, at->i));
}

static bool begins_word(const struct capital *at)
{
    return at->self->begins &&
           (!flagged(at, NAME_PERSON | NAME_PLACE) || flagged(at, WORD_FUNCTION));
}

static bool begins_borne(const struct capital *at)
{
    return at->self->begins && flagged(at, NAME_PERSON) && !mostly(at->scan, at->i) &&
           borne_out(at->scan, at->i);
}

static bool begins(const struct capital *at)
{
    return at->self->begins;
}

static bool large(const struct capital *at)
{
    return flagged(at, WORD_COUNTRY | WORD_REGION);
}

static bool listed(const struct capital *at)
{
    return article(at) || enumerated(at->scan, at->i);
}

static bool first_name(const struct capital *at)
{
    return flagged(at, WORD_FIRST) && !mostly(at->scan, at->i);
}

static bool surname(const struct capital *at)
{
    return flagged(at, WORD_SURNAME) && !mostly(at->scan, at->i) &&
           !institutional(at->scan, at->i) && (at->self->cues & ~(CUE(PREFIX) | CUE(SMALL))) == 0 &&
           !scan_has(at->scan, at->i + 1, CUE(OF));
}

static bool place_behind(const struct capital *at)
{
    return flagged(at, WORD_PLACE) && (at->before->cues & (CUE(AT) | CUE(OF))) != 0;
}

static bool place(const struct capital *at)
{
    return flagged(at, WORD_PLACE);
}

static bool other_proper(const struct capital *at)
{
    return flagged(at, WORD_PROPER);
}

/* The lines for any capital. */

static bool no_capital(const struct capital *at)
{
    return at->self->kind != TOKEN_WORD || at->self->taken || at->self->shape == SHAPE_LOWER;
}

/* « Saint-Jean-du-Gard » */
static bool long_place(const struct capital *at)
{
    return at->self->place > at->self->group && name_place_written(at->scan, at->i) &&
           !at->self->begins && !at->next->leave;
}

static bool label(const struct capital *at)
{
    return (at->self->cues & (CUE(CASE) | CUE(HANDLE) | CUE(FLAT))) != 0 &&
           (at->self->shape == SHAPE_UPPER || !flagged(at, NAME_PERSON));
}

/* « Paroxétine 20 mg » */
static bool dosed(const struct capital *at)
{
    return at->next->kind == TOKEN_NUMBER && scan_has(at->scan, at->i + 2, CUE(DOSE));
}

/* « chez Adecco », « devant le Leclerc » */
static bool shop(const struct capital *at)
{
    return (at->self->cues & CUE(SHOP)) != 0 &&
           (!flagged(at, NAME_PERSON | NAME_PLACE) ||
            (scan_spells(at->scan, at->i - 1, "le") && !flagged(at, WORD_FIRST)));
}

/* « Les Toussaint », « chez les Mardi » */
static bool left_household(const struct capital *at)
{
    return at->self->leave && household(at->scan, at->i) &&
           (flagged(at, NAME_PERSON | WORD_WEAK) || scan_has(at->scan, at->i - 2, CUE(WITH)));
}

static bool left_but_borne(const struct capital *at)
{
    return at->self->leave && name_verb(at->next) &&
           (at->self->flags & (WORD_FIRST | WORD_NAMELY)) == (WORD_FIRST | WORD_NAMELY);
}

/* « NOEL boit » */
static bool left_in_capitals(const struct capital *at)
{
    return left_but_borne(at) && at->self->shape == SHAPE_UPPER && !at->self->shout &&
           at->next->gap == GAP_SPACE;
}

/* « Noël ne dort plus » */
static bool left_at_start(const struct capital *at)
{
    return left_but_borne(at) && at->self->shape == SHAPE_CAPITAL && at->self->begins;
}

static bool left(const struct capital *at)
{
    bool whole = flagged(at, WORD_FIRST) && scan_capital(at->scan, at->i + 1) &&
                 at->next->gap == GAP_SPACE && !name_common(at->next) &&
                 (at->next->flags & WORD_SURNAME) != 0; /* « France Durand » */
    return name_left(at->self) && !whole;
}

static bool never(const struct capital *at)
{
    return at->self->shape == SHAPE_INITIAL || measure(at->scan, at->i) ||
           name_eponym(at->scan, at->i) ||
           (at->self->cues & (CUE_MONTHS | CUE(WEEKDAY) | CUE_TITLE)) != 0;
}

static bool written_place(const struct capital *at)
{
    return name_place_written(at->scan, at->i);
}

/* CM2, T3, SaO2 */
static bool code(const struct capital *at)
{
    return at->self->number > 0 && (at->self->shape == SHAPE_UPPER || at->self->digits < 4);
}

static bool shouted_name(const struct capital *at)
{
    return at->self->shout && !name_common(at->self) && flagged(at, NAME_ANY);
}

static bool shouted(const struct capital *at)
{
    return at->self->shout;
}

/* « la MJIE », « les Français » */
static bool general(const struct capital *at)
{
    return acronym(at->scan, at->i) ||
           ((at->self->cues & CUE(NATION)) != 0 && !flagged(at, WORD_GIVEN));
}

static bool stressed(const struct capital *at)
{
    return at->self->shape == SHAPE_UPPER && name_common(at->self);
}

/* A verb's form has no capital inside a sentence. */
static bool verb_only(const struct capital *at)
{
    return name_common(at->self) && !flagged(at, WORD_NOUN | WORD_FUNCTION) && !at->self->begins &&
           flagged(at, NAME_ANY | WORD_WEAK);
}

static bool misspelt(const struct capital *at)
{
    return !name_common(at->self) && !flagged(at, NAME_ANY) && at->self->begins &&
           like_common(at->scan, at->self);
}

/* « Co-parentalité » */
static bool prefixed(const struct capital *at)
{
    return !name_common(at->self) && !flagged(at, NAME_ANY) && at->self->begins &&
           at->next->gap == GAP_HYPHEN && at->next->shape == SHAPE_LOWER;
}

static bool uncommon(const struct capital *at)
{
    return !name_common(at->self);
}

static bool in_household(const struct capital *at)
{
    return household(at->scan, at->i);
}

/* « le squat de Tamaris » */
static bool small_place(const struct capital *at)
{
    return !at->self->begins && at->self->shape == SHAPE_CAPITAL && !flagged(at, WORD_FUNCTION) &&
           scan_has(at->scan, at->i - 1, CUE(OF)) && scan_has(at->scan, at->i - 2, CUE(SMALL));
}

static bool plain_word(const struct capital *at)
{
    bool name = flagged(at, NAME_ANY) || weak_only(at->self);
    return (!name && (at->self->cues & CUE(CAPITAL)) == 0) ||
           (flagged(at, WORD_FUNCTION) && !flagged(at, WORD_FIRST));
}

struct line {
    bool (*holds)(const struct capital *at);
    enum decide_verdict verdict;
};

static const struct line CAPITALS[] = {
    {no_capital, DECIDE_NONE},
    {long_place, DECIDE_NAME},
    {label, DECIDE_NONE},
    {dosed, DECIDE_NONE},
    {shop, DECIDE_NONE},
    {left_household, DECIDE_NAME},
    {left_in_capitals, DECIDE_NAME},
    {left_at_start, DECIDE_OPEN},
    {left, DECIDE_NONE},
    {never, DECIDE_NONE},
    {written_place, DECIDE_NAME},
    {code, DECIDE_NONE},
    {shouted_name, DECIDE_NAME},
    {shouted, DECIDE_NONE},
    {general, DECIDE_NONE},
    {stressed, DECIDE_STRESSED},
    {verb_only, DECIDE_NAME},
    {misspelt, DECIDE_NONE},
    {prefixed, DECIDE_NONE},
    {uncommon, DECIDE_NAME},
    {in_household, DECIDE_NAME},
    {small_place, DECIDE_NAME},
    {plain_word, DECIDE_NONE},
    {always, DECIDE_WORD},
};

static const struct line WORDS[] = {
    {one_thing, DECIDE_NAME},    {weak_borne, DECIDE_NAME},  {weak_open, DECIDE_OPEN},
    {weak, DECIDE_NAME},         {begins_sure, DECIDE_NAME}, {begins_word, DECIDE_NONE},
    {begins_borne, DECIDE_NAME}, {begins, DECIDE_OPEN},      {large, DECIDE_NAME},
    {listed, DECIDE_OPEN},       {first_name, DECIDE_NAME},  {surname, DECIDE_NAME},
    {place_behind, DECIDE_NAME}, {place, DECIDE_OPEN},       {other_proper, DECIDE_NAME},
    {always, DECIDE_OPEN},
};

static enum decide_verdict look(const struct line *line, const struct capital *at)
{
    while (!line->holds(at))
        line++;
    return line->verdict;
}

enum decide_verdict decide_capital(const struct scan *scan, int i)
{
    struct capital at = {scan, i, scan_at(scan, i), scan_at(scan, i - 1), scan_at(scan, i + 1)};
    enum decide_verdict verdict = look(CAPITALS, &at);
    if (verdict == DECIDE_STRESSED)
        return emphasised(scan, i);
    return verdict == DECIDE_WORD ? look(WORDS, &at) : verdict;
}
