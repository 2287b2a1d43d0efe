#include "moment.h"

#include "date.h"

#include <stdlib.h>
#include <string.h>

/* Dates are told from the first event. */

/* A day of the year that brings it nearest to ${anchor}. */
static int32_t nearest(int32_t month_and_day, int32_t anchor)
{
    int year = 1970 + (int)(anchor / 365.2425);
    int32_t best = INT32_MAX;
    for (int n = year - 1; n <= year + 1; n++) {
        int32_t day = date_days(n, month_and_day / 100, month_and_day % 100);
        if (best == INT32_MAX || labs((long)day - anchor) < labs((long)best - anchor))
            best = day;
    }
    return best;
}

static bool dated(const struct hit *hit, uint8_t precision)
{
    return hit->category == FINDING_DATE && hit->when.precision == precision;
}

void moment_begin(struct moment *moment, struct pseudonym_field *fields, size_t count)
{
    int32_t anchor = date_days(2001, 1, 1); /* any year will do where none is told */
    bool any = false;
    *moment = (struct moment){0};
    for (size_t i = 0; i < count && !any; i++)
        for (size_t k = 0; k < fields[i].count && !any; k++)
            if (dated(&fields[i].hits[k], WHEN_DAY)) {
                anchor = fields[i].hits[k].when.day;
                any = true;
            }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++) {
            struct hit *hit = &fields[i].hits[k];
            if (dated(hit, WHEN_DAY_OF_YEAR)) {
                hit->when.day = nearest(hit->when.day, anchor);
                hit->when.precision = WHEN_DAY;
            }
            if (!dated(hit, WHEN_DAY))
                continue;
            anchor = hit->when.day;
            any = true;
            if (!moment->has_first || anchor < moment->first_day)
                moment->first_day = anchor;
            moment->has_first = true;
        }
}

static const char *counted(struct arena *arena, const struct lexicon *lexicon, enum wording wording,
                           long count)
{
    if (count == 1 && wording == WORDING_DATE_YEARS)
        wording = WORDING_DATE_ONE_YEAR;
    if (count == 1 && wording == WORDING_DATE_YEARS_BEFORE)
        wording = WORDING_DATE_ONE_YEAR_BEFORE;
    const char *pattern = lexicon->wordings[wording];
    const char *at = strstr(pattern, "{n}");
    return at == NULL ? pattern
                      : arena_printf(arena, "%.*s%ld%s", (int)(at - pattern), pattern, count,
                                     at + strlen("{n}"));
}

const char *moment_wording(const struct moment *moment, struct arena *arena,
                           const struct lexicon *lexicon, const struct hit *hit)
{
    const char *plain = lexicon->wordings[hit->wording];
    if (hit->when.precision == WHEN_NONE || !moment->has_first)
        return plain;
    long days = (long)hit->when.day - moment->first_day;
    long count = labs(days);
    bool before = days < 0;
    if (hit->when.precision == WHEN_DAY && days == 0)
        return lexicon->wordings[WORDING_DATE_FIRST];
    if (hit->when.precision == WHEN_DAY && count <= 60)
        return counted(arena, lexicon, before ? WORDING_DATE_BEFORE : WORDING_DATE_DAYS, count);
    if (count > 700 || hit->when.precision == WHEN_YEAR) {
        long years = (count + 182) / 365;
        return years == 0 ? plain
                          : counted(arena, lexicon,
                                    before ? WORDING_DATE_YEARS_BEFORE : WORDING_DATE_YEARS, years);
    }
    long months = (count * 10 + 152) / 304;
    return months == 0 ? plain
                       : counted(arena, lexicon,
                                 before ? WORDING_DATE_MONTHS_BEFORE : WORDING_DATE_MONTHS, months);
}
