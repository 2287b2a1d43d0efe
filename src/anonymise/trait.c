/* What identifies together with something else. */

#include "name.h"

/* What identifies together with something else: ages of children, twins, offices, rare trades. */

static void trait(struct scan *scan, int first, int last, enum reason reason, enum wording wording,
                  const char *rule)
{
    scan_add(scan, first, last,
             (struct hit){.category = FINDING_TRAIT,
                          .severity = FINDING_MILD,
                          .reason = (uint8_t)reason,
                          .wording = (uint8_t)wording,
                          .rule = rule,
                          .lexicon = "cues"});
}

static bool child_before(const struct scan *scan, int i)
{
    for (int k = i - 1; k >= i - 6; k--) {
        if (scan_has(scan, k, CUE(CHILD)))
            return true;
        const struct token *token = scan_at(scan, k);
        if (token->kind == TOKEN_NONE || scan_mark(scan, k, '.') || scan_mark(scan, k, ';') ||
            ((token->cues & CUE(YEAR)) != 0 &&
             (token->cues & (CUE(OF) | CUE(AND) | CUE(AT) | CUE(PARTICLE))) == 0))
            return false;
    }
    return false;
}

static enum wording band(unsigned years, bool months)
{
    if (months || years < 3)
        return WORDING_AGE_BABY;
    return years < 6    ? WORDING_AGE_NURSERY
           : years < 11 ? WORDING_AGE_PRIMARY
           : years < 15 ? WORDING_AGE_COLLEGE
                        : WORDING_AGE_LYCEE;
}

/* « âgée de 7 ans », « sa fille a 7 ans », « (7 ans) », « ses enfants de 3 et 7 ans » */
static void age(struct scan *scan, int i)
{
    const struct token *number = scan_at(scan, i);
    bool months = scan_has(scan, i + 1, CUE(UNIT_MONTH));
    if ((!months && !scan_has(scan, i + 1, CUE(UNIT_YEAR))) ||
        number->number >= (months ? 48U : 18U) || number->number == 0 || number->digits > 2 ||
        scan_breaks(scan, i + 1))
        return;
    int first = i;
    while (first >= 2 && scan_has(scan, first - 1, CUE(AND)) && scan_number(scan, first - 2, 1, 17))
        first -= 2;
    while (first >= 2 && scan_mark(scan, first - 1, ',') && scan_number(scan, first - 2, 1, 17))
        first -= 2;
    const struct token *before = scan_at(scan, first - 1);
    bool aged = scan_has(scan, first - 1, CUE(AGED)) ||
                (scan_has(scan, first - 1, CUE(OF)) && scan_has(scan, first - 2, CUE(AGED)));
    if (aged && scan_at(scan, first - 2)->gap == GAP_APOSTROPHE)
        return; /* « à l'âge de 7 ans » is long ago */
    int from = aged && scan_has(scan, first - 1, CUE(OF)) ? first - 2 : first;
    bool child =
        (before->cues & CUE(YEAR) & ~CUE(OF)) == 0 || (before->cues & (CUE(OF) | CUE(AND))) != 0;
    bool named = (scan_mark(scan, first - 1, ',') || scan_mark(scan, first - 1, '(')) &&
                 scan_at(scan, first - 2)->taken;
    named |= before->taken && before->kind == TOKEN_WORD;
    named |= scan_spells(scan, first - 1, "a") && scan_at(scan, first - 2)->taken &&
             scan_at(scan, first - 2)->kind == TOKEN_WORD; /* « Rose a 3 ans » */
    bool boxed = scan_mark(scan, first - 1, '(') && scan_mark(scan, i + 2, ')');
    if (!aged && !boxed && !named && !(child && child_before(scan, first)))
        return;
    scan_add(scan, from, i + 1,
             (struct hit){.category = FINDING_AGE,
                          .severity = FINDING_MILD,
                          .reason = REASON_CHILD_AGE,
                          .wording = (uint8_t)band(number->number, months),
                          .rule = "age/child",
                          .lexicon = "cues"});
}

/* The article of what begins here, or it itself. */
static int article_before(const struct scan *scan, int i)
{
    const struct token *before = scan_at(scan, i - 1);
    bool article = before->kind == TOKEN_WORD && !before->taken && !scan_breaks(scan, i) &&
                   before->shape == SHAPE_LOWER && before->digits <= 3 &&
                   scan_has(scan, i - 1, CUE(DETERMINER)) &&
                   (scan->text[before->start] | 0x20) == 'l';
    return article ? i - 1 : i;
}

/* « amputé des deux mains », « atteinte de la maladie de Charcot »: what somebody has, up to the
 * end of what names it. */
static bool condition(struct scan *scan, int i)
{
    bool lost = (scan->text[scan_at(scan, i)->start + 2] | 0x20) == 'p'; /* amputé */
    int at = i + 1;
    int last = -1;
    if (!scan_has(scan, at, CUE(OF)) || scan_breaks(scan, at))
        return false;
    for (at++; at < i + 7 && !scan_breaks(scan, at); at++) {
        const struct token *token = scan_at(scan, at);
        bool little = (token->cues & (CUE(OF) | CUE(DETERMINER) | CUE(NUMBER))) != 0;
        bool named = (token->cues & (CUE(EPONYM) | CUE(RARE))) != 0;
        if (token->kind != TOKEN_WORD || token->taken ||
            (!little && (token->flags & WORD_FUNCTION)))
            break;
        if (named || (lost && !little) ||
            (last >= 0 && (token->shape == SHAPE_CAPITAL || !name_common(token))))
            last = at + token->group - 1;
        if (lost && !little)
            break;
    }
    if (last < 0)
        return false;
    trait(scan, i, last, REASON_RARE, WORDING_TRAIT_PLAIN, "trait/condition");
    return true;
}

/* « en 2nde b »; « a » is a word */
static bool single(const struct scan *scan, int i)
{
    char letter = scan_letter(scan, i);
    return letter >= 'b' && letter <= 'h' && scan_at(scan, i + 1)->gap == GAP_SPACE;
}

/* « en 4eB au collège »: a class, beside its school. */
static void class_at(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *letters = scan_at(scan, i + 1);
    if (token->number < 1 || token->number > 6 || token->digits != 1 ||
        letters->kind != TOKEN_WORD || letters->gap != GAP_NONE || letters->digits > 4 ||
        !scan_spells(scan, i - 1, "en"))
        return;
    int last = i + 1; /* « en 2nde B » */
    const struct token *which = scan_at(scan, i + 2);
    if (!scan_breaks(scan, i + 2) && (which->shape == SHAPE_INITIAL || single(scan, i + 2) ||
                                      (which->shape == SHAPE_UPPER && which->digits <= 3) ||
                                      (which->kind == TOKEN_NUMBER && which->digits == 1)))
        last = i + 2;
    else if (letters->digits < 2 || token->number < 3 ||
             (letters->shape == SHAPE_LOWER &&
              (letters->digits != 2 || scan_spells(scan, i + 1, "em"))))
        return;
    for (int at = last + 1; at < i + 8 && !scan_mark(scan, at, '.') && !scan_breaks(scan, at); at++)
        if (scan_has(scan, at, CUE(SITUATES)) || scan_at(scan, at)->taken) {
            trait(scan, i, last, REASON_CLASS, WORDING_TRAIT_CLASS, "trait/class");
            return;
        }
}

/* « maire du village », « est adjointe au maire » */
static void office(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    int last = i + token->group - 1;
    bool of = scan_has(scan, last + 1, CUE(OF)) && scan_at(scan, last + 2)->kind == TOKEN_WORD &&
              !scan_at(scan, last + 2)->taken &&
              (scan_has(scan, last + 2, CUE(SMALL)) || scan_capital(scan, last + 2) ||
               scan_has(scan, last + 3, CUE(SMALL)));
    bool is = (scan_at(scan, i - 1)->flags & WORD_VERB3) != 0 &&
              !scan_has(scan, i - 1, CUE(DETERMINER) | CUE(OF) | CUE(AT));
    if (of && scan_capital(scan, last + 2))
        of = is = false; /* the place is found itself */
    if (token->group > 1)
        is = true;
    if (of && !scan_capital(scan, last + 2))
        last += scan_has(scan, last + 2, CUE(SMALL)) ? 2 : 3;
    bool former = (scan_spells(scan, i - 1, "ancien") || scan_spells(scan, i - 1, "ancienne") ||
                   scan_spells(scan, i - 1, "ex")) &&
                  !scan_breaks(scan, i);
    int kin = i - 2; /* « la femme du maire », « le fils de la mairesse » */
    if (scan_has(scan, i - 1, CUE(DETERMINER)) && scan_has(scan, kin, CUE(OF)))
        kin--;
    bool relative = scan_has(scan, i - 1, CUE(OF) | CUE(DETERMINER)) &&
                    scan_has(scan, kin, CUE(KIN) | CUE(CHILD)) && !scan_breaks(scan, i) &&
                    !scan_at(scan, kin)->taken && token->shape == SHAPE_LOWER;
    if (of || is || former || relative)
        trait(scan,
              relative           ? article_before(scan, kin)
              : former           ? article_before(scan, i - 1)
              : token->group > 1 ? article_before(scan, i)
                                 : i,
              last, REASON_OFFICE, WORDING_TRAIT_OFFICE, "trait/office");
}

/* « la seule sage-femme », « la seule famille afghane » */
static bool only_one(struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i + 1);
    int last = i + next->group;
    if (scan_breaks(scan, i + 1) || next->taken)
        return false;
    bool nation = scan_has(scan, last + 1, CUE(NATION)) && !scan_breaks(scan, last + 1);
    if ((next->cues & (CUE(TRADE) | CUE(NATION))) == 0 && !nation)
        return false;
    last += nation ? scan_at(scan, last + 1)->group : 0;
    trait(scan, article_before(scan, i), last, REASON_ONLY_ONE, WORDING_TRAIT_PLAIN, "trait/only");
    return true;
}

/* « Madame, 34 ans »: the age of somebody grown up, its last token, or -1. */
static int grown_up(const struct scan *scan, int i)
{
    if (scan_at(scan, i)->kind != TOKEN_NUMBER)
        return -1;
    bool told = scan_mark(scan, i - 1, ',') || scan_mark(scan, i - 1, '(') ||
                scan_has(scan, i - 1, CUE(AGED)) ||
                (scan_has(scan, i - 1, CUE(OF)) && scan_has(scan, i - 2, CUE(AGED)));
    return !scan_at(scan, i)->taken && scan_number(scan, i, 18, 99) &&
                   scan_at(scan, i)->digits == 2 && scan_has(scan, i + 1, CUE(UNIT_YEAR)) && told &&
                   !scan_breaks(scan, i + 1)
               ? i + 1
               : -1;
}

/* « son mari, gendarme, »: what a relative does; its last token, or -1. */
static int relative_trade(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if ((token->cues & (CUE(TRADE) | CUE(OFFICE))) == 0)
        return -1;
    int last = i + token->group - 1;
    bool comma =
        scan_mark(scan, i - 1, ',') && scan_has(scan, i - 2, CUE(KIN)) && !scan_breaks(scan, i);
    return comma && !token->taken && scan_at(scan, last + 1)->kind != TOKEN_WORD ? last : -1;
}

/* Neither tells by itself who somebody is; both together may. */
static void adding_up(struct scan *scan)
{
    bool age = false;
    bool trade = false;
    for (int i = 0; i < scan->count; i++) {
        age |= (scan->marks[i] & SCAN_NUMBERS) != 0 && grown_up(scan, i) > 0;
        trade |= (scan->marks[i] & SCAN_TRAITS) != 0 && relative_trade(scan, i) > 0;
    }
    for (int i = 0; age && trade && i < scan->count; i++) {
        int last = grown_up(scan, i);
        if (last < 0)
            last = relative_trade(scan, i);
        if (last > 0)
            trait(scan, i, last, REASON_ADDS_UP, WORDING_TRAIT_PLAIN, "trait/adds-up");
    }
}

void trait_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if ((scan->marks[i] & (SCAN_NUMBERS | SCAN_TRAITS)) == 0 || token->taken)
            continue;
        if (token->kind == TOKEN_NUMBER) {
            age(scan, i);
            if (!token->taken)
                class_at(scan, i);
            continue;
        }
        if (token->kind != TOKEN_WORD || token->shape == SHAPE_UPPER)
            continue;
        uint64_t cues = token->cues;
        if ((cues & CUE(TWIN)) != 0)
            trait(scan, i, i, REASON_TWINS, WORDING_TRAIT_TWINS, "trait/twins");
        else if ((cues & CUE(OFFICE)) != 0 && token->shape == SHAPE_LOWER)
            office(scan, i);
        else if ((cues & CUE(RARE)) != 0)
            trait(scan, i, i + token->group - 1, REASON_RARE, WORDING_TRAIT_PLAIN, "trait/rare");
        else if ((cues & CUE(CONDITION)) != 0 && condition(scan, i))
            continue;
        else if ((cues & CUE(ONLY)) != 0 && only_one(scan, i))
            continue;
        else if (((cues & CUE(TRADE)) != 0 &&
                  (scan_at(scan, i + token->group)->cues & CUE(NATION)) != 0 &&
                  !scan_breaks(scan, i + token->group)))
            trait(scan, i, i + token->group, REASON_NATION_TRADE, WORDING_TRAIT_PLAIN,
                  "trait/nation-trade");
    }
    adding_up(scan);
}
