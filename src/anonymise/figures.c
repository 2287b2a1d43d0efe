#include "figures.h"

#include "day.h"

/* Days in figures. */

/* Numbers with signs between them. */
struct figures {
    const struct token *first, *second, *third;
    int last;  /* the token of the third, of the second if there are two */
    char sign; /* '-' for hyphens */
    bool three;
};

static bool in_range(const struct token *token, unsigned least, unsigned most)
{
    return token->number >= least && token->number <= most;
}

static bool figures_at(struct figures *out, const struct scan *scan, int i)
{
    static const char signs[] = {'/', '.', '|', '\\', '_', '*', ':'};
    bool dashes = scan_at(scan, i + 1)->gap == GAP_HYPHEN &&
                  scan_at(scan, i + 2)->gap == GAP_HYPHEN &&
                  scan_at(scan, i + 2)->kind == TOKEN_NUMBER;
    char sign = '\0';
    for (size_t k = 0; k < sizeof signs && sign == '\0'; k++)
        if (day_joint(scan, i + 1, signs[k], day_joint(scan, i + 3, '.', true)))
            sign = signs[k];
    if ((!dashes && sign == '\0') || (dashes && day_month(scan, i + 3) != 0))
        return false; /* « 01-02-03 mars » */
    int step = dashes ? 1 : 2;
    *out = (struct figures){.first = scan_at(scan, i),
                            .second = scan_at(scan, i + step),
                            .third = scan_at(scan, i + 2 * step),
                            .sign = sign == '\0' ? '-' : sign,
                            .three = dashes || day_joint(scan, i + 3, sign, true)};
    out->last = out->three ? i + 2 * step : i + step;
    if (out->three && (sign == ':' || sign == '*' || sign == '_') &&
        scan_at(scan, i + 4)->digits != 4)
        return false; /* 10:30:15 */
    return out->second->kind == TOKEN_NUMBER && out->first->digits <= 4 && out->second->digits <= 4;
}

static bool numeric_date(struct scan *scan, int first, int last, enum reason reason, struct when at)
{
    return day_add(scan, first, last, reason, at, "date/numeric") != NULL;
}

/* 12/03/2022, 12.3.22, 12-03-2022 */
static bool day_first(struct scan *scan, int i, const struct figures *in)
{
    unsigned year = in->three ? day_year(scan, in->last, true) : 0;
    return year != 0 && in_range(in->first, 1, 31) && in_range(in->second, 1, 12) &&
           in->first->digits <= 2 &&
           numeric_date(scan, day_widen(scan, i), in->last, REASON_DAY,
                        day_when(year, in->second->number, in->first->number));
}

/* 2022-03-12 */
static bool year_first(struct scan *scan, int i, const struct figures *in)
{
    return in->three && day_year(scan, i, false) != 0 && in_range(in->second, 1, 12) &&
           in_range(in->third, 1, 31) && in->third->digits <= 2 &&
           numeric_date(scan, i, in->last, REASON_DAY,
                        day_when(in->first->number, in->second->number, in->third->number));
}

/* « vu le 03.02 » */
static bool dotted_day(struct scan *scan, int i, const struct figures *in)
{
    return in->sign == '.' && day_the(scan, i - 1) && in->first->digits == 2 &&
           in->second->digits == 2 && in_range(in->first, 1, 31) && in_range(in->second, 1, 12) &&
           scan_at(scan, i + 3)->kind != TOKEN_NUMBER && !in->three &&
           numeric_date(scan, i, in->last, REASON_DAY,
                        day_when(0, in->second->number, in->first->number));
}

/* One of several fractions is none. */
static bool lone_slash(const struct scan *scan, int i, const struct figures *in)
{
    return in->sign == '/' && !scan_mark(scan, i + 3, '/') && !scan_mark(scan, i - 1, '/');
}

/* 03/2022 */
static bool month_first(struct scan *scan, int i, const struct figures *in)
{
    return lone_slash(scan, i, in) && in->first->digits == 2 && in_range(in->first, 1, 12) &&
           in->second->digits == 4 && in_range(in->second, 1900, 2100) &&
           numeric_date(scan, i, in->last, REASON_MONTH,
                        day_when(in->second->number, in->first->number, 0));
}

/* « au 01/01 » behind a day: its last token, or -1. */
static int until(const struct scan *scan, int i)
{
    return scan_has(scan, i, CUE(AT) | CUE(AND)) && scan_number(scan, i + 1, 1, 31) &&
                   day_joint(scan, i + 2, '/', false) && scan_number(scan, i + 3, 1, 12) &&
                   !scan_mark(scan, i + 4, '/') && !scan_breaks(scan, i + 1)
               ? i + 3
               : -1;
}

/* 12/03: 24/24 and 12/20 are no days; « le 12/03 », « du 31/12 au 01/01 » are for sure. */
static bool without_year(struct scan *scan, int i, const struct figures *in)
{
    bool brief = in->first->digits <= 2 && in->second->digits <= 2;
    bool the_day =
        day_the_word(scan, i - 1) && in->first->number > 4; /* « le 12/4 », not « le 3/4 » */
    bool born = brief && (day_born(scan, i) || the_day);
    int end = until(scan, i + 3);
    bool sure = born || end > 0 || scan_has(scan, i - 1, CUE(DETERMINER) | CUE(WEEKDAY));
    int from = scan_has(scan, i - 1, CUE(WEEKDAY)) && !scan_breaks(scan, i) ? i - 1 : i;
    return lone_slash(scan, i, in) &&
           ((in->first->digits == 2 && in->second->digits == 2) || born) &&
           in_range(in->first, 1, 31) && in_range(in->second, 1, 12) &&
           numeric_date(scan, from, end > 0 ? end : in->last, sure ? REASON_DAY : REASON_MONTH,
                        sure ? day_when(0, in->second->number, in->first->number)
                             : (struct when){0});
}

/* Read from above; what one of them takes is its. */
bool figures_find(struct scan *scan, int i)
{
    static bool (*const layouts[])(struct scan *, int, const struct figures *) = {
        day_first, year_first, dotted_day, month_first, without_year};
    struct figures in;
    if (!figures_at(&in, scan, i))
        return false;
    for (size_t k = 0; k < sizeof layouts / sizeof *layouts; k++)
        if (layouts[k](scan, i, &in))
            return true;
    return false;
}
