#include "words/dates.h"

#include "base/clock.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

int dates_weekday(int year, int month, int day)
{
    /* Sakamoto's table: January and February count with the year before */
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (month < 3)
        year--;
    return (year + year / 4 - year / 100 + year / 400 + shift[month - 1] + day) % 7;
}

bool dates_parse(struct dates_civil *out, const char *text)
{
    *out = (struct dates_civil){0};
    if (text == NULL)
        return false;
    bool moment = clock_is_moment(text);
    bool date = moment || clock_is_date(text);
    if (!date && !clock_is_month(text))
        return false;
    out->year = (int)strtol(text, NULL, 10);
    out->month = (int)strtol(text + 5, NULL, 10);
    out->day = date ? (int)strtol(text + 8, NULL, 10) : 0;
    out->hour = moment ? (int)strtol(text + 11, NULL, 10) : 0;
    out->minute = moment ? (int)strtol(text + 14, NULL, 10) : 0;
    out->weekday = date ? dates_weekday(out->year, out->month, out->day) : 0;
    return true;
}

struct dates_civil dates_of(int64_t at)
{
    struct tm local;
    clock_local(at, &local);
    return (struct dates_civil){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                                local.tm_hour,        local.tm_min,     local.tm_wday};
}

/* Keys of the messages: [weekday] begins with Sunday, [month] with 1. */
static const char *const NUMBERS[] = {"0", "1", "2", "3",  "4",  "5", "6",
                                      "7", "8", "9", "10", "11", "12"};

/* Patterns of [date], each with what is said of a whole hour. */
static const char *const PATTERNS[][2] = {
    {"moment", "moment_sharp"}, {"day", NULL},     {"day_short", NULL}, {"month", NULL},
    {"hour", "hour_sharp"},     {"minutes", NULL}, {"hours", NULL},     {"hours_minutes", NULL}};

static const char *name_of(const struct words *words, const char *section, int number)
{
    const char *name = words_get(words, section, NUMBERS[number]);
    return name != NULL ? name : "";
}

static const char *pattern_of(const struct words *words, const char *pattern, bool sharp)
{
    const char *sentence = NULL;
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS && sharp; i++)
        if (PATTERNS[i][1] != NULL && strcmp(PATTERNS[i][0], pattern) == 0)
            sentence = words_get(words, "date", PATTERNS[i][1]);
    if (sentence == NULL)
        sentence = words_get(words, "date", pattern);
    return sentence != NULL ? sentence : "";
}

static char *two_digits(char out[3], int number)
{
    out[0] = (char)('0' + number / 10 % 10);
    out[1] = (char)('0' + number % 10);
    out[2] = '\0';
    return out;
}

const char *dates_text(const struct words *words, struct arena *arena, const char *pattern,
                       const struct dates_civil *civil)
{
    char day[TEXT_NUMBER], year[TEXT_NUMBER], hour[TEXT_NUMBER], minute[3];
    const char *first = civil->day == 1 ? words_get(words, "date", "first") : NULL;
    const struct words_gap gaps[] = {{"weekday", name_of(words, "weekday", civil->weekday)},
                                     {"day", first != NULL ? first : text_number(day, civil->day)},
                                     {"month", name_of(words, "month", civil->month)},
                                     {"year", text_number(year, civil->year)},
                                     {"hour", text_number(hour, civil->hour)},
                                     {"minute", two_digits(minute, civil->minute)}};
    return words_fill_gaps(arena, pattern_of(words, pattern, civil->minute == 0), gaps,
                           sizeof gaps / sizeof *gaps);
}

const char *dates_duration(const struct words *words, struct arena *arena, json_int_t minutes)
{
    const char *pattern = minutes < 60 ? "minutes" : minutes % 60 == 0 ? "hours" : "hours_minutes";
    char hours[TEXT_NUMBER], rest[TEXT_NUMBER];
    const struct words_gap gaps[] = {{"hours", text_number(hours, minutes / 60)},
                                     {"minutes", minutes < 60
                                                     ? text_number(rest, minutes)
                                                     : two_digits(rest, (int)(minutes % 60))}};
    return words_fill_gaps(arena, pattern_of(words, pattern, false), gaps,
                           sizeof gaps / sizeof *gaps);
}

bool dates_check(const struct words *words)
{
    bool whole = true;
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++) {
        whole &= words_check(words, "date", PATTERNS[i][0]);
        if (PATTERNS[i][1] != NULL)
            whole &= words_check(words, "date", PATTERNS[i][1]);
    }
    for (int i = 0; i < 12; i++) {
        whole &= words_check(words, "month", NUMBERS[i + 1]);
        whole &= words_check(words, "weekday", NUMBERS[i % 7]);
    }
    return whole;
}
