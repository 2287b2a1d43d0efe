#include "small.h"

#include "kind.h"
#include "proper.h"

#include <string.h>

/* Names in small letters, and in lines of capitals, which say as little: rule 6 of detect.h. */

/* How much a word is a name by itself. */
enum strength { NO_NAME, MAYBE, LIKELY, SURE };

static enum strength strength(const struct token *token)
{
    /* « elsa » is somebody, ELSA a service */
    bool brief = token->digits <= 4 && token->group == 1 && !token->shout &&
                 (token->cues & CUE(FINE)) == 0 &&
                 (token->flags & (WORD_GIVEN | WORD_COMMON | WORD_NAMELY)) == WORD_GIVEN;
    if (token->kind != TOKEN_WORD || token->shape != SHAPE_LOWER || token->taken ||
        (token->leave && !brief) || token->number > 0 || token->digits < 3 ||
        (token->flags & WORD_FUNCTION) != 0 ||
        (token->cues & ~(CUE(PREFIX) | CUE(LEAVE) | CUE(CHILD) | CUE(NATION))) != 0)
        return NO_NAME;
    if ((token->cues & (CUE(CHILD) | CUE(NATION))) != 0) /* « benjamin », « philippine » */
        return (token->flags & (WORD_FIRST | WORD_MOSTLY)) == WORD_FIRST ? MAYBE : NO_NAME;
    if (!name_common(token))
        return (token->flags & WORD_FIRST) != 0                          ? SURE
               : (token->flags & WORD_SURNAME) != 0 && token->digits > 3 ? SURE
                                                                         : NO_NAME;
    if ((token->flags & (WORD_FIRST | WORD_WEAK)) == 0)
        return NO_NAME;
    if ((token->flags & WORD_NAMELY) != 0)
        return LIKELY;
    bool rare = (token->flags & (WORD_FIRST | WORD_WEAK)) == WORD_WEAK
                    ? (token->flags & WORD_SELDOM) != 0
                    : (token->flags & WORD_MOSTLY) == 0;
    return rare ? MAYBE : NO_NAME;
}

/* Whether a name may end before this token. */
static bool ends(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return scan_breaks(scan, i) || token->kind != TOKEN_WORD || name_verb(token) ||
           (token->flags & WORD_FUNCTION) != 0 || (token->cues & CUE(AND)) != 0;
}

/* A surname behind a first name. */
static bool surname(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (token->kind != TOKEN_WORD || token->shape != SHAPE_LOWER || token->taken || token->leave ||
        token->number > 0 || token->digits < 3 || token->gap != GAP_SPACE ||
        (token->flags & WORD_FUNCTION) != 0 ||
        (token->cues & (CUE_TITLE | CUE_MONTHS | CUE(WEEKDAY) | CUE(KIN) | CUE(ACTS))) != 0)
        return false;
    if (!name_common(token))
        return (token->cues & ~CUE(PREFIX)) == 0;
    bool verb = (token->flags & (WORD_VERB | WORD_VERB3)) != 0;
    bool object = scan_has(scan, i + 1, CUE(DETERMINER)) && !scan_breaks(scan, i + 1) &&
                  scan_at(scan, i + 2)->kind != TOKEN_NUMBER; /* « léa serre les dents » */
    return (token->flags & NAME_PERSON) != 0 && ends(scan, i + 1) && !(verb && object);
}

/* « de la tour », « el amrani », « van den berg », « n'guessan »: the last token, or -1. */
static int past_particles(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (token->digits == 1 && scan_at(scan, i + 1)->gap == GAP_APOSTROPHE &&
        (token->cues & (CUE(OF) | CUE(DETERMINER))) == 0 && !name_common(scan_at(scan, i + 1)) &&
        scan_at(scan, i + 1)->digits > 2)
        return i + 1;
    bool of = scan_has(scan, i, CUE(OF));
    const struct token *breton = scan_at(scan, i + 1); /* « le bihan » */
    if (!of && scan_has(scan, i, CUE(PARTICLE)) && token->digits == 2 &&
        !scan_breaks(scan, i + 1) &&
        (breton->flags & (WORD_SURNAME | WORD_COMMON)) == WORD_SURNAME && breton->digits > 3 &&
        breton->shape == SHAPE_LOWER && !breton->taken && breton->gap == GAP_SPACE)
        return i + 1;
    if (!of && scan_has(scan, i, CUE(DETERMINER) | CUE(AT)))
        return -1;
    int at = i;
    while (at < i + 3 && scan_has(scan, at, CUE(PARTICLE)) && !scan_breaks(scan, at) &&
           scan_at(scan, at)->shape == SHAPE_LOWER)
        at++;
    const struct token *name = scan_at(scan, at);
    if (at == i || scan_breaks(scan, at) || name->kind != TOKEN_WORD || name->taken ||
        name->leave || name->digits < 3 || name->shape != SHAPE_LOWER)
        return -1;
    if (name_common(name)) /* « de la tour » */
        return at - i == 2 && of && (name->flags & WORD_VERB3) == 0 && ends(scan, at + 1) &&
                       (name->cues & CUE(SMALL)) != 0
                   ? at
                   : -1;
    bool elsewhere = of && ((name->flags & (NAME_PLACE | WORD_FIRST)) != 0);
    return elsewhere || (name->cues & ~CUE(PREFIX)) != 0 ? -1 : at;
}

int small_from(const struct scan *scan, int i)
{
    int at = past_particles(scan, i);
    const struct token *name = scan_at(scan, i + 1);
    /* « mme de la fontaine est venue » */
    if (at < 0 && scan_has(scan, i, CUE(OF)) && scan_has(scan, i + 1, CUE(PARTICLE)) &&
        name->shape == SHAPE_LOWER && scan_at(scan, i + 2)->kind == TOKEN_WORD &&
        (scan_at(scan, i + 2)->flags & WORD_FUNCTION) == 0 && ends(scan, i + 3))
        at = i + 2;
    if (at < 0 && scan_has(scan, i, CUE(OF)) && name->kind == TOKEN_WORD && !name_common(name) &&
        name->digits > 3 && name->shape == SHAPE_LOWER && !scan_breaks(scan, i + 1))
        at = i + 1; /* « m. de lattre » */
    return at < 0 ? -1 : small_end(scan, at);
}

int small_end(const struct scan *scan, int i)
{
    int last = i;
    for (int n = 0; n < 8; n++) {
        int at = last + 1;
        const struct token *token = scan_at(scan, at);
        if (scan_breaks(scan, at) || token->kind != TOKEN_WORD || token->taken)
            break;
        if (token->gap == GAP_HYPHEN ||
            (token->gap == GAP_APOSTROPHE && scan_at(scan, last)->digits == 1)) {
            last = at;
            continue;
        }
        if (token->digits == 1 && token->number == 0 && token->gap == GAP_SPACE &&
            scan_mark(scan, at + 1, '.') && scan_at(scan, at + 1)->gap == GAP_NONE) {
            last = at + 1; /* « enzo b. » */
            continue;
        }
        int end = surname(scan, at) ? at : past_particles(scan, at);
        if (end < 0 || token->gap != GAP_SPACE)
            break;
        last = end;
    }
    return name_married(scan, last);
}

static bool person(struct scan *scan, int first, int name, bool sure)
{
    struct hit hit = {0};
    int last = small_end(scan, name);
    while (scan_has(scan, first - 1, CUE(PARTICLE)) &&
           !scan_has(scan, first - 1, CUE(OF) | CUE(DETERMINER)) && !scan_breaks(scan, first) &&
           scan_at(scan, first)->gap == GAP_SPACE && !scan_at(scan, first - 1)->taken &&
           scan_at(scan, first - 1)->digits > 1)
        first--; /* « el amrani » */
    kind_person(&hit, scan, name, last);
    hit.rule = "person/small-letters";
    if (!sure) {
        hit.severity = FINDING_MILD;
        hit.reason = REASON_UNKNOWN_WORD;
    }
    return scan_add(scan, first, last, hit) != NULL;
}

/* A clause begins here: at a sign, « que », « hier ». */
static bool clause(const struct scan *scan, int i)
{
    const struct token *before = scan_at(scan, i - 1);
    return scan_at(scan, i)->begins || before->kind != TOKEN_WORD ||
           (before->cues & CUE(CLAUSE)) != 0;
}

/* « ils sont venus » */
static bool participle(const struct scan *scan, int i)
{
    return (scan_at(scan, i)->flags & WORD_VERB) != 0 && !scan_breaks(scan, i) &&
           (scan_spells(scan, i - 1, "sont") || scan_spells(scan, i - 1, "est") ||
            scan_spells(scan, i - 1, "ont") || scan_spells(scan, i - 1, "a"));
}

/* Behind a verb, where a noun would have an article: « a frappé pierre ». */
static bool object(const struct scan *scan, int i)
{
    const struct token *before = scan_at(scan, i - 1);
    bool verb = before->kind == TOKEN_WORD && before->shape == SHAPE_LOWER && !before->taken &&
                (before->flags & WORD_VERB) != 0 && (before->flags & WORD_FUNCTION) == 0 &&
                (before->cues & ~(CUE(PREFIX) | CUE(ACTS) | CUE(CALL) | CUE(SAID))) == 0;
    return verb && !scan_has(scan, i - 2, CUE(DETERMINER)) && ends(scan, i + 1) &&
           !scan_has(scan, i + 1, CUE(OF));
}

/* Next to another name: « léa et rose », « rose, tom et léa ». */
static bool beside(const struct scan *scan, int i)
{
    const struct token *other = scan_at(scan, i - 2);
    const struct token *next = scan_at(scan, i + 1);
    bool joint = (scan_has(scan, i - 1, CUE(AND)) || scan_mark(scan, i - 1, ',')) &&
                 !scan_breaks(scan, i - 1);
    if (joint && other->taken && other->kind == TOKEN_WORD && (other->flags & WORD_FIRST) != 0)
        return true;
    joint =
        ((next->cues & CUE(AND)) != 0 || scan_mark(scan, i + 1, ',')) && !scan_breaks(scan, i + 1);
    return joint && strength(scan_at(scan, i + 2)) >= LIKELY &&
           (scan_at(scan, i + 2)->flags & WORD_FIRST) != 0;
}

static bool aged(const struct scan *scan, int i)
{
    return (scan_mark(scan, i + 1, ',') || scan_mark(scan, i + 1, '(')) &&
           scan_number(scan, i + 2, 1, 110) &&
           scan_has(scan, i + 3, CUE(UNIT_YEAR) | CUE(UNIT_MONTH));
}

/* « un olivier », « elle marie », « se marie », « la belle rose » */
static bool word_here(const struct scan *scan, int i)
{
    const struct token *before = scan_at(scan, i - 1);
    if (scan_breaks(scan, i) || before->kind != TOKEN_WORD || before->taken)
        return false;
    if ((before->cues & (CUE(DETERMINER) | CUE(PRONOUN))) != 0)
        return true;
    return (before->flags & (WORD_NOUN | WORD_VERB3)) == WORD_NOUN &&
           scan_has(scan, i - 2, CUE(DETERMINER));
}

/* « l'aînée, jade, est », « pierre, son frère, a » */
static bool apposition(const struct scan *scan, int i)
{
    bool comma = scan_mark(scan, i + 1, ',') && !scan_breaks(scan, i + 1);
    if (scan_mark(scan, i - 1, ',') && scan_has(scan, i - 2, CUE(KIN) | CUE(CHILD) | CUE(TRADE)) &&
        (comma || scan_has(scan, i + 1, CUE(AND)) || surname(scan, i + 1) || ends(scan, i + 1)))
        return true;
    return comma && clause(scan, i) && scan_has(scan, i + 2, CUE(DETERMINER)) &&
           scan_has(scan, i + 3, CUE(KIN) | CUE(CHILD) | CUE(TRADE));
}

/* A word that may be a name: whether it stands where only a name does. */
static bool borne(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    if (token->gap == GAP_HYPHEN || next->gap == GAP_HYPHEN || token->gap == GAP_APOSTROPHE)
        return false;
    bool verb = name_verb(next) && !scan_breaks(scan, i + 1) && next->gap == GAP_SPACE;
    /* « que ludo la filme » */
    bool pronoun = (next->cues & CUE(DETERMINER)) != 0 && name_verb(scan_at(scan, i + 2)) &&
                   !scan_breaks(scan, i + 1) && !scan_breaks(scan, i + 2);
    if (clause(scan, i) && (verb || (pronoun && !scan_at(scan, i)->begins)))
        return true;
    if (scan_has(scan, i - 1, CUE(WITH)) && ends(scan, i + 1) && !scan_has(scan, i + 1, CUE(OF)))
        return true; /* « chez rose » */
    if (scan_has(scan, i - 1, CUE(OF)) &&
        (scan_has(scan, i - 2, CUE(KIN) | CUE(CHILD) | CUE(TRADE) | CUE(BEARER))))
        return true; /* « la maman de rose » */
    return beside(scan, i) || (clause(scan, i) && aged(scan, i)) || object(scan, i) ||
           apposition(scan, i);
}

/* « jean dupont »: a first name, common or not, and a surname that is no common word. */
static bool whole_name(const struct scan *scan, int i)
{
    const struct token *first = scan_at(scan, i);
    const struct token *last = scan_at(scan, i + 1);
    return (first->flags & WORD_FIRST) != 0 && (first->flags & WORD_FUNCTION) == 0 &&
           first->digits > 2 && !first->leave && last->kind == TOKEN_WORD &&
           !scan_breaks(scan, i + 1) && last->shape == SHAPE_LOWER && !name_common(last) &&
           (last->flags & WORD_SURNAME) != 0 && last->digits > 3 && !last->leave && !last->taken &&
           last->gap == GAP_SPACE;
}

/* « jean-pierre est parti » */
/* « rose meunier a appelé »: two nouns side by side that begin a clause before a verb. */
static bool whole_words(const struct scan *scan, int i)
{
    const struct token *first = scan_at(scan, i);
    return (first->flags & WORD_FIRST) != 0 && (first->flags & WORD_FUNCTION) == 0 &&
           (first->cues & ~CUE(PREFIX)) == 0 && first->digits > 2 && !first->leave &&
           clause(scan, i) && !scan_breaks(scan, i + 1) && surname(scan, i + 1) &&
           (scan_at(scan, i + 1)->flags & (WORD_VERB3 | WORD_NOUN)) == WORD_NOUN &&
           name_verb(scan_at(scan, i + 2)) && !scan_breaks(scan, i + 2);
}

/* « visite chez gaillard », « selon fontaine, »: where a noun has an article. */
static bool bare_surname(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool at = scan_spells(scan, i - 1, "chez") ||
              (scan_spells(scan, i - 1, "selon") && scan_mark(scan, i + 1, ','));
    return at && (token->flags & (WORD_SURNAME | WORD_FUNCTION)) == WORD_SURNAME &&
           (token->cues & ~CUE(PREFIX)) == 0 && token->digits > 3 && !token->leave &&
           token->gap == GAP_SPACE && scan_at(scan, i + 1)->gap != GAP_HYPHEN;
}

static bool compound(const struct scan *scan, int i)
{
    int last = name_compound(scan, i);
    return last > 0 && !(scan_at(scan, i)->leave && scan_at(scan, last)->leave);
}

/* « j. dupont », « j.-l. bonnet »: the token of the name, or -1. */
static int past_initials(const struct scan *scan, int i)
{
    int at = i;
    while (at < i + 9 && scan_at(scan, at)->kind == TOKEN_WORD && scan_at(scan, at)->digits == 1 &&
           scan_at(scan, at)->number == 0 && scan_mark(scan, at + 1, '.') &&
           scan_at(scan, at + 1)->gap == GAP_NONE) {
        at += 2;
        if (scan_mark(scan, at, '-') && scan_at(scan, at)->gap == GAP_NONE)
            at++;
    }
    const struct token *name = scan_at(scan, at);
    bool known = !name_common(name) ||
                 ((name->flags & (WORD_SURNAME | WORD_VERB3 | WORD_FUNCTION)) == WORD_SURNAME &&
                  ends(scan, at + 1));
    if (at == i || scan_breaks(scan, at) || name->kind != TOKEN_WORD || !known ||
        name->digits < 3 || name->taken || name->leave || name->shape != SHAPE_LOWER ||
        (name->cues & ~CUE(PREFIX)) != 0 || scan_has(scan, i - 1, CUE_TITLE) ||
        (name->gap & ~GAP_SPACE) != 0)
        return -1;
    return at;
}

/* A word that no dictionary has, where a name stands: « elle vit avec boratas ». */
static bool stranger(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    return (token->flags & ~(uint32_t)(WORD_PREFIX | WORD_SELDOM)) == 0 && token->digits > 3 &&
           token->number == 0 && !token->leave && (token->cues & ~CUE(PREFIX)) == 0 &&
           next->gap != GAP_HYPHEN && next->gap != GAP_APOSTROPHE &&
           ((token->gap == GAP_SPACE && scan_has(scan, i - 1, CUE(WITH)) && ends(scan, i + 1)) ||
            (scan_has(scan, i - 1, CUE(OF)) && ends(scan, i + 1) &&
             scan_has(scan, i - 2, CUE(KIN) | CUE(CHILD) | CUE(BEARER))) ||
            (clause(scan, i) && (token->gap & ~GAP_SPACE) == 0 && name_verb(next) &&
             !scan_breaks(scan, i + 1)));
}

static bool unheard(const struct token *token)
{
    return token->kind == TOKEN_WORD && token->shape == SHAPE_LOWER && !token->taken &&
           (token->flags & ~(uint32_t)(WORD_PREFIX | WORD_SELDOM | WORD_PROPER | WORD_PLACE)) ==
               0 &&
           token->digits > 3 && token->number == 0 && !token->leave &&
           (token->cues & ~CUE(PREFIX)) == 0 && token->gap == GAP_SPACE;
}

/* Two such words side by side are hardly two slips. */
static bool strangers(const struct scan *scan, int i)
{
    return (unheard(scan_at(scan, i)) || scan_at(scan, i)->begins) &&
           unheard(scan_at(scan, i + 1)) && scan_at(scan, i)->flags == 0 &&
           scan_at(scan, i)->digits > 3 && scan_at(scan, i)->number == 0 &&
           scan_at(scan, i)->cues == 0 && !scan_at(scan, i)->leave;
}

static bool place(struct scan *scan, int first, int last, uint32_t flags)
{
    struct hit hit = {.lexicon = "communes"};
    kind_place(&hit, flags);
    hit.rule = "place/small-letters";
    return scan_add(scan, first, last, hit) != NULL;
}

/* « st hippolyte du fort », « la grand-combe »: places of several words in small letters. */
static bool long_place(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool odd = false;
    for (int k = i; k < i + token->place; k++)
        odd |= !name_common(scan_at(scan, k)) ||
               (k > i && (scan_at(scan, k)->flags & (WORD_SELDOM | WORD_FUNCTION)) == WORD_SELDOM);
    odd |= token->digits == 2 && (scan->text[token->start] | 0x20) == 's'; /* « st jean » */
    bool lived = scan_has(scan, i - 2, CUE(LIVING)) &&
                 (scan_has(scan, i - 1, CUE(AT)) || scan_spells(scan, i - 1, "a"));
    if (!odd && token->place < 3 && !lived)
        return false;
    for (int k = i; k < i + token->place; k++)
        if (scan_at(scan, k)->shape != SHAPE_LOWER)
            return false;
    return place(scan, i, i + token->place - 1, token->place_flags);
}

/* A commune behind « à », « vers »; one that is a common word only where somebody lives. */
static bool short_place(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    if ((token->flags & NAME_PLACE) == 0 || token->leave || token->number > 0 ||
        token->digits < 4 || token->gap == GAP_HYPHEN || scan_at(scan, i + 1)->gap == GAP_HYPHEN ||
        (token->cues & ~CUE(PREFIX)) != 0)
        return false;
    bool article =
        (before->cues & CUE(DETERMINER)) != 0 && (before->cues & (CUE(AT) | CUE(OF))) == 0;
    int at = article ? i - 2 : i - 1;
    bool to = scan_has(scan, at, CUE(AT)) || scan_spells(scan, at, "a");
    bool lived = (to && scan_has(scan, at - 1, CUE(LIVING) | CUE(WORK))) ||
                 scan_spells(scan, i - 1, "vers") || scan_has(scan, i - 1, CUE(LEAVES));
    lived |= scan_has(scan, i - 1, CUE(OF)) && scan_has(scan, i - 2, CUE(LIVING));
    lived |= (scan_has(scan, i - 1, CUE(OF)) || scan_spells(scan, i - 1, "a")) &&
             scan_has(scan, i - 2, CUE(SITUATES));
    if (name_common(token))
        return (token->flags & WORD_MOSTLY) == 0 && (token->flags & WORD_FUNCTION) == 0 && lived &&
               place(scan, i, i, token->flags);
    bool from = to || lived || scan_spells(scan, i - 1, "sur") ||
                scan_has(scan, at, CUE(OF) | CUE(LIVING)) || scan_has(scan, i - 1, CUE(OF));
    if (scan_spells(scan, i - 1, "sur") && (token->flags & WORD_BIG) != 0)
        return place(scan, i, i, token->flags);
    bool land = (token->flags & WORD_COUNTRY) != 0 && (before->cues & CUE(DETERMINER)) != 0 &&
                (before->cues & (CUE(OF) | CUE(AT))) != 0;
    if (land) /* « du mali »: nobody's name has an article */
        return place(scan, i, i, token->flags);
    if ((token->flags & WORD_FIRST) != 0)
        return from && !scan_has(scan, i - 2, CUE(KIN) | CUE(CHILD) | CUE(BEARER)) &&
               (token->flags & (WORD_BIG | WORD_COUNTRY)) != 0 && place(scan, i, i, token->flags);
    return (from || token->digits > 4) && place(scan, i, i, token->flags);
}

/* « née à oran » */
static bool abroad(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if ((token->cues & CUE(ABROAD)) == 0 || token->leave ||
        !(token->group > 1 || scan_spells(scan, i - 1, "a") ||
          scan_has(scan, i - 1, CUE(AT) | CUE(OF) | CUE(LIVING))))
        return false;
    struct hit hit = {0};
    kind_place(&hit, WORD_COUNTRY);
    hit.rule = "place/abroad";
    hit.lexicon = "cues";
    return scan_add(scan, i, i + token->group - 1, hit) != NULL;
}

void small_find(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (abroad(scan, i))
        return;
    if (token->place > 1 && long_place(scan, i))
        return;
    if (token->digits == 1) {
        int name = past_initials(scan, i);
        if (name > i)
            person(scan, i, name, true);
        return;
    }
    if (token->kind != TOKEN_WORD || token->gap == GAP_HYPHEN)
        return;
    if (whole_name(scan, i) || whole_words(scan, i) || compound(scan, i)) {
        person(scan, i, i, true);
        return;
    }
    if (short_place(scan, i))
        return;
    enum strength much = strength(token);
    if (scan_at(scan, i + 1)->gap == GAP_HYPHEN || name_eponym(scan, i) || participle(scan, i))
        much = NO_NAME;
    if (much == SURE || (much == LIKELY && !word_here(scan, i)) ||
        (much == MAYBE && !word_here(scan, i) && borne(scan, i)))
        person(scan, i, i, true);
    else if (much == MAYBE && !word_here(scan, i))
        proper_leave_open(scan, i);
    else if (much == NO_NAME && (stranger(scan, i) || strangers(scan, i) || bare_surname(scan, i)))
        person(scan, i, i, false);
}
