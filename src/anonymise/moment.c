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

static int by_day(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a;
    int32_t right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

/* All days that the document tells, so that no two of them get the same words. */
static void collect(struct moment *moment, struct arena *arena,
                    const struct pseudonym_field *fields, size_t count)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++)
            room += dated(&fields[i].hits[k], WHEN_DAY);
    if (room == 0)
        return;
    moment->days = arena_alloc(arena, room * sizeof *moment->days);
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < fields[i].count; k++)
            if (dated(&fields[i].hits[k], WHEN_DAY))
                moment->days[all++] = fields[i].hits[k].when.day;
    qsort(moment->days, all, sizeof *moment->days, by_day);
    for (size_t i = 0; i < all; i++)
        if (i == 0 || moment->days[i] != moment->days[moment->count - 1])
            moment->days[moment->count++] = moment->days[i];
}

static long months_of(long days)
{
    return (labs(days) * 10 + 152) / 304;
}

static long years_of(long days)
{
    return (labs(days) + 182) / 365;
}

/* Whether another day of the document would be told in the same words. */
static bool shared(const struct moment *moment, int32_t day)
{
    const int32_t *at = bsearch(&day, moment->days, moment->count, sizeof *moment->days, by_day);
    if (at == NULL)
        return false;
    long own = (long)day - moment->first_day;
    for (int side = -1; side <= 1; side += 2) {
        if ((side < 0 && at == moment->days) ||
            (side > 0 && at + 1 == moment->days + moment->count))
            continue;
        long other = (long)at[side] - moment->first_day;
        bool years = labs(own) > 700 && labs(other) > 700;
        bool months = labs(own) <= 700 && labs(other) <= 700 && labs(other) > 60;
        if ((years && years_of(own) == years_of(other)) ||
            (months && months_of(own) == months_of(other)))
            return true;
    }
    return false;
}

void moment_begin(struct moment *moment, struct arena *arena, struct pseudonym_field *fields,
                  size_t count)
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
    for (size_t i = 0; i < count && !any; i++) /* no day: from the first month on */
        for (size_t k = 0; k < fields[i].count; k++) {
            const struct hit *hit = &fields[i].hits[k];
            if (!dated(hit, WHEN_MONTH) ||
                (moment->has_first && hit->when.day >= moment->first_day))
                continue;
            moment->first_day = hit->when.day;
            moment->has_first = true;
        }
    collect(moment, arena, fields, count);
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
    if (hit->when.precision == WHEN_DAY && (count <= 60 || shared(moment, hit->when.day)))
        return counted(arena, lexicon, before ? WORDING_DATE_BEFORE : WORDING_DATE_DAYS, count);
    if (count > 700 || hit->when.precision == WHEN_YEAR) {
        long years = years_of(days);
        return years == 0 ? plain
                          : counted(arena, lexicon,
                                    before ? WORDING_DATE_YEARS_BEFORE : WORDING_DATE_YEARS, years);
    }
    long months = months_of(days);
    return months == 0 ? plain
                       : counted(arena, lexicon,
                                 before ? WORDING_DATE_MONTHS_BEFORE : WORDING_DATE_MONTHS, months);
}
