#include "date.h"

#include "day.h"
#include "figures.h"

#include <string.h>

/* Days, months and years; what they say in days, so that they can be told from each other. */

int32_t date_days(int year, int month, int day)
{
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int of_era = year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* « 12 mars 2022 », « 1er janv. », « 3 décenbre 21 » */
static bool worded(struct scan *scan, int i)
{
    const struct token *day = scan_at(scan, i);
    if (day->digits > 2 || day->number < 1 || day->number > 31 ||
        (scan_has(scan, i - 1, CUE(OF)) && scan_has(scan, i - 2, CUE(STREET))))
        return false;
    int at = i + 1;
    const struct token *next = scan_at(scan, at);
    if (next->kind == TOKEN_WORD && next->digits <= 2 && next->number == 0 &&
        day_month(scan, at) == 0 && (next->gap == GAP_NONE || day->number == 1))
        at++; /* 1er, 1 er */
    if (scan_has(scan, at, CUE(OF)) && scan_has(scan, at + 1, CUE(UNIT_MONTH)) &&
        day_month(scan, at + 2 + scan_has(scan, at + 2, CUE(OF))) != 0)
        at += 2 + scan_has(scan, at + 2, CUE(OF)); /* « le 2 du mois de mai » */
    unsigned month = day_month(scan, at);
    if (month == 0 || scan_breaks(scan, at))
        return false;
    int last = at;
    if (scan_mark(scan, at + 1, '.') && scan_at(scan, at + 1)->gap == GAP_NONE &&
        day_year(scan, at + 2, false) != 0)
        at++;
    unsigned year = day_year(scan, at + 1, false);
    if (year == 0 && scan_at(scan, at + 2)->kind != TOKEN_WORD)
        year = day_year(scan, at + 1, true);
    if (year != 0 && !scan_breaks(scan, at + 1))
        last = at + 1;
    else
        year = 0;
    return day_add(scan, day_widen(scan, i), last, REASON_DAY, day_when(year, month, day->number),
                   "date/worded") != NULL;
}

/* « premier avril », « vingt et un mars 2022 » */
static bool spelled(struct scan *scan, int i)
{
    int at = i + scan_at(scan, i)->group;
    if (day_month(scan, at) == 0 || scan_breaks(scan, at) || scan_at(scan, at)->taken)
        return false;
    int last = day_year(scan, at + 1, false) != 0 && !scan_breaks(scan, at + 1) ? at + 1 : at;
    for (int n = 0; last > at - 1 + n && n < 6 && !scan_breaks(scan, last + 1) &&
                    scan_has(scan, last + 1, CUE(NUMBER));
         n++) /* « deux mille quinze » */
        last += scan_at(scan, last + 1)->group;
    int first = day_the(scan, i - 1) && !scan_breaks(scan, i) ? i - 1 : i;
    return day_add(scan, first, last, REASON_DAY, (struct when){0}, "date/spelled") != NULL;
}

/* 01 01 1990; « le 03-03 » */
static bool spaced(struct scan *scan, int i)
{
    const struct token *first = scan_at(scan, i);
    const struct token *second = scan_at(scan, i + 1);
    const struct token *third = scan_at(scan, i + 2);
    if (first->digits != 2 || second->kind != TOKEN_NUMBER || second->digits != 2 ||
        !scan_number(scan, i, 1, 31) || !scan_number(scan, i + 1, 1, 12))
        return false;
    if (second->gap == GAP_SPACE && third->gap == GAP_SPACE && third->digits == 4 &&
        scan_number(scan, i + 2, 1900, 2035))
        return day_add(scan, i, i + 2, REASON_DAY,
                       day_when(third->number, second->number, first->number),
                       "date/numeric") != NULL;
    return second->gap == GAP_HYPHEN && third->kind != TOKEN_NUMBER &&
           scan_has(scan, i - 1, CUE(DETERMINER)) &&
           day_add(scan, i, i + 1, REASON_DAY, (struct when){0}, "date/numeric") != NULL;
}

/* « depuis le 211017 », « né 21102017 »: day, month and year without anything between. */
static bool glued(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    bool long_year = token->digits == 8;
    if ((token->digits != 6 && !long_year) ||
        !(day_the(scan, i - 1) || scan_has(scan, i - 1, CUE(BORN) | CUE(AT) | CUE(WEEKDAY)) ||
          (scan_has(scan, i - 1, CUE(OF)) && scan_at(scan, i - 1)->digits == 2)) ||
        scan_breaks(scan, i) || scan_at(scan, i + 1)->kind == TOKEN_NUMBER)
        return false;
    unsigned cut = long_year ? 10000 : 100;
    unsigned last = token->number % cut;
    unsigned month = token->number / cut % 100;
    unsigned day = token->number / cut / 100;
    unsigned full = long_year ? last : last + (last < 50 ? 2000 : 1900);
    return day >= 1 && day <= 31 && month >= 1 && month <= 12 && full >= 1900 && full <= 2100 &&
           day_add(scan, i, i, REASON_DAY, day_when(full, month, day), "date/numeric") != NULL;
}

/* « la nuit de la Saint-Jean 2020 » */
static void feast(struct scan *scan, int i)
{
    const struct token *name = scan_at(scan, i + 2);
    int last = i + 2;
    if (strncasecmp(scan->text + scan_at(scan, i)->start, "la", 2) != 0 ||
        scan_at(scan, i)->end - scan_at(scan, i)->start != 2 || name->gap != GAP_HYPHEN ||
        scan_at(scan, i + 3)->gap == GAP_HYPHEN || name->kind != TOKEN_WORD ||
        (name->leave && day_year(scan, last + 1, false) == 0) ||
        !scan_has(scan, i - 1, CUE(AT) | CUE(OF) | CUE(AND) | CUE(YEAR)))
        return;
    unsigned at = day_year(scan, last + 1, false);
    last += at != 0 && !scan_breaks(scan, last + 1);
    day_add(scan, i, last, REASON_MONTH, day_when(at, 0, 0), "date/feast");
}

static bool saint(const struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    size_t len = token->end - token->start;
    return token->kind == TOKEN_WORD && len >= 5 && len <= 6 &&
           strncasecmp(scan->text + token->start, "saint", 5) == 0;
}

static bool counted(const struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i);
    if (next->kind == TOKEN_MARK)
        return next->mark == '~' || next->mark == '%' || next->mark == '$';
    return next->kind == TOKEN_WORD && next->shape == SHAPE_LOWER && (next->gap & GAP_LINE) == 0 &&
           (next->flags & (WORD_FUNCTION | WORD_VERB3)) == 0 && (next->flags & WORD_COMMON) != 0;
}

/* A year alone: 1900 to 2035 unless it counts something, older behind a word like « en ». */
static void year(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    unsigned number = token->number;
    bool cue = scan_has(scan, i - 1, CUE(YEAR) | CUE_MONTHS | CUE(SEASON) | CUE(BORN)) ||
               scan_mark(scan, i - 1, '(');
    if (token->digits != 4 || number < 1000 || number > 2100 ||
        (!cue && (number < 1900 || number > 2035)) || (!cue && counted(scan, i + 1)))
        return;
    const struct token *before = scan_at(scan, i - 1);
    if (before->end == token->start && before->kind != TOKEN_NONE && !scan_mark(scan, i - 1, '(') &&
        !scan_mark(scan, i - 1, '-') && !scan_mark(scan, i - 1, '/'))
        return;
    /* one of the digits of a longer number */
    if (scan_at(scan, i + 1)->kind == TOKEN_NUMBER && scan_at(scan, i + 1)->digits == 3)
        return;
    int last = i;
    if (scan_at(scan, i + 1)->gap == GAP_HYPHEN && scan_at(scan, i + 1)->kind == TOKEN_NUMBER)
        last = i + 1;
    unsigned month = day_month(scan, i - 1);
    if (month != 0 && scan_has(scan, i - 3, CUE(OF)) && scan_has(scan, i - 4, CUE(STREET)))
        return; /* « rue du 8 mai 1945 » */
    int first = month != 0 || scan_has(scan, i - 1, CUE(SEASON)) ? i - 1 : i;
    if (scan_mark(scan, i - 1, '.') && day_month(scan, i - 2) != 0) {
        month = day_month(scan, i - 2);
        first = i - 2;
    }
    /* « depuis le mois de mai 2021 » */
    if (month != 0 && scan_has(scan, first - 1, CUE(OF)) &&
        scan_has(scan, first - 2, CUE(UNIT_MONTH)) && !scan_breaks(scan, first))
        first -= day_the(scan, first - 3) ? 3 : 2;
    if (scan_at(scan, first)->taken || scan_breaks(scan, first + 1))
        first = i;
    day_add(scan, first, last, month != 0 ? REASON_MONTH : REASON_YEAR, day_when(number, month, 0),
            month != 0 ? "date/month" : "date/year");
}

/* « le 12 courant », « le 14 de ce mois », « le 1er/04/2021 » */
static bool of_this_month(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    if (token->digits > 2 || token->number < 1 || token->number > 31)
        return false;
    if (scan_spells(scan, i + 1, "er") && scan_mark(scan, i + 2, '/') &&
        scan_number(scan, i + 3, 1, 12)) {
        unsigned at = day_joint(scan, i + 4, '/', false) ? day_year(scan, i + 5, true) : 0;
        return day_add(scan, i, at != 0 ? i + 5 : i + 3, REASON_DAY,
                       day_when(at, scan_at(scan, i + 3)->number, token->number),
                       "date/numeric") != NULL;
    }
    if (!day_the(scan, i - 1) && !scan_has(scan, i - 1, CUE(OF)))
        return false;
    if (scan_spells(scan, i + 1, "courant"))
        return day_add(scan, i, i + 1, REASON_DAY, (struct when){0}, "date/month") != NULL;
    bool of = scan_has(scan, i + 1, CUE(OF)) &&
              (scan_spells(scan, i + 2, "ce") || scan_at(scan, i + 1)->digits == 2);
    int at = i + 2 + scan_spells(scan, i + 2, "ce");
    return of && scan_has(scan, at, CUE(UNIT_MONTH)) && !scan_breaks(scan, at) &&
           day_add(scan, i, at, REASON_DAY, (struct when){0}, "date/month") != NULL;
}

/* « mardi 12 »: a day of some month. */
static bool weekday(struct scan *scan, int i)
{
    const struct token *next = scan_at(scan, i + 2);
    if (!scan_has(scan, i, CUE(WEEKDAY)) || !scan_number(scan, i + 1, 1, 31) ||
        scan_at(scan, i + 1)->digits > 2 || scan_breaks(scan, i + 1) ||
        (next->kind == TOKEN_WORD && next->digits <= 6 && next->key.b != 0 &&
         scan->text[next->start] == 'h'))
        return false;
    int last = i + 1; /* « mardi 4 à 9h » */
    const struct token *hour = scan_at(scan, i + 4);
    if (scan_has(scan, i + 2, CUE(AT)) && scan_number(scan, i + 3, 0, 24) &&
        !scan_breaks(scan, i + 3) && hour->kind == TOKEN_WORD && hour->digits <= 6 &&
        (scan->text[hour->start] | 0x20) == 'h')
        last = scan_at(scan, i + 5)->kind == TOKEN_NUMBER && scan_at(scan, i + 5)->gap == GAP_NONE
                   ? i + 5
                   : i + 4;
    return day_add(scan, i, last, REASON_MONTH, (struct when){0}, "date/weekday") != NULL;
}

/* « né en 78 » */
static bool short_birth(struct scan *scan, int i)
{
    const struct token *token = scan_at(scan, i);
    return token->digits == 2 && token->number > 20 && scan_has(scan, i - 1, CUE(YEAR)) &&
           scan_has(scan, i - 2, CUE(BORN)) && !scan_has(scan, i + 1, CUE_MONTHS) &&
           day_add(scan, i, i, REASON_YEAR, (struct when){0}, "date/year") != NULL;
}

void date_rules(struct scan *scan)
{
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->taken)
            continue;
        if (token->kind == TOKEN_NUMBER && !worded(scan, i) && !figures_find(scan, i) &&
            !spaced(scan, i))
            glued(scan, i);
        else if (token->kind == TOKEN_WORD && saint(scan, i + 1))
            feast(scan, i);
        else if ((token->cues & CUE(NUMBER)) != 0)
            spelled(scan, i);
    }
    for (int i = 0; i < scan->count; i++) {
        const struct token *token = &scan->tokens[i];
        if (token->taken)
            continue;
        if (token->kind == TOKEN_NUMBER && !of_this_month(scan, i) && !short_birth(scan, i))
            year(scan, i);

        else if ((token->cues & CUE(WEEKDAY)) != 0)
            weekday(scan, i);
    }
}
