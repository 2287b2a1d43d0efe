#include "name.h"

/* Institutions with a name: « collège Jean Moulin », « école de Ganges », « boulangerie « Au Bon
 * Pain » ». */

static bool article(const struct token *token)
{
    return token->shape == SHAPE_LOWER && (token->cues & (CUE(OF) | CUE(DETERMINER))) != 0;
}

/* Words that may stand between the kind and the name: « primaire », « de foot », « de la ». */
static int past_adjectives(const struct scan *scan, int i)
{
    int at = i;
    for (int n = 0; n < 5; n++, at++) {
        const struct token *token = scan_at(scan, at);
        const struct token *before = scan_at(scan, at - 1);
        if (token->kind != TOKEN_WORD || token->shape != SHAPE_LOWER || scan_breaks(scan, at) ||
            token->taken)
            break;
        if (article(token))
            continue;
        if ((token->flags & (WORD_COMMON | WORD_FUNCTION)) != WORD_COMMON ||
            ((token->flags & WORD_VERB3) != 0 && !article(before) &&
             (token->cues & CUE(SITUATES)) == 0))
            break;
    }
    return at;
}

static int quoted(const struct scan *scan, int i)
{
    if (!scan_mark(scan, i, '"') && !scan_mark(scan, i, '<'))
        return -1;
    for (int at = i + 1; at < i + 8; at++) {
        if (scan_mark(scan, at, '"') || scan_mark(scan, at, '>'))
            return at > i + 1 ? at : -1;
        if (scan_at(scan, at)->kind != TOKEN_WORD || scan_breaks(scan, at))
            return -1;
    }
    return -1;
}

/* A name that goes on: « Jean Moulin », « Les Lucioles de Ganges ». */
static int whole_name(const struct scan *scan, int i)
{
    int last = name_end(scan, i);
    for (int n = 0; n < 3; n++) {
        int at = last + 1;
        while (at < last + 3 && article(scan_at(scan, at)) && !scan_breaks(scan, at))
            at++;
        if (at == last + 1 || !name_may_begin(scan, at) || scan_breaks(scan, at) ||
            scan_at(scan, at)->shape == SHAPE_INITIAL)
            break;
        last = name_end(scan, at);
    }
    return last;
}

/* « école jules ferry », « école de ganges » in small letters */
static int small_name(const struct scan *scan, int i)
{
    int last = -1;
    for (int at = i; at < i + 4; at++) {
        const struct token *token = scan_at(scan, at);
        if (token->kind != TOKEN_WORD || token->shape != SHAPE_LOWER || scan_breaks(scan, at) ||
            token->taken || name_common(token) || token->leave || token->digits < 3)
            break;
        if ((token->flags & (NAME_PERSON | NAME_PLACE)) == 0 && at == i)
            break;
        last = at;
    }
    return last;
}

static void institution(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool situates = (token->cues & CUE(SITUATES)) != 0;
    struct hit hit = {.category = FINDING_ORGANISATION,
                      .severity = situates ? FINDING_DIRECT : FINDING_MILD,
                      .reason = (uint8_t)(situates ? REASON_SITUATES : REASON_BODY),
                      .wording = WORDING_ORGANISATION_OTHER,
                      .rule = situates ? "organisation/situates" : "organisation/body",
                      .lexicon = "cues"};
    int kind = i + token->group;
    int at = past_adjectives(scan, kind);
    const struct token *name = scan_at(scan, at);
    if (name->taken)
        return;
    int last = situates ? quoted(scan, at) : -1;
    if (last < 0 && name_may_begin(scan, at) && !scan_breaks(scan, at) &&
        (name->gap & GAP_HYPHEN) == 0)
        last = whole_name(scan, at);
    if (last < 0 && situates)
        last = small_name(scan, at);
    /* « l'équipe du Centre » says of which only by capitals */
    if (last < 0 || (!situates && last == at && name_common(name) &&
                     (name->flags & (NAME_ANY | WORD_WEAK)) == 0))
        return;
    /* « le cabinet Durand », « chez le garage Martin » situate; « la société Monsieur » does not */
    if (scan_at(scan, at)->shout && (!situates || name_common(scan_at(scan, at))))
        return;
    scan_add(scan, i, last, hit);
}

void organisation_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind == TOKEN_WORD && !token->taken &&
            (token->cues & (CUE(SITUATES) | CUE(BODY))) != 0 && (token->cues & CUE_TITLE) == 0 &&
            token->digits > 1)
            institution(scan, i);
    }
}
