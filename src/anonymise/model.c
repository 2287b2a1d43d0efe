#include "model.h"

#include "bearer.h"
#include "feature.h"
#include "kind.h"

#include <string.h>

enum { HEADER = 12 + 4 * MODEL_THRESHOLDS };

static uint32_t number(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

enum status model_open(struct model *out, const uint8_t *bytes, size_t len)
{
    *out = (struct model){0};
    if (len < HEADER || memcmp(bytes, "COCONMD1", 8) != 0)
        return STATUS_INVALID;
    uint32_t bits = number(bytes + 8);
    if (bits < 8 || bits > 20 || len != HEADER + ((size_t)MODEL_CLASSES << bits))
        return STATUS_INVALID;
    out->mask = (UINT32_C(1) << bits) - 1;
    out->weights = (const int8_t *)bytes + HEADER;
    for (int i = 0; i < MODEL_THRESHOLDS; i++)
        out->thresholds[i] = (int32_t)number(bytes + 12 + 4 * i);
    return STATUS_OK;
}

/* What the model makes of a word, and by how much over the next best. */
struct guess {
    uint8_t kind;
    int16_t margin; /* over the next best */
};

static struct guess ask(const struct scan *scan, int i, uint32_t piece)
{
    const struct model *model = &scan->lexicon->model;
    uint32_t features[FEATURES];
    int32_t scores[MODEL_CLASSES] = {0};
    feature_of(features, scan, i, piece);
    for (int n = 0; n < FEATURES; n++) {
        const int8_t *weights =
            model->weights + (size_t)(features[n] & model->mask) * MODEL_CLASSES;
        for (int kind = 0; kind < MODEL_CLASSES; kind++)
            scores[kind] += weights[kind];
    }
    int best = MODEL_PERSON;
    for (int kind = MODEL_PLACE; kind < MODEL_CLASSES; kind++)
        if (scores[kind] > scores[best])
            best = kind;
    int32_t none = scores[MODEL_NONE] - scores[best];
    return (struct guess){.kind = (uint8_t)(none >= 0 ? MODEL_NONE : best),
                          .margin = (int16_t)(none >= 0 ? none : -none)};
}

/* Which categories of rules a kind of the model may be of. */
static bool same_kind(const struct token *token, enum model_class kind)
{
    static const uint8_t categories[MODEL_CLASSES] = {
        [MODEL_PERSON] = FINDING_PERSON,
        [MODEL_PLACE] = FINDING_PLACE,
        [MODEL_ORGANISATION] = FINDING_ORGANISATION,
    };
    return token->found != 0 && (token->found - 1) / 2 == categories[kind];
}

/* Whether the word at ${i} and the one before it may be of one name. */
static bool joined(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_WORD && scan_at(scan, i - 1)->kind == TOKEN_WORD &&
           (token->gap == GAP_SPACE || token->gap == GAP_HYPHEN || token->gap == GAP_APOSTROPHE);
}

static struct hit *hit_at(const struct scan *scan, size_t from, const struct token *token)
{
    for (size_t i = from; i < scan->hit_count; i++)
        if (scan->hits[i].start <= token->start && scan->hits[i].end >= token->end)
            return &scan->hits[i];
    return NULL;
}

/* A finding of which ${first} to ${last} are the words, and of which one was not before. */
static void stretch(struct scan *scan, struct hit *hit, int first, int last)
{
    for (int i = first; i <= last; i++) {
        scan->tokens[i].taken = true;
        scan->tokens[i].found = (uint8_t)(1 + 2 * hit->category + hit->severity);
    }
    hit->start = scan_at(scan, first)->start;
    hit->char_start = scan_at(scan, first)->char_start;
    hit->end = scan_at(scan, last)->end;
    hit->char_end = scan_at(scan, last)->char_end;
    if (hit->category == FINDING_PERSON && !hit->adult && !hit->couple)
        bearer_keys(hit, scan, first, last);
    else if (hit->names < HIT_NAMES)
        hit->keys[hit->names++] = key_whole(scan_at(scan, last)->key);
}

static int first_token(const struct scan *scan, const struct hit *hit, int i)
{
    while (i > 0 && scan_at(scan, i - 1)->start >= hit->start)
        i--;
    return i;
}

static int last_token(const struct scan *scan, const struct hit *hit, int i)
{
    while (i + 1 < scan->count && scan_at(scan, i + 1)->end <= hit->end)
        i++;
    return i;
}

static void add(struct scan *scan, int first, int last, enum model_class kind)
{
    struct hit hit = {0};
    if (kind == MODEL_PERSON) {
        kind_person(&hit, scan, first, last);
    } else if (kind == MODEL_PLACE) {
        kind_place(&hit, scan_at(scan, first)->flags & NAME_PLACE);
        bearer_keys(&hit, scan, first, last);
    } else {
        hit.category = FINDING_ORGANISATION;
        hit.wording = WORDING_ORGANISATION_OTHER;
        hit.lexicon = "";
    }
    hit.severity = FINDING_MILD;
    hit.reason = REASON_RESEMBLES;
    hit.rule = "model/name";
    hit.guessed = true;
    scan_add(scan, first, last, hit);
}

/* A common word without a capital that says something has to be surer to be a name. */
static bool sure(const struct scan *scan, int i, struct guess guess)
{
    const struct token *token = scan_at(scan, i);
    const struct model *model = &scan->lexicon->model;
    int32_t least = model->thresholds[guess.kind - 1];
    bool plain = name_common(token) &&
                 (token->shape == SHAPE_LOWER || token->shout || token->begins || token->leave);
    const uint64_t fine = CUE(PREFIX) | CUE(ABROAD) | CUE(CAPITAL);
    if ((token->cues & ~fine) != 0 || name_eponym(scan, i))
        return false;
    if (guess.kind == MODEL_ORGANISATION && (name_common(token) || token->shape == SHAPE_UPPER))
        return false; /* acronyms say what something is, not whose */
    if (token->shape == SHAPE_UPPER && token->digits < 4)
        return false;
    return guess.margin >= (plain ? 2 * least : least);
}

/* The name at ${i}: joined to the finding beside it, or a mild finding of its own.  Its last word.
 */
static int join(struct scan *scan, size_t from, const struct guess *guesses, int i)
{
    enum model_class kind = (enum model_class)guesses[i].kind;
    int32_t joins = scan->lexicon->model.thresholds[MODEL_JOINS];
    int last = i;
    while (joined(scan, last + 1) && !scan_at(scan, last + 1)->taken &&
           guesses[last + 1].kind == kind && guesses[last + 1].margin >= joins)
        last++;
    struct hit *before = joined(scan, i) && same_kind(scan_at(scan, i - 1), kind)
                             ? hit_at(scan, from, scan_at(scan, i - 1))
                             : NULL;
    struct hit *next = joined(scan, last + 1) && same_kind(scan_at(scan, last + 1), kind)
                           ? hit_at(scan, from, scan_at(scan, last + 1))
                           : NULL;
    bool beside = guesses[i].margin >= joins && (before != NULL || next != NULL);
    if (beside && before != NULL)
        stretch(scan, before, first_token(scan, before, i - 1), last);
    else if (beside && !next->adult)
        stretch(scan, next, i, last_token(scan, next, last + 1));
    else if (sure(scan, i, guesses[i]) && !scan_at(scan, i)->leave)
        add(scan, i, last, kind);
    return last;
}

/* Found by nothing but a capital or a list. */
static bool weak(const struct hit *hit)
{
    static const char *const rules[] = {"proper/capital", "person/name", "place/name",
                                        "person/small-letters", "place/small-letters"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(hit->rule, rules[i]) == 0)
            return true;
    return false;
}

/* Whether the model is sure of each word of the finding that it is of no name. */
static bool denied(const struct scan *scan, const struct hit *hit, int i, uint32_t piece)
{
    int32_t least = scan->lexicon->model.thresholds[MODEL_VETO];
    if (hit->severity == FINDING_DIRECT)
        least *= 2;
    int last = last_token(scan, hit, i);
    bool any = false;
    for (; i <= last; i++) {
        if (!feature_wanted(scan, i))
            continue;
        struct guess guess = ask(scan, i, piece);
        if (guess.kind != MODEL_NONE || guess.margin < least)
            return false;
        any = true;
    }
    return any;
}

static void take_back(struct scan *scan, size_t from, uint32_t piece)
{
    size_t kept = from;
    int at = 0;
    for (size_t k = from; k < scan->hit_count; k++) {
        struct hit hit = scan->hits[k];
        if (weak(&hit)) {
            at = at < scan->count && scan_at(scan, at)->start <= hit.start ? at : 0;
            while (at < scan->count && scan_at(scan, at)->start < hit.start)
                at++;
            if (denied(scan, &hit, at, piece)) {
                if (hit.severity == FINDING_MILD)
                    continue;
                hit.severity = FINDING_MILD;
                hit.reason = REASON_UNKNOWN_WORD;
            }
        }
        scan->hits[kept++] = hit;
    }
    scan->hit_count = kept;
}

enum { LONGEST = 40 /* letters of a name: more is no word at all */ };

void model_join(struct scan *scan, size_t from)
{
    if (scan->lexicon->model.weights == NULL)
        return;
    uint32_t piece = feature_piece(scan);
    struct guess guesses[SCAN_TOKENS + 1];
    memset(guesses, 0, (size_t)(scan->count + 1) * sizeof *guesses);
    for (int i = 0; i < scan->count; i++)
        if (!feature_plain(scan, i) && !scan->tokens[i].taken && feature_wanted(scan, i) &&
            scan->tokens[i].digits <= LONGEST)
            guesses[i] = ask(scan, i, piece);
    take_back(scan, from, piece);
    for (int i = 0; i < scan->count; i++)
        if (guesses[i].kind != MODEL_NONE && !scan_at(scan, i)->taken)
            i = join(scan, from, guesses, i);
}
