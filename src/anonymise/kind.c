#include "kind.h"

#include "bearer.h"

/* What a name is the name of. */

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
    bool lives = scan_has(scan, at, CUE(LIVING) | CUE(LEAVES)) && /* « elle habite Sauve » */
                 (scan_at(scan, i)->flags & NAME_PLACE) != 0 && !scan_spells(scan, i - 1, "les");
    out.at = scan_has(scan, at, CUE(AT)) || lives;
    if (scan_has(scan, at, CUE(OF)))
        at--;
    out.small = scan_has(scan, at, CUE(SMALL));
    bool beside = (scan_mark(scan, i - 1, '/') || scan_mark(scan, i - 1, '-') ||
                   scan_mark(scan, i - 1, '&')) &&
                  scan_at(scan, i - 2)->taken; /* « BLANC / ROUX » */
    out.person = beside || scan_has(scan, i - 1, CUE(TRADE) | CUE(KIN) | CUE(CHILD) | CUE(WITH)) ||
                 (scan_has(scan, i - 1, CUE(AND)) && !scan_spells(scan, i - 1, "pour") &&
                  !scan_spells(scan, i - 1, "par"));
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

void kind_place(struct hit *hit, uint32_t flags)
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

void kind_person(struct hit *hit, const struct scan *scan, int first, int last)
{
    uint32_t flags = scan_at(scan, first)->flags | scan_at(scan, last)->flags;
    bool known = (flags & NAME_PERSON) != 0;
    set(hit, FINDING_PERSON, FINDING_DIRECT, known ? REASON_NAME : REASON_CAPITAL,
        WORDING_PERSON_UNKNOWN);
    hit->rule = "person/name";
    hit->lexicon = (flags & WORD_FIRST) != 0 ? "first-names" : known ? "surnames" : "";
    bearer_keys(hit, scan, first, last);
    hit->child = bearer_child(scan, first, last);
    enum gender said = bearer_pronoun(scan, first, last);
    if (hit->gender == GENDER_ANY)
        hit->gender = (uint8_t)said;
    else if (said != GENDER_ANY && said != hit->gender)
        hit->doubted = true;
    if (hit->gender != GENDER_ANY)
        hit->wording = hit->gender == GENDER_WOMAN ? WORDING_PERSON_WOMAN : WORDING_PERSON_MAN;
}

/* What only one thing speaks for: it is shown and blocks nobody. */
static void doubt(struct hit *hit, bool doubted)
{
    if (!doubted)
        return;
    hit->severity = FINDING_MILD;
    hit->reason = REASON_UNKNOWN_WORD;
}

static void set_abroad(struct hit *hit)
{
    kind_place(hit, WORD_COUNTRY);
    hit->rule = "place/abroad";
}

/* A name of the lists that stands where something else may: two things have to speak for it. */
static bool unsure(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *before = scan_at(scan, i - 1);
    bool source = scan_spells(scan, i - 1, "selon") || scan_spells(scan, i - 1, "les") ||
                  (before->gap == GAP_APOSTROPHE && (before->flags & WORD_FUNCTION) != 0);
    /* « ou Grosse Vache »: a word, and a surname for some */
    bool word = !source && !token->begins && token->shape == SHAPE_CAPITAL &&
                (token->flags & (WORD_COMMON | WORD_FIRST | WORD_WEAK)) == WORD_COMMON &&
                !scan_capital(scan, i + 1);
    /* « il porte un Jean » */
    bool some = scan_spells(scan, i - 1, "un") || scan_spells(scan, i - 1, "une");
    /* « l'Aïd », « le Rorschach »: people have no article */
    bool article = (token->flags & (WORD_GIVEN | WORD_COMMON)) == 0 && !token->begins &&
                   scan_has(scan, i - 1, CUE(DETERMINER));
    return word || some || article;
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
    if ((token->cues & CUE(ABROAD)) != 0 && !acts &&
        !scan_has(scan, i - 1, CUE(TRADE) | CUE(KIN) | CUE(CHILD) | CUE(WITH)))
        set_abroad(hit);
    else if (weak && !name_left(token) && !why.at && !why.small &&
             (flags & (WORD_BIG | WORD_COUNTRY | WORD_REGION)) == 0)
        kind_person(hit, scan, i, i);
    else if ((flags & WORD_COUNTRY) != 0 &&
             ((flags & WORD_FIRST) == 0 ||
              (!acts && !why.person &&
               (why.at || scan_has(scan, i - 1, CUE(OF) | CUE(DETERMINER))))))
        kind_place(hit, flags); /* « elle vient d'Italie » */
    else if (place && !why.at && !why.small &&
             (flags & (WORD_COMMON | WORD_SURNAME | WORD_BIG)) == (WORD_COMMON | WORD_SURNAME))
        kind_person(hit, scan, i, i); /* « selon Rivière » */
    else if (place && !why.at && !why.small && (flags & (WORD_BIG | WORD_COUNTRY)) == 0 &&
             scan_spells(scan, i - 1, "les") && token->shape == SHAPE_CAPITAL)
        kind_person(hit, scan, i, i); /* « chez les Rouvière » */
    else if (place && (!name || why.at || why.small))
        kind_place(hit, flags);
    else if (place && name)
        (((why.person || acts) && (flags & (WORD_FIRST | WORD_BIG)) != WORD_BIG) ||
         ((flags & (WORD_FIRST | WORD_BIG | WORD_REGION)) == WORD_FIRST && !why.at))
            ? kind_person(hit, scan, i, i)
            : kind_place(hit, flags);
    else if (name && !(why.at && (flags & WORD_FIRST) == 0) && !why.small) {
        kind_person(hit, scan, i, i);
        doubt(hit, !acts && !why.person && unsure(scan, i));
    } else if ((why.at || why.small) && !why.work &&
               !(token->shape == SHAPE_UPPER && token->digits <= 6))
        kind_place(hit, 0);
    else if (why.work)
        set(hit, FINDING_ORGANISATION, FINDING_DIRECT, REASON_SITUATES, WORDING_ORGANISATION_OTHER);
    else if ((flags & WORD_PROPER) != 0)
        set(hit, FINDING_ORGANISATION, FINDING_MILD, REASON_CAPITAL, WORDING_ORGANISATION_OTHER);
    else if (token->shape == SHAPE_UPPER && token->digits <= 6)
        set(hit, FINDING_ORGANISATION, FINDING_MILD, REASON_ACRONYM, WORDING_ORGANISATION_OTHER);
    else {
        kind_person(hit, scan, i, i);
        doubt(hit, !acts && !why.person);
    }
}

static bool common_only(const struct token *token)
{
    return name_common(token) && (token->flags & NAME_PERSON) == 0;
}

struct hit kind_of(const struct scan *scan, int first, int last)
{
    struct hit hit = {.rule = "proper/capital", .lexicon = ""};
    struct before why = before(scan, first);
    const struct token *head = scan_at(scan, first);
    if (head->place > 1 && head->place == last - first + 1 &&
        !((head->flags & WORD_FIRST) != 0 && why.person)) {
        kind_place(&hit, head->place_flags);
    } else if (first == last) {
        set_single(&hit, scan, first, why);
    } else {
        bool body = false;
        bool name = (head->flags & (WORD_FIRST | WORD_WEAK)) != 0;
        for (int i = first; i <= last; i++) {
            body |= scan_capital(scan, i) && common_only(scan_at(scan, i)) &&
                    scan_at(scan, i)->shape != SHAPE_INITIAL;
            name |=
                ((scan_at(scan, i)->flags & NAME_PERSON) != 0 && !name_common(scan_at(scan, i))) ||
                ((scan_at(scan, i)->flags & (WORD_WEAK | WORD_COMMON)) == WORD_WEAK);
        }
        bool place = ((head->flags | scan_at(scan, last)->flags) & NAME_PLACE) != 0;
        if (why.small || (why.at && (head->flags & WORD_FIRST) == 0 && (place || !why.work)))
            kind_place(&hit, (head->flags | scan_at(scan, last)->flags) & NAME_PLACE);
        else if (why.work)
            set(&hit, FINDING_ORGANISATION, FINDING_DIRECT, REASON_SITUATES,
                WORDING_ORGANISATION_OTHER);
        else if (body && !(head->flags & WORD_FIRST) && !name &&
                 !(first + 1 == last && !name_common(head) && head->shape == SHAPE_CAPITAL &&
                   (head->flags & NAME_ANY) == 0 && name_verb(scan_at(scan, last + 1))))
            set(&hit, FINDING_ORGANISATION, FINDING_MILD, REASON_BODY, WORDING_ORGANISATION_OTHER);
        else
            kind_person(&hit, scan, first, last);
    }
    if (hit.names == 0)
        bearer_keys(&hit, scan, first, last);
    const struct token *the = scan_at(scan, first - 1);
    hit.family = hit.category == FINDING_PERSON && first == last && the->shape != SHAPE_UPPER &&
                 !scan_breaks(scan, first) && head->shape == SHAPE_CAPITAL &&
                 (scan_spells(scan, first - 1, "les") || scan_spells(scan, first - 1, "des") ||
                  scan_spells(scan, first - 1, "aux"));
    if (hit.family)
        hit.gender = GENDER_ANY;
    hit.several = hit.family && scan_spells(scan, first - 1, "les") &&
                  !scan_has(scan, first - 2, CUE(WITH)) && !scan_breaks(scan, last + 1) &&
                  ((scan_at(scan, last + 1)->flags & (WORD_VERB3 | WORD_VERB)) != 0 ||
                   scan_has(scan, last + 1, CUE(PRONOUN)));
    return hit;
}
