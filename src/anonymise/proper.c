#include "name.h"

#include <string.h>

/* Capitals without a cue before them: rules 3 to 6 of detect.h. */

/* What stands before a name. */
struct before {
    bool at;     /* « à », « vers la » */
    bool small;  /* « village de », « quartier » */
    bool person; /* « juge », « avec » */
    bool work;
};

static struct before before(const struct scan *scan, int i)
{
    struct before out = {0};
    int at = i - 1;
    if (scan_has(scan, at, CUE(DETERMINER)) && !scan_has(scan, at, CUE(AT) | CUE(OF)))
        at--;
    out.at = scan_has(scan, at, CUE(AT));
    if (scan_has(scan, at, CUE(OF)))
        at--;
    out.small = scan_has(scan, at, CUE(SMALL));
    out.person = scan_has(scan, i - 1, CUE(TRADE) | CUE(KIN) | CUE(CHILD) | CUE(AND));
    for (int k = i - 1; k > i - 6 && !scan_mark(scan, k, '.') && !out.work; k--)
        out.work = scan_has(scan, k, CUE(WORK));
    return out;
}

static void set(struct hit *hit, enum finding_category category, enum finding_severity severity,
                enum reason reason, enum wording wording)
{
    hit->category = (uint8_t)category;
    hit->severity = (uint8_t)severity;
    hit->reason = (uint8_t)reason;
    hit->wording = (uint8_t)wording;
}

static void set_place(struct hit *hit, uint32_t flags)
{
    hit->rule = "place/name";
    if ((flags & WORD_COUNTRY) != 0) {
        set(hit, FINDING_PLACE, FINDING_MILD, REASON_COUNTRY, WORDING_PLACE_COUNTRY);
        hit->lexicon = "countries";
    } else if ((flags & WORD_REGION) != 0 && (flags & WORD_PLACE) == 0) {
        set(hit, FINDING_PLACE, FINDING_MILD, REASON_REGION, WORDING_PLACE_REGION);
        hit->lexicon = "regions";
    } else if ((flags & WORD_BIG) != 0) {
        set(hit, FINDING_PLACE, FINDING_MILD, REASON_CITY, WORDING_PLACE_CITY);
        hit->lexicon = "communes";
    } else if ((flags & WORD_PLACE) != 0) {
        set(hit, FINDING_PLACE, FINDING_DIRECT, REASON_COMMUNE, WORDING_PLACE_SMALL);
        hit->lexicon = "communes";
    } else {
        set(hit, FINDING_PLACE, FINDING_DIRECT, REASON_PLACE, WORDING_PLACE_UNKNOWN);
        hit->lexicon = "cues";
    }
}

static void set_person(struct hit *hit, const struct scan *scan, int first, int last)
{
    uint32_t flags = scan_at(scan, first)->flags | scan_at(scan, last)->flags;
    bool known = (flags & NAME_PERSON) != 0;
    set(hit, FINDING_PERSON, FINDING_DIRECT, known ? REASON_NAME : REASON_CAPITAL,
        WORDING_PERSON_UNKNOWN);
    hit->rule = "person/name";
    hit->lexicon = (flags & WORD_FIRST) != 0 ? "first-names" : known ? "surnames" : "";
    name_keys(hit, scan, first, last);
    hit->child = name_child(scan, first, last);
    if (hit->gender != GENDER_ANY)
        hit->wording = hit->gender == GENDER_WOMAN ? WORDING_PERSON_WOMAN : WORDING_PERSON_MAN;
}

/* One word that some list has, or none. */
static void set_single(struct hit *hit, const struct scan *scan, int i, struct before why)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    uint32_t flags = token->flags;
    bool acts =
        next->kind == TOKEN_WORD && next->shape == SHAPE_LOWER && (next->flags & WORD_VERB3) != 0;
    bool place = (flags & NAME_PLACE) != 0;
    bool name = (flags & NAME_PERSON) != 0;
    bool weak = (flags & (WORD_COMMON | WORD_WEAK)) == (WORD_COMMON | WORD_WEAK);
    if (weak && !name_left(token) && !why.at && !why.small &&
        (flags & (WORD_BIG | WORD_COUNTRY | WORD_REGION)) == 0)
        set_person(hit, scan, i, i);
    else if ((flags & WORD_COUNTRY) != 0 && (flags & WORD_FIRST) == 0)
        set_place(hit, flags);
    else if (place && (!name || why.at || why.small))
        set_place(hit, flags);
    else if (place && name)
        (why.person || acts || (flags & (WORD_FIRST | WORD_BIG | WORD_REGION)) == WORD_FIRST)
            ? set_person(hit, scan, i, i)
            : set_place(hit, flags);
    else if (name && !(why.at && (flags & WORD_FIRST) == 0) && !why.small)
        set_person(hit, scan, i, i);
    else if ((why.at || why.small) && !why.work &&
             !(token->shape == SHAPE_UPPER && token->digits <= 6))
        set_place(hit, 0);
    else if (why.work)
        set(hit, FINDING_ORGANISATION, FINDING_DIRECT, REASON_SITUATES, WORDING_ORGANISATION_OTHER);
    else if ((flags & WORD_PROPER) != 0)
        set(hit, FINDING_ORGANISATION, FINDING_MILD, REASON_CAPITAL, WORDING_ORGANISATION_OTHER);
    else if (token->shape == SHAPE_UPPER && token->digits <= 6)
        set(hit, FINDING_ORGANISATION, FINDING_MILD, REASON_ACRONYM, WORDING_ORGANISATION_OTHER);
    else {
        set_person(hit, scan, i, i);
        if (token->begins && !acts) {
            hit->severity = FINDING_MILD;
            hit->reason = REASON_UNKNOWN_WORD;
        }
    }
}

static bool common_only(const struct token *token)
{
    return name_common(token) && (token->flags & NAME_PERSON) == 0;
}

static struct hit classify(const struct scan *scan, int first, int last)
{
    struct hit hit = {.rule = "proper/capital", .lexicon = ""};
    struct before why = before(scan, first);
    const struct token *head = scan_at(scan, first);
    if (head->place > 1 && head->place == last - first + 1 &&
        !((head->flags & WORD_FIRST) != 0 && why.person)) {
        set_place(&hit, head->place_flags);
    } else if (first == last) {
        set_single(&hit, scan, first, why);
    } else {
        bool body = false;
        bool name = (head->flags & (WORD_FIRST | WORD_WEAK)) != 0;
        for (int i = first; i <= last; i++) {
            body |= scan_capital(scan, i) && common_only(scan_at(scan, i)) &&
                    scan_at(scan, i)->shape != SHAPE_INITIAL;
            name |= (scan_at(scan, i)->flags & NAME_PERSON) != 0 && !name_common(scan_at(scan, i));
        }
        bool place = ((head->flags | scan_at(scan, last)->flags) & NAME_PLACE) != 0;
        if (why.small || (why.at && (head->flags & WORD_FIRST) == 0 && (place || !why.work)))
            set_place(&hit, (head->flags | scan_at(scan, last)->flags) & NAME_PLACE);
        else if (why.work)
            set(&hit, FINDING_ORGANISATION, FINDING_DIRECT, REASON_SITUATES,
                WORDING_ORGANISATION_OTHER);
        else if (body && !(head->flags & WORD_FIRST) && !name)
            set(&hit, FINDING_ORGANISATION, FINDING_MILD, REASON_BODY, WORDING_ORGANISATION_OTHER);
        else
            set_person(&hit, scan, first, last);
    }
    if (hit.names == 0)
        name_keys(&hit, scan, first, last);
    return hit;
}

static void leave_open(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (scan->open_count == SCAN_OPEN)
        return;
    struct open_word word = {.key = key_whole(token->key), .field = scan->field};
    word.hit = classify(scan, i, i);
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

/* « jean dupont »: a first name, common or not, and a surname that is no common word. */
static bool whole_small_name(struct scan *scan, int i)
{
    const struct token *first = scan_at(scan, i);
    const struct token *last = scan_at(scan, i + 1);
    if ((first->flags & WORD_FIRST) == 0 || (first->flags & WORD_FUNCTION) != 0 ||
        first->digits < 3 || last->kind != TOKEN_WORD || scan_breaks(scan, i + 1) ||
        last->shape != SHAPE_LOWER || name_common(last) || (last->flags & WORD_SURNAME) == 0 ||
        last->digits < 4 || last->leave || last->gap != GAP_SPACE)
        return false;
    struct hit hit = {0};
    set_person(&hit, scan, i, i + 1);
    hit.rule = "person/small-letters";
    return scan_add(scan, i, i + 1, hit) != NULL;
}

/* « jean-pierre est parti » */
static bool compound(struct scan *scan, int i)
{
    int last = name_compound(scan, i);
    const struct token *next = scan_at(scan, last + 1);
    if (last < 0 || (scan_at(scan, i)->leave && scan_at(scan, last)->leave))
        return false;
    if (next->shape == SHAPE_LOWER && (next->flags & WORD_SURNAME) != 0 && !name_common(next) &&
        !scan_breaks(scan, last + 1))
        last++;
    struct hit hit = {0};
    set_person(&hit, scan, i, last);
    hit.rule = "person/small-letters";
    return scan_add(scan, i, last, hit) != NULL;
}

/* « pierre a crié », « lou, elle, dort »: no noun stands alone before its verb, a name does. */
static bool subject(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    bool with = scan_has(scan, i - 1, CUE(AND)) && !name_common(token);
    with |= (scan_at(scan, i + 1)->cues & CUE(AND)) != 0 && !name_common(token) &&
            (scan_at(scan, i + 2)->flags & WORD_FIRST) != 0 && !scan_breaks(scan, i + 2);
    with |= scan_has(scan, i - 1, CUE(AND)) && scan_at(scan, i - 2)->taken &&
            scan_at(scan, i - 2)->shape == SHAPE_LOWER &&
            (scan_at(scan, i - 2)->flags & WORD_FIRST);
    bool aged = (scan_mark(scan, i + 1, ',') || scan_mark(scan, i + 1, '(')) &&
                scan_number(scan, i + 2, 1, 110) &&
                scan_has(scan, i + 3, CUE(UNIT_YEAR) | CUE(UNIT_MONTH));
    if (!(token->begins || with) || (token->flags & WORD_FIRST) == 0 || token->leave ||
        (token->flags & WORD_FUNCTION) != 0 || token->digits < 3 || token->gap == GAP_HYPHEN ||
        (token->cues & ~CUE(PREFIX)) != 0 || (!with && scan_breaks(scan, i + 1)) ||
        (!with && next->gap != GAP_SPACE && !aged) || !(with || name_verb(next) || aged))
        return false;
    struct hit hit = {0};
    set_person(&hit, scan, i, i);
    hit.rule = "person/small-letters";
    return scan_add(scan, i, i, hit) != NULL;
}

/* Small letters without a name's cue: a commune behind « à », a first name that is no common word.
 */
static void small_letters(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (whole_small_name(scan, i) || compound(scan, i) || subject(scan, i))
        return;
    if (name_common(token) || token->leave ||
        token->digits < ((token->flags & WORD_FIRST) != 0 ? 3 : 4) || token->number > 0 ||
        token->gap == GAP_HYPHEN || scan_at(scan, i + 1)->gap == GAP_HYPHEN ||
        (token->cues & ~CUE(PREFIX)) != 0)
        return;
    const struct token *next = scan_at(scan, i + 1);
    struct before why = before(scan, i);
    struct hit hit = {.rule = "place/small-letters", .lexicon = "communes"};
    bool from = scan_has(scan, i - 1, CUE(AT) | CUE(OF) | CUE(LIVING)) || why.at || why.small;
    if ((token->flags & NAME_PLACE) != 0 && (from || token->digits > 4) &&
        (token->flags & WORD_FIRST) == 0) {
        set_place(&hit, token->flags);
        hit.rule = "place/small-letters";
        scan_add(scan, i, i, hit);
    } else if ((token->flags & WORD_FIRST) != 0) {
        bool surname = !scan_breaks(scan, i + 1) && next->kind == TOKEN_WORD &&
                       (next->flags & WORD_SURNAME) != 0 && !name_common(next);
        int last = surname ? i + 1 : i;
        set_person(&hit, scan, i, last);
        hit.rule = "person/small-letters";
        scan_add(scan, i, last, hit);
    }
}

/* « st hippolyte du fort », « la grand-combe »: places of several words in small letters. */
static bool small_place(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool odd = false;
    for (int k = i; k < i + token->place; k++)
        odd |= !name_common(scan_at(scan, k));
    odd |= token->digits == 2 && scan->text[token->start] == 's'; /* « st jean » */
    if (!odd && token->place < 3)
        return false;
    struct hit hit = {0};
    set_place(&hit, token->place_flags);
    hit.rule = "place/small-letters";
    return scan_add(scan, i, i + token->place - 1, hit) != NULL;
}

static bool local(struct scan *scan, int i)
{
    struct hit hit = {0};
    set_place(&hit, WORD_PLACE);
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

void proper_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind != TOKEN_WORD || token->taken)
            continue;
        if ((token->cues & CUE(LOCAL)) != 0 && local(scan, i))
            continue;
        if (token->shape == SHAPE_LOWER) {
            if (token->place > 1 && scan_at(scan, i + 1)->shape == SHAPE_LOWER &&
                small_place(scan, i))
                continue;
            if ((token->flags & (NAME_PLACE | WORD_FIRST)) != 0)
                small_letters(scan, i);
            continue;
        }
        enum name_verdict verdict = name_decide(scan, i);
        if (token->shape == SHAPE_INITIAL && joined_initial(scan, i))
            verdict = NAME_YES;
        if (verdict == NAME_OPEN)
            leave_open(scan, i);
        if (verdict != NAME_YES)
            continue;
        int last = name_end(scan, i);
        if (scan_add(scan, i, last, classify(scan, i, last)) != NULL)
            i = last;
    }
}
