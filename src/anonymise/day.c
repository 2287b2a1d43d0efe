#include "day.h"

#include "date.h"

#include <string.h>

/* What the rules for days share. */

struct when day_when(unsigned year, unsigned month, unsigned day)
{
    if (year == 0)
        return month == 0 || day == 0
                   ? (struct when){0}
                   : (struct when){(int32_t)(100 * month + day), WHEN_DAY_OF_YEAR};
    return (struct when){date_days((int)year, month > 0 ? (int)month : 1, day > 0 ? (int)day : 1),
                         (uint8_t)(day > 0     ? WHEN_DAY
                                   : month > 0 ? WHEN_MONTH
                                               : WHEN_YEAR)};
}

unsigned day_month(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->kind == TOKEN_WORD && (token->cues & CUE_MONTHS) != 0
               ? (unsigned)(token->cues >> CUE_MONTH_SHIFT)
               : 0;
}

/* A year in four digits, or in two if ${two}; 0 for none. */
unsigned day_year(const struct scan *scan, int i, bool two)
{
    const struct token *token = scan_at(scan, i);
    if (token->kind != TOKEN_NUMBER || token->taken)
        return 0;
    if (token->digits == 4 && token->number >= 1000 && token->number <= 2100)
        return token->number;
    if (two && token->digits == 2)
        return token->number + (token->number < 50 ? 2000 : 1900);
    return 0;
}

bool day_born(const struct scan *scan, int i)
{
    for (int k = i - 1; k >= i - 5; k--) {
        if (scan_has(scan, k, CUE(BORN)))
            return true;
        if (scan_mark(scan, k, '.'))
            return false;
    }
    return false;
}

/* « la loi du 28 décembre 2019 », « loi n° 2020-936 du 30 juillet 2020 » */
static bool law_before(const struct scan *scan, int i)
{
    for (int k = i - 1; k >= i - 9; k--) {
        const struct token *token = scan_at(scan, k);
        if ((token->cues & CUE(LAW)) != 0)
            return true;
        if (token->kind != TOKEN_NUMBER && (token->cues & (CUE(OF) | CUE(CASE))) == 0 &&
            !scan_mark(scan, k, '~') && !scan_mark(scan, k, '-'))
            return false;
    }
    return false;
}

struct hit *day_add(struct scan *scan, int first, int last, enum reason reason, struct when at,
                    const char *rule)
{
    bool born = day_born(scan, first);
    if (law_before(scan, first))
        return NULL;
    struct hit hit = {.category = FINDING_DATE,
                      .severity = reason == REASON_DAY ? FINDING_DIRECT : FINDING_MILD,
                      .reason = (uint8_t)reason,
                      .wording = WORDING_DATE_UNKNOWN,
                      .when = at,
                      .rule = rule};
    if (reason == REASON_MONTH)
        hit.wording = WORDING_DATE_MONTH;
    if (reason == REASON_YEAR)
        hit.wording = WORDING_DATE_YEAR;
    if (born && reason == REASON_DAY) {
        hit.reason = REASON_BIRTH;
        hit.wording = WORDING_AGE_BORN;
        hit.when = (struct when){0};
    } else if (born) {
        hit.category = FINDING_AGE;
        hit.reason = REASON_BIRTH_YEAR;
        hit.wording = WORDING_AGE_BORN;
        hit.when = (struct when){0};
    }
    return scan_add(scan, first, last, hit);
}

bool day_the_word(const struct scan *scan, int i)
{
    return scan_spells(scan, i, "le");
}

bool day_the(const struct scan *scan, int i)
{
    return day_the_word(scan, i) && !scan_at(scan, i)->taken;
}

/* « mardi », « 3 au », « 12 et » before a day. */
int day_widen(const struct scan *scan, int i)
{
    for (int n = 0; n < 3; n++) {
        const struct token *before = scan_at(scan, i - 1);
        if (scan_breaks(scan, i))
            return i;
        if (scan_number(scan, i - 1, 1, 31) && scan_at(scan, i)->gap == GAP_HYPHEN &&
            before->digits <= 2)
            i -= 1;
        else if (((before->cues & (CUE(AND) | CUE(AT))) != 0 || scan_mark(scan, i - 1, '-') ||
                  scan_mark(scan, i - 1, ',')) &&
                 scan_number(scan, i - 2, 1, 31) && scan_at(scan, i - 2)->digits <= 2 &&
                 !scan_at(scan, i - 2)->taken)
            i -= 2;
        else if ((before->cues & (CUE(AND) | CUE(AT))) != 0 && scan_spells(scan, i - 2, "er") &&
                 scan_number(scan, i - 3, 1, 1) && scan_at(scan, i - 2)->gap == GAP_NONE)
            i -= 3; /* « du 1er au 15/06 » */
        else if (day_the(scan, i - 1) && scan_has(scan, i - 2, CUE(AND) | CUE(AT)) &&
                 scan_number(scan, i - 3, 1, 31) && scan_at(scan, i - 3)->digits <= 2 &&
                 !scan_at(scan, i - 3)->taken)
            i -= 3; /* « le 3 et le 7 mars » */
        else if ((before->cues & CUE(WEEKDAY)) != 0 && !before->taken)
            return i - 1;
        else
            return i;
    }
    return i;
}

bool day_joint(const struct scan *scan, int i, char sign, bool spaced)
{
    const struct token *mark = scan_at(scan, i);
    const struct token *next = scan_at(scan, i + 1);
    return mark->kind == TOKEN_MARK && mark->mark == sign && next->kind == TOKEN_NUMBER &&
           ((mark->gap & GAP_LINE) | (next->gap & GAP_LINE)) == 0 &&
           ((mark->gap == GAP_NONE && next->gap == GAP_NONE) || sign == '/' || sign == '|' ||
            sign == '\\' || (sign == '.' && spaced));
}
