#include "title.h"

#include "bearer.h"
#include "small.h"

/* People by their titles and by initials. */

/* « me castelnau », not « il me frappe » */
static bool counsel(const struct scan *scan, int i)
{
    const struct token *name = scan_at(scan, i + 1);
    bool article = (name->cues & CUE(PARTICLE)) != 0 && name->shape == SHAPE_LOWER;
    if (article)
        name = scan_at(scan, i + 2);
    uint32_t known = name->flags & (NAME_PERSON | WORD_WEAK | WORD_PLACE | WORD_PROPER);
    bool rare = !name_common(name) || (name->flags & (WORD_SELDOM | WORD_VERB)) == WORD_SELDOM;
    return !scan_has(scan, i - 1, CUE(PRONOUN)) && rare && name->digits > 3 &&
           name->kind == TOKEN_WORD &&
           (known != 0 || article || !scan_has(scan, i - 1, CUE(CLAUSE)));
}

/* Whether the words « m », « me » are titles here. */
bool title_is(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (scan_at(scan, i + 1)->gap == GAP_APOSTROPHE || token->gap == GAP_APOSTROPHE)
        return false;
    bool dot = scan_mark(scan, i + 1, '.') && scan_at(scan, i + 1)->gap == GAP_NONE;
    if (scan_letter(scan, i) == 'm')
        return dot;
    if (scan_letter(scan, i) == 'M')
        return dot || scan_capital(scan, i + 1) || scan_at(scan, i + 1)->shout;
    if (token->digits == 2 && (token->cues & (CUE(TITLE_OTHER) | CUE(TITLE_MAN))) != 0 &&
        scan->text[token->start] != 'd' && scan->text[token->start] != 'p')
        return scan->text[token->end - 1] == 'r' || token->shape != SHAPE_LOWER || counsel(scan, i);
    return true;
}

/* A name in small letters behind a title: its last token, or -1.  « madame » stands before many a
 * word, « mme » before a name. */
static int small_name(const struct scan *scan, int i, bool brief)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    if (token->kind != TOKEN_WORD || token->digits < 2 || scan_breaks(scan, i) || token->leave ||
        token->number > 0)
        return -1;
    int last = name_compound(scan, i) > 0 ? i + 1 : i;
    /* « me portalès »: a word that hardly anybody writes */
    bool rare = brief && (token->flags & (WORD_SELDOM | WORD_VERB)) == WORD_SELDOM;
    if (name_common(token) && last == i && !rare) {
        bool ends = next->kind != TOKEN_WORD || scan_breaks(scan, i + 1) ||
                    (next->cues & (CUE(AND) | CUE(MARRIED))) != 0 ||
                    (next->flags & WORD_FUNCTION) != 0;
        bool verb = name_verb(next) && !scan_breaks(scan, i + 1);
        bool borne = (token->flags & (NAME_PERSON | WORD_WEAK)) != 0;
        if ((token->flags & WORD_FUNCTION) != 0 || (token->cues & CUE(ACTS)) != 0)
            return -1;
        if (next->gap == GAP_HYPHEN) /* « mme blanc-martin », not « madame prend-elle » */
            return borne && next->digits > 3 ? small_end(scan, i) : -1;
        if ((token->flags & (WORD_VERB3 | WORD_NOUN)) == WORD_NOUN && brief && verb)
            return i; /* « mme rivière a dit » */
        bool given = (token->flags & (WORD_FIRST | WORD_MOSTLY)) == WORD_FIRST;
        if (!borne || !(verb || (brief && ends)) ||
            ((token->flags & WORD_VERB3) != 0 && !verb && !given))
            return -1;
        return i;
    }
    return small_end(scan, last);
}

/* « el khatib », « n'guyen »: a little word and one that no dictionary has. */
static bool stranger(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    bool joined = next->gap == GAP_APOSTROPHE && token->digits == 1;
    return ((token->cues & CUE(PARTICLE)) != 0 || joined) && next->kind == TOKEN_WORD &&
           next->shape == SHAPE_LOWER && !name_common(next) && next->digits > 2 &&
           next->cues == 0 && !scan_breaks(scan, i + 1);
}

/* « Mme B. Martin », not « Mme B. Martin veut partir » of somebody else. */
static bool surname_behind(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    if (!scan_capital(scan, i) || scan_breaks(scan, i) || token->shape == SHAPE_INITIAL ||
        token->gap != GAP_SPACE || token->taken)
        return false;
    if (!name_common(token))
        return true;
    return (token->flags & NAME_PERSON) != 0 && (token->flags & WORD_FUNCTION) == 0 &&
           (token->cues & CUE_TITLE) == 0 && !token->leave &&
           (next->kind != TOKEN_WORD || scan_breaks(scan, i + 1) || (next->cues & CUE(AND)) != 0 ||
            name_verb(next));
}

/* A word that is no name elsewhere. */
bool title_odd_surname(const struct token *token)
{
    return (token->cues & (CUE(TITLE_WOMAN) | CUE(TITLE_MAN) | CUE(TRADE) | CUE(OFFICE))) == 0 &&
           ((token->cues & (CUE_MONTHS | CUE(WEEKDAY) | CUE(TITLE_OTHER))) != 0 ||
            (token->leave && (token->flags & (NAME_PERSON | WORD_WEAK)) != 0));
}

/* « D. B. », « L.M. »: the last token of two initials, or -1; not « A.T. », which leave.ini has,
 * unless ${titled}. */
static int several_initials(const struct scan *scan, int i, bool titled)
{
    struct folding letters = {KEY_START, KEY_START};
    int at = i;
    int count = 0;
    bool joined = false; /* « J.-M. R. » */
    while (count < 4 && scan_at(scan, at)->kind == TOKEN_WORD &&
           (scan_at(scan, at)->shape == SHAPE_INITIAL ||
            (titled && scan_at(scan, at)->digits == 1 && scan_at(scan, at)->number == 0)) &&
           !scan_at(scan, at)->taken && scan_mark(scan, at + 1, '.') &&
           scan_at(scan, at + 1)->gap == GAP_NONE && !(count > 0 && scan_breaks(scan, at))) {
        letters.exact =
            key_byte(letters.exact, (unsigned char)(scan->text[scan_at(scan, at)->start] | 0x20));
        at += 2;
        count++;
        if (scan_mark(scan, at, '-') && scan_at(scan, at)->gap == GAP_NONE &&
            scan_at(scan, at + 1)->digits == 1) {
            joined = true;
            at++;
        }
    }
    uint64_t cues = cues_find(&scan->lexicon->cues, key_end(letters.exact));
    return (count == 2 || (joined && count == 3)) && (titled || (cues & CUE(LEAVE)) == 0) ? at - 1
                                                                                          : -1;
}

/* Past « J. », « J.-P. », « P-A. », « R- »: where the name behind initials begins; ${i} for none.
 */
static int past_initials(const struct scan *scan, int i)
{
    int at = i;
    while (at < i + 9 && scan_at(scan, at)->shape == SHAPE_INITIAL &&
           scan_at(scan, at)->kind == TOKEN_WORD) {
        if (scan_mark(scan, at + 1, '.') && scan_at(scan, at + 1)->gap == GAP_NONE) {
            at += 2;
            if (scan_mark(scan, at, '-') && scan_at(scan, at)->gap == GAP_NONE)
                at++;
        } else if (scan_at(scan, at + 1)->gap == GAP_HYPHEN && scan_capital(scan, at + 1)) {
            at++;
        } else {
            break;
        }
    }
    return at;
}

/* « M. et » before « Mme Garcia »: its first token, or -1. */
static int spouse_before(const struct scan *scan, int i)
{
    int at = i - 2 - scan_mark(scan, i - 2, '.');
    return scan_spells(scan, i - 1, "et") &&
                   scan_has(scan, at, CUE(TITLE_MAN) | CUE(TITLE_WOMAN)) &&
                   !scan_at(scan, at)->taken && !scan_breaks(scan, i) &&
                   !scan_breaks(scan, i - 1) && scan_at(scan, at)->shape != SHAPE_LOWER
               ? at
               : -1;
}

/* A title and what stands behind it. */
struct titled {
    const struct scan *scan;
    int i, at; /* tokens of the title, and of what may be the name */
    const struct token *title, *name;
    bool direct; /* nothing stands between them */
    bool trade;  /* « Madame la juge » */
};

static bool particle(const struct titled *in)
{
    return in->name->shape == SHAPE_LOWER && (in->name->cues & CUE(PARTICLE)) != 0;
}

static bool dotted(const struct scan *scan, int i)
{
    return scan_mark(scan, i, '.') && scan_at(scan, i)->gap == GAP_NONE;
}

/* The ways a name may be written: whether it is this one, and its last token, -1 for no name. */

static int behind_initial(const struct titled *in)
{
    return in->at + 1 + dotted(in->scan, in->at + 1);
}

static bool is_initial(const struct titled *in)
{
    return in->name->shape == SHAPE_INITIAL && surname_behind(in->scan, behind_initial(in));
}

static int end_initial(const struct titled *in)
{
    return name_end(in->scan, behind_initial(in));
}

static bool is_initials(const struct titled *in)
{
    int name = past_initials(in->scan, in->at);
    return name > in->at && name_may_begin(in->scan, name) && !name_common(scan_at(in->scan, name));
}

static int end_initials(const struct titled *in)
{
    return name_end(in->scan, past_initials(in->scan, in->at));
}

static bool is_shouted(const struct titled *in)
{
    return in->name->shout && !name_may_begin(in->scan, in->at) && in->title->digits <= 4 &&
           (in->name->cues & CUE(PARTICLE)) == 0;
}

static int end_small(const struct titled *in)
{
    return small_name(in->scan, in->at, true);
}

static bool is_capital(const struct titled *in)
{
    return name_may_begin(in->scan, in->at);
}

static int end_capital(const struct titled *in)
{
    return name_end(in->scan, in->at);
}

static bool is_odd(const struct titled *in)
{
    bool capital =
        in->name->shape == SHAPE_CAPITAL || (in->name->shape == SHAPE_UPPER && !in->name->shout);
    return in->direct && capital && title_odd_surname(in->name);
}

static bool is_particle(const struct titled *in)
{
    return particle(in) && in->title->digits <= 4 && small_from(in->scan, in->at) > 0;
}

static int end_particle(const struct titled *in)
{
    return small_from(in->scan, in->at);
}

static bool is_stranger(const struct titled *in)
{
    return in->name->shape == SHAPE_LOWER && stranger(in->scan, in->at);
}

static int end_stranger(const struct titled *in)
{
    return small_end(in->scan, in->at + 1);
}

static bool is_one_on(const struct titled *in)
{
    return particle(in) && scan_capital(in->scan, in->at + 1) &&
           name_may_begin(in->scan, in->at + 1);
}

static int end_one_on(const struct titled *in)
{
    return name_end(in->scan, in->at + 1);
}

static bool is_two_on(const struct titled *in)
{
    return particle(in) && scan_capital(in->scan, in->at + 2) &&
           scan_has(in->scan, in->at + 1, CUE(PARTICLE));
}

static int end_two_on(const struct titled *in)
{
    return name_end(in->scan, in->at + 2);
}

static bool is_small(const struct titled *in)
{
    return in->name->shape == SHAPE_LOWER && !in->trade;
}

static int end_after_comma(const struct titled *in)
{
    bool brief = in->title->digits <= 4 || scan_mark(in->scan, in->i - 1, ',');
    return small_name(in->scan, in->at, brief);
}

static bool is_small_other(const struct titled *in)
{
    return in->name->shape == SHAPE_LOWER && in->direct;
}

static int end_small_other(const struct titled *in)
{
    bool word =
        name_common(in->name) && in->title->digits > 2 && (in->name->flags & NAME_PERSON) == 0;
    return word ? -1 : end_small(in);
}

static bool is_known(const struct titled *in)
{
    const struct token *next = scan_at(in->scan, in->at + 1);
    return in->name->shape == SHAPE_LOWER && (in->name->flags & (NAME_PERSON | WORD_WEAK)) != 0 &&
           (!name_common(in->name) ||
            ((in->name->flags & (WORD_VERB3 | WORD_MOSTLY | WORD_FUNCTION)) == 0 &&
             (next->kind != TOKEN_WORD || name_verb(next))));
}

static int end_known(const struct titled *in)
{
    return small_end(in->scan, in->at);
}

/* Read from above; the first that it is decides. */
static const struct {
    bool (*is)(const struct titled *in);
    int (*end)(const struct titled *in);
} WAYS[] = {
    {is_initial, end_initial},         /* « Mme B. Martin » */
    {is_initials, end_initials},       /* « Dr P-A. Poulmani » */
    {is_shouted, end_small},           /* « MME RIVIÈRE EST VENUE » */
    {is_capital, end_capital},         /* « Mme Durand » */
    {is_odd, end_capital},             /* « M. Noël », « Mme Jeudi », « Me Pasteur » */
    {is_particle, end_particle},       /* « mme de la tour » */
    {is_stranger, end_stranger},       /* « mme el khatib », « mme n'guyen » */
    {is_one_on, end_one_on},           /* « Mme de Kergué » */
    {is_two_on, end_two_on},           /* « M. de la Borie » */
    {is_small, end_after_comma},       /* « mme durand » */
    {is_small_other, end_small_other}, /* « dr durand » */
    {is_known, end_known},             /* « madame la juge picard » */
};

/* Past « la juge », « le docteur »; ${trade} becomes true if it names what somebody does. */
static int past_trade(const struct scan *scan, int i, int at, bool gendered, bool *trade)
{
    int direct = i + 1 + scan_mark(scan, i + 1, '.');
    for (int n = 0; n < 4; n++) {
        const struct token *between = scan_at(scan, at);
        bool does = (between->cues & (CUE(TRADE) | CUE(OFFICE) | CUE_TITLE)) != 0;
        bool article = between->shape == SHAPE_LOWER && (between->cues & CUE(DETERMINER)) != 0 &&
                       (between->cues & (CUE(AT) | CUE(OF))) == 0; /* « rue Pasteur au Vigan » */
        /* « Me Pasteur »: a capital with no name behind it */
        bool capital =
            between->shape == SHAPE_CAPITAL || (between->shape == SHAPE_UPPER && !between->shout);
        if (n == 0 && does && capital && !scan_capital(scan, at + 1))
            break;
        /* « mme boulanger a dit »: a trade that is addressed has an article */
        bool surname = does && at == direct && gendered && between->shape == SHAPE_LOWER &&
                       name_verb(scan_at(scan, at + 1));
        if (between->kind != TOKEN_WORD || scan_breaks(scan, at) || !(does || article) || surname)
            break;
        *trade |= does && between->digits > 1;
        at += between->group;
        at += does && dotted(scan, at);
    }
    return at;
}

void title_find(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    struct hit hit = bearer_hit(REASON_TITLE, FINDING_DIRECT, "person/title");
    hit.adult = true;
    hit.gender = (token->cues & CUE(TITLE_WOMAN)) != 0 ? GENDER_WOMAN
                 : (token->cues & CUE(TITLE_MAN)) != 0 ? GENDER_MAN
                                                       : GENDER_ANY;
    if (dotted(scan, i + 1) && token->digits > 4)
        return; /* « Madame. M. Benali »: only what is short has a full stop */
    struct titled in = {.scan = scan, .i = i, .title = token};
    in.trade = (token->cues & CUE(TITLE_OTHER)) != 0;
    in.at = past_trade(scan, i, i + 1 + dotted(scan, i + 1), hit.gender != GENDER_ANY, &in.trade);
    in.name = scan_at(scan, in.at);
    in.direct = in.at == i + 1 + scan_mark(scan, i + 1, '.');
    if (in.trade)
        hit.wording = WORDING_PERSON_TITLED;
    uint32_t title = scan_at(scan, in.at - 1)->end - token->start;
    hit.title = (uint8_t)(in.trade && title < 256 ? title : 0);
    if (scan_breaks(scan, in.at) || in.name->taken)
        return;
    int last = -1;
    for (size_t k = 0; k < sizeof WAYS / sizeof *WAYS; k++)
        if (WAYS[k].is(&in)) {
            last = WAYS[k].end(&in);
            break;
        }
    if (last < in.at && several_initials(scan, in.at, true) > in.at) {
        hit.severity = FINDING_MILD; /* « M. D. B. » */
        last = several_initials(scan, in.at, true);
    }
    int spouse = in.trade ? -1 : spouse_before(scan, i);
    hit.couple = last >= in.at && spouse >= 0; /* « M. et Mme Garcia » */
    char alone = scan_letter(scan, in.at);
    if (last >= in.at)
        bearer_add(scan, hit.couple ? spouse : i, in.at, name_married(scan, last), hit);
    else if (in.name->shape == SHAPE_INITIAL && alone >= 'A' && alone <= 'Z')
        scan->letters |= UINT32_C(1) << (alone - 'A');
}

/* « J. Dupont », « J.-P. Martin » */
void title_initials(struct scan *scan, int i)
{
    int at = past_initials(scan, i);
    const struct token *name = scan_at(scan, at);
    bool whose = scan_has(scan, i - 1, CUE(OF)) &&
                 scan_has(scan, i - 2, CUE(KIN) | CUE(CHILD) | CUE(BEARER));
    int several = several_initials(scan, i, whose); /* « le fils de S.L. » */
    if (several > i && (scan_breaks(scan, at) || !name_may_begin(scan, at)) &&
        !scan_has(scan, i - 1, CUE_TITLE) && !scan_mark(scan, i - 1, '.')) {
        struct hit brief = bearer_hit(REASON_NAME, FINDING_MILD, "person/initials");
        bearer_add(scan, i, i, several, brief);
        return;
    }
    if (at == i || scan_breaks(scan, at) || scan_has(scan, i - 1, CUE_TITLE) ||
        (scan_mark(scan, i - 1, '.') && scan_has(scan, i - 2, CUE_TITLE)) ||
        !name_may_begin(scan, at) || name->shape == SHAPE_INITIAL ||
        (name_common(name) && (name->flags & NAME_PERSON) == 0))
        return;
    const struct token *given = scan_at(scan, i - 1);
    if (given->shape == SHAPE_CAPITAL && (given->flags & WORD_FIRST) != 0 && !given->taken &&
        scan_at(scan, i)->gap == GAP_SPACE)
        return; /* « Bernard L. Feringa » is found by its first name */
    struct hit hit = bearer_hit(REASON_NAME, FINDING_DIRECT, "person/initial");
    hit.lexicon = bearer_list(name);
    hit.initial = (uint8_t)(scan->text[scan_at(scan, i)->start] | 0x20);
    bearer_add(scan, i, at, name_end(scan, at), hit);
}
