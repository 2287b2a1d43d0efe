#include "bearer.h"

/* Who bears a name, as far as the text says. */

static bool counts(const struct token *token)
{
    return token->kind == TOKEN_WORD && token->digits > 1 &&
           (token->cues & (CUE(PARTICLE) | CUE(MARRIED))) == 0;
}

/* « BENALI Karim »: the surname is what has the capitals.  All in one case, the lists say. */
static bool surname_first(const struct token *const *parts, unsigned count)
{
    if (count < 2)
        return false;
    bool upper = parts[0]->shape == SHAPE_UPPER;
    if (upper != (parts[count - 1]->shape == SHAPE_UPPER))
        return upper;
    const uint32_t names = WORD_FIRST | WORD_SURNAME;
    if (upper) /* « ROBERT HENRIETTE » is how files have it */
        return (parts[0]->flags & WORD_SURNAME) != 0 &&
               (parts[count - 1]->flags & (WORD_FIRST | WORD_WEAK)) != 0;
    return (parts[0]->flags & WORD_SURNAME) != 0 &&
           (parts[count - 1]->flags & names) == WORD_FIRST &&
           (parts[0]->flags & (WORD_WEAK | WORD_FIRST)) != (WORD_WEAK | WORD_FIRST);
}

void bearer_keys(struct hit *hit, const struct scan *scan, int first, int last)
{
    const struct token *parts[HIT_NAMES];
    unsigned count = 0;
    for (int i = first; i <= last && count < HIT_NAMES; i++)
        if (counts(scan_at(scan, i)))
            parts[count++] = scan_at(scan, i);
    bool turned = surname_first(parts, count);
    bool initial = scan_at(scan, first)->shape == SHAPE_INITIAL; /* « K. Benali » */
    hit->names = (uint8_t)count;
    hit->firsts = 0;
    for (unsigned i = 0; i < count; i++) {
        bool given = (parts[i]->flags & (WORD_FIRST | WORD_WEAK)) != 0;
        /* of several words one end is no first name, whoever else bears it as one */
        bool end = count > 1 && i == (turned ? 0 : count - 1) &&
                   (turned || (parts[0]->flags & (WORD_FIRST | WORD_WEAK)) != 0);
        hit->keys[i] = key_whole(parts[i]->key);
        if (given && !end && !(initial && i + 1 == count))
            hit->firsts = (uint8_t)(hit->firsts | 1U << i);
    }
    unsigned at = 0;
    while (at < count && ((unsigned)hit->firsts >> at & 1U) == 0)
        at++;
    if (at < count) {
        uint32_t gender = parts[at]->flags & (WORD_MALE | WORD_FEMALE);
        if (hit->gender == GENDER_ANY)
            hit->gender = gender == WORD_FEMALE ? GENDER_WOMAN
                          : gender == WORD_MALE ? GENDER_MAN
                                                : GENDER_ANY;
        hit->initial = (uint8_t)(scan->text[parts[at]->start] | 0x20);
    } else if (initial) {
        hit->initial = (uint8_t)(scan->text[scan_at(scan, first)->start] | 0x20);
    }
    if (hit->initial < 'a' || hit->initial > 'z')
        hit->initial = 0;
}

/* The end of a list of children: « sa fille Lina, Noé et Tom ». */
static bool child_before(const struct scan *scan, int first)
{
    int joint = first - 1 - scan_has(scan, first - 1, CUE(OF));
    const struct token *other = scan_at(scan, joint - 1);
    if (!other->taken || !(scan_has(scan, joint, CUE(AND)) || scan_mark(scan, joint, ',')) ||
        scan_breaks(scan, joint))
        return false;
    size_t least = scan->hit_count > 64 ? scan->hit_count - 64 : 0;
    for (size_t i = scan->hit_count; i > least; i--)
        if (scan->hits[i - 1].end == other->end)
            return scan->hits[i - 1].child;
    return false;
}

bool bearer_child(const struct scan *scan, int first, int last)
{
    int at = last + 1;
    bool boxed = scan_mark(scan, at, ',') || scan_mark(scan, at, '(');
    at += boxed;
    if (boxed && scan_number(scan, at, 1, 17) &&
        scan_has(scan, at + 1, CUE(UNIT_YEAR) | CUE(UNIT_MONTH)))
        return true;
    if (boxed && scan_has(scan, at, CUE(CHILD)) && scan_has(scan, at + 1, CUE(OF)))
        return true; /* « Théo, fils de Sandrine » */
    if (boxed && scan_has(scan, at, CUE(DETERMINER)) && !scan_has(scan, at, CUE(NUMBER)) &&
        scan_has(scan, at + 1, CUE(CHILD)))
        return true;
    /* « Rose a 3 ans » */
    if (scan_spells(scan, last + 1, "a") && scan_number(scan, last + 2, 1, 17) &&
        scan_has(scan, last + 3, CUE(UNIT_YEAR) | CUE(UNIT_MONTH)))
        return true;
    /* « Jade en a 5. » */
    if (scan_spells(scan, last + 1, "en") && scan_spells(scan, last + 2, "a") &&
        scan_number(scan, last + 3, 1, 17) && scan_at(scan, last + 4)->kind != TOKEN_WORD)
        return true;
    if (scan_has(scan, first - 1, CUE(OF)) && scan_has(scan, first - 2, CUE(MINOR)))
        return true; /* « le placement de Tiago » */
    return child_before(scan, first);
}

static bool somebody(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->taken || (scan_capital(scan, i) && !token->leave && !name_common(token)) ||
           (token->cues & (CUE_TITLE | CUE(KIN) | CUE(CHILD))) != 0;
}

enum gender bearer_pronoun(const struct scan *scan, int first, int last)
{
    if (!scan_at(scan, first)->begins)
        return GENDER_ANY;
    if (scan_mark(scan, last + 1, ',') && scan_spells(scan, last + 2, "lui") &&
        scan_mark(scan, last + 3, ','))
        return GENDER_MAN; /* « Camille, lui, » */
    for (int i = last + 1; i < last + 30 && !somebody(scan, i); i++) {
        if (scan_at(scan, i)->kind == TOKEN_NONE || (scan_at(scan, i)->gap & GAP_LINE) != 0)
            break;
        if (scan_spells(scan, i, "il"))
            return GENDER_MAN;
        if (scan_spells(scan, i, "elle"))
            return GENDER_WOMAN;
    }
    return GENDER_ANY;
}

struct hit bearer_hit(enum reason reason, enum finding_severity severity, const char *rule)
{
    return (struct hit){.category = FINDING_PERSON,
                        .severity = (uint8_t)severity,
                        .reason = (uint8_t)reason,
                        .wording = WORDING_PERSON_UNKNOWN,
                        .rule = rule,
                        .lexicon = "cues"};
}

const char *bearer_list(const struct token *token)
{
    return (token->flags & (WORD_FIRST | WORD_WEAK)) != 0 ? "first-names"
           : (token->flags & WORD_SURNAME) != 0           ? "surnames"
                                                          : "cues";
}

bool bearer_add(struct scan *scan, int first, int name, int last, struct hit hit)
{
    uint8_t initial = hit.initial;
    bearer_keys(&hit, scan, name, last);
    if (first < name && hit.names == 1) { /* « Mme Martin » is no first name */
        hit.firsts = 0;
        hit.initial = initial;
    }
    if (hit.couple)
        hit.gender = GENDER_ANY;
    if (hit.wording != WORDING_PERSON_UNKNOWN)
        return scan_add(scan, first, last, hit) != NULL;
    if (hit.gender == GENDER_WOMAN)
        hit.wording = WORDING_PERSON_WOMAN;
    else if (hit.gender == GENDER_MAN)
        hit.wording = WORDING_PERSON_MAN;
    return scan_add(scan, first, last, hit) != NULL;
}
