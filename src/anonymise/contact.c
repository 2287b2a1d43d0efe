/* E-mail, also spelt out; URLs; handles. */

#include "name.h"

#include <string.h>

/* Ways to be written to or looked up: e-mail, URL, handle. */

enum { RUN_MAX = 40 }; /* tokens of one address */

/* How far tokens stand without a blank, signs of ${signs} included. */
static int run(const struct scan *scan, int i, int step, const char *signs)
{
    for (int n = 0; n < RUN_MAX; n++) {
        const struct token *next = scan_at(scan, i + step);
        const struct token *right = step > 0 ? next : scan_at(scan, i);
        if (next->kind == TOKEN_NONE || next->taken || (right->gap & (GAP_SPACE | GAP_LINE)) != 0 ||
            (next->kind == TOKEN_MARK && (next->mark == '\0' || strchr(signs, next->mark) == NULL)))
            break;
        i += step;
    }
    return i;
}

static int trim(const struct scan *scan, int first, int last)
{
    while (last > first && scan_at(scan, last)->kind == TOKEN_MARK && !scan_mark(scan, last, '/'))
        last--;
    return last;
}

static const struct hit EMAIL = {.category = FINDING_EMAIL,
                                 .severity = FINDING_DIRECT,
                                 .reason = REASON_EMAIL,
                                 .wording = WORDING_OTHER_EMAIL,
                                 .rule = "contact/email"};

static bool top_domain(const struct scan *scan, int i)
{
    if (scan_breaks(scan, i))
        return false;
    static const char *const domains[] = {"fr", "com", "org",  "net", "eu",
                                          "be", "ch",  "info", "io"};
    for (size_t k = 0; k < sizeof domains / sizeof *domains; k++)
        if (scan_spells(scan, i, domains[k]))
            return true;
    return false;
}

static void at_sign(struct scan *scan, int i)
{
    bool left =
        scan_at(scan, i)->gap == GAP_NONE && i > 0 && scan_at(scan, i - 1)->kind != TOKEN_MARK;
    bool right = scan_at(scan, i + 1)->gap == GAP_NONE &&
                 scan_at(scan, i + 1)->kind != TOKEN_MARK &&
                 scan_at(scan, i + 1)->kind != TOKEN_NONE;
    int from = left || scan_at(scan, i)->gap != GAP_SPACE ? i : i - 1;
    if (!right && left) { /* « prenom.nom@… » */
        int begin = run(scan, i, -1, "._+-%");
        right = begin < i - 1 || scan_at(scan, i - 1)->number > 0;
    } else if (!left && from < i && scan_at(scan, i + 1)->kind == TOKEN_WORD &&
               scan_at(scan, i + 1)->gap == GAP_SPACE && scan_mark(scan, i + 2, '.') &&
               top_domain(scan, i + 3)) { /* « prenom.nom @ orange.fr » */
        scan_add(scan, run(scan, i - 1, -1, "._+-%"), i + 3, EMAIL);
        return;
    }
    if (!right)
        return;
    int last = run(scan, i, 1, "._-");
    last = trim(scan, i, last);
    bool whole = top_domain(scan, last) && last > i + 1;
    if (!whole && scan_mark(scan, last + 1, '.') && !scan_breaks(scan, last + 1) &&
        top_domain(scan, last + 2)) {
        last += 2; /* « lola@gmail . com » */
        whole = true;
    }
    const struct token *before = scan_at(scan, i - 1);
    bool apart = !left && whole && scan_at(scan, i)->gap == GAP_SPACE &&
                 before->kind != TOKEN_MARK && before->kind != TOKEN_NONE && !before->taken &&
                 ((before->flags & WORD_FUNCTION) == 0 || before->gap == GAP_NONE);
    if (left || apart) /* « lola.martin @gmail.com » */
        scan_add(scan, run(scan, apart ? i - 1 : i, -1, "._+-%"), last, EMAIL);
    else
        scan_add(scan, i, last,
                 (struct hit){.category = FINDING_IDENTIFIER,
                              .severity = FINDING_DIRECT,
                              .reason = REASON_HANDLE,
                              .wording = WORDING_OTHER_IDENTIFIER,
                              .rule = "contact/handle"});
}

/* « marie.durand arobase orange point fr », « marie (at) orange.fr » */
static void spoken(struct scan *scan, int i)
{
    const struct token *before = scan_at(scan, i - 1);
    bool boxed = before->kind == TOKEN_MARK && (before->mark == '(' || before->mark == '[');
    bool word = scan_spells(scan, i, "at") || scan_spells(scan, i, "chez"); /* a word as well */
    bool host = scan_has(scan, i + 1, CUE(PROVIDER)) &&
                (top_domain(scan, i + 2) || top_domain(scan, i + 3));
    if (word && !boxed && !host)
        return;
    int from = boxed ? i - 2 : i - 1;
    int to = boxed && scan_at(scan, i + 1)->kind == TOKEN_MARK ? i + 2 : i + 1;
    if (scan_at(scan, from)->kind == TOKEN_MARK || scan_breaks(scan, from + 1) ||
        scan_at(scan, to)->kind != TOKEN_WORD || scan_breaks(scan, to))
        return;
    to = trim(scan, to, run(scan, to, 1, "._-"));
    if (scan_spells(scan, to + 1, "point") && top_domain(scan, to + 2))
        to += 2;
    else if (scan_mark(scan, to + 1, '(') && scan_spells(scan, to + 2, "point") &&
             scan_mark(scan, to + 3, ')') && top_domain(scan, to + 4))
        to += 4;
    else if (host && top_domain(scan, to + 1))
        to++; /* « outlook com » */
    if (!boxed && !top_domain(scan, to) && word)
        return;
    from = run(scan, from, -1, "._+-%");
    if (scan_spells(scan, from - 1, "point") && !scan_breaks(scan, from - 1) &&
        scan_at(scan, from - 2)->kind == TOKEN_WORD)
        from -= 2;
    scan_add(scan, from, to,
             (struct hit){.category = FINDING_EMAIL,
                          .severity = FINDING_DIRECT,
                          .reason = REASON_EMAIL,
                          .wording = WORDING_OTHER_EMAIL,
                          .rule = "contact/spoken-email",
                          .lexicon = "cues"});
}

static void url(struct scan *scan, int i)
{
    bool scheme = (scan_spells(scan, i, "http") || scan_spells(scan, i, "https")) &&
                  scan_mark(scan, i + 1, ':') && scan_mark(scan, i + 2, '/');
    bool dotted = scan_mark(scan, i + 1, '.') && scan_at(scan, i + 1)->gap == GAP_NONE &&
                  scan_at(scan, i + 2)->gap == GAP_NONE;
    bool www = scan_spells(scan, i, "www") && dotted;
    bool page = dotted && scan_at(scan, i + 2)->kind == TOKEN_WORD &&
                scan_at(scan, i)->digits > 0 && scan_mark(scan, i + 3, '/') &&
                scan_at(scan, i + 3)->gap == GAP_NONE &&
                scan_at(scan, i + 2)->shape == SHAPE_LOWER; /* t.me/lina */
    if (!scheme && !www && !page && !(dotted && top_domain(scan, i + 2)))
        return;
    int last = trim(scan, i, run(scan, i, 1, ":/._-?=&%#+~@"));
    bool path = false;
    for (int k = i; k <= last; k++) {
        if (scan_spells(scan, k, "gouv") || scan_spells(scan, k, "service-public"))
            return;
        path |= k >= i + 3 + !page && scan_mark(scan, k, '/');
    }
    scan_add(scan, i, last,
             (struct hit){.category = FINDING_IDENTIFIER,
                          .severity = path ? FINDING_DIRECT : FINDING_MILD,
                          .reason = REASON_URL,
                          .wording = WORDING_OTHER_URL,
                          .rule = "contact/url"});
}

/* « Facebook « Nono le Dingo » »: what somebody calls himself there. */
static void quoted(struct scan *scan, int first)
{
    int last = first;
    while (last < first + 4 && scan_at(scan, last)->kind != TOKEN_MARK && !scan_breaks(scan, last))
        last++;
    if (last > first && scan_capital(scan, first) &&
        (scan_mark(scan, last, '"') || scan_mark(scan, last, '>')))
        scan_add(scan, first, last - 1,
                 (struct hit){.category = FINDING_IDENTIFIER,
                              .severity = FINDING_DIRECT,
                              .reason = REASON_HANDLE,
                              .wording = WORDING_OTHER_IDENTIFIER,
                              .rule = "contact/handle",
                              .lexicon = "cues"});
}

/* « Facebook : Nono Le Dingo » */
static bool capitals(struct scan *scan, int *last, int first)
{
    if (!scan_capital(scan, first) || scan_at(scan, first)->leave ||
        (scan_at(scan, first)->cues & CUE_TITLE) != 0)
        return false;
    int at = first;
    while (at < first + 4 && scan_capital(scan, at + 1) && !scan_breaks(scan, at + 1) &&
           (scan_at(scan, at + 1)->gap & GAP_SPACE) != 0)
        at++;
    bool name = at > first || !name_common(scan_at(scan, first));
    *last = at > *last ? at : *last;
    return name && scan_add(scan, first, *last,
                            (struct hit){.category = FINDING_IDENTIFIER,
                                         .severity = FINDING_DIRECT,
                                         .reason = REASON_HANDLE,
                                         .wording = WORDING_OTHER_IDENTIFIER,
                                         .rule = "contact/handle",
                                         .lexicon = "cues"}) != NULL;
}

/* « insta : lina_30 »: a run with a digit, an underscore or a dot inside; lina_30 anywhere. */
static void handle(struct scan *scan, int i)
{
    bool cue = scan_has(scan, i, CUE(HANDLE));
    int first = cue ? i + 1 : i;
    for (int n = 0; cue && n < 2 &&
                    (scan_mark(scan, first, ':') || scan_mark(scan, first, '(') ||
                     scan_has(scan, first, CUE(HANDLE)));
         n++)
        first++;
    /* « sur insta c'est lina.mtp », « sur Snap sous le nom kevdu48 » */
    for (int n = 0; cue && n < 4 && scan_at(scan, first)->shape == SHAPE_LOWER &&
                    ((scan_at(scan, first)->flags & (WORD_FUNCTION | WORD_VERB3)) != 0 ||
                     scan_has(scan, first, CUE(NAMING) | CUE(HANDLE)));
         n++)
        first++;
    bool said = scan_mark(scan, first - 1, ':');
    const struct token *token = scan_at(scan, first);
    if (cue && (scan_mark(scan, first, '"') || scan_mark(scan, first, '<')))
        quoted(scan, first + 1);
    if (token->kind != TOKEN_WORD || scan_breaks(scan, first))
        return;
    int last = trim(scan, first, run(scan, first, 1, "._#"));
    if (cue && said && capitals(scan, &last, first))
        return;
    bool underscore = false;
    /* « son insta lolacevennes »: no word that anybody knows */
    bool odd = token->number > 0 || (token->flags == 0 && token->digits > 5 && !token->leave &&
                                     token->cues == 0 && token->shape == SHAPE_LOWER);
    for (int k = first + 1; k <= last; k++) {
        underscore |= scan_mark(scan, k, '_');
        odd |= scan_at(scan, k)->gap == GAP_NONE;
    }
    if (underscore || (cue && odd))
        scan_add(scan, first, last,
                 (struct hit){.category = FINDING_IDENTIFIER,
                              .severity = FINDING_DIRECT,
                              .reason = REASON_HANDLE,
                              .wording = WORDING_OTHER_IDENTIFIER,
                              .rule = "contact/handle",
                              .lexicon = cue ? "cues" : ""});
}

void contact_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->taken)
            continue;
        if (token->kind == TOKEN_MARK && token->mark == '@')
            at_sign(scan, i);
        else if (token->kind == TOKEN_WORD &&
                 ((token->cues & CUE(AT_SIGN)) != 0 || scan_spells(scan, i, "chez")))
            spoken(scan, i);
    }
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->kind != TOKEN_WORD || token->taken)
            continue;
        const struct token *next = scan_at(scan, i + 1);
        if ((token->cues & CUE(HANDLE)) != 0 || (next->kind == TOKEN_MARK && next->mark == '_'))
            handle(scan, i);
        if (next->kind == TOKEN_MARK && next->gap == GAP_NONE)
            url(scan, i);
    }
}
