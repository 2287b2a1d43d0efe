#include "words/dates.h"

#include "base/clock.h"

#include <stdio.h>
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

static const char *name_of(const struct words *words, const char *section, int number)
{
    char key[12];
    snprintf(key, sizeof key, "%d", number);
    const char *name = words_get(words, section, key);
    return name != NULL ? name : "";
}

static const char *pattern_of(const struct words *words, struct arena *arena, const char *pattern,
                              bool sharp)
{
    const char *sentence =
        sharp ? words_get(words, "date", arena_printf(arena, "%s_sharp", pattern)) : NULL;
    if (sentence == NULL)
        sentence = words_get(words, "date", pattern);
    return sentence != NULL ? sentence : "";
}

const char *dates_text(const struct words *words, struct arena *arena, const char *pattern,
                       const struct dates_civil *civil)
{
    char day[12];
    char minute[12];
    snprintf(day, sizeof day, "%d", civil->day);
    snprintf(minute, sizeof minute, "%02d", civil->minute);
    const char *first = civil->day == 1 ? words_get(words, "date", "first") : NULL;
    json_t *values = json_pack(
        "{s:s, s:s, s:s, s:i, s:i, s:s}", "weekday", name_of(words, "weekday", civil->weekday),
        "day", first != NULL ? first : day, "month", name_of(words, "month", civil->month), "year",
        civil->year, "hour", civil->hour, "minute", minute);
    const char *text =
        words_fill(arena, pattern_of(words, arena, pattern, civil->minute == 0), values);
    json_decref(values);
    return text;
}

const char *dates_duration(const struct words *words, struct arena *arena, json_int_t minutes)
{
    const char *pattern = minutes < 60 ? "minutes" : minutes % 60 == 0 ? "hours" : "hours_minutes";
    json_int_t rest = minutes < 60 ? minutes : minutes % 60;
    char text[24];
    snprintf(text, sizeof text, minutes < 60 ? "%d" : "%02d", (int)rest);
    json_t *values = json_pack("{s:I, s:s}", "hours", minutes / 60, "minutes", text);
    const char *filled = words_fill(arena, pattern_of(words, arena, pattern, false), values);
    json_decref(values);
    return filled;
}

bool dates_check(const struct words *words)
{
    static const char *const patterns[] = {"moment", "moment_sharp", "day",        "day_short",
                                           "month",  "hour",         "hour_sharp", "minutes",
                                           "hours",  "hours_minutes"};
    bool whole = true;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        whole &= words_check(words, "date", patterns[i]);
    char key[12];
    for (int i = 0; i < 12; i++) {
        snprintf(key, sizeof key, "%d", i + 1);
        whole &= words_check(words, "month", key);
        snprintf(key, sizeof key, "%d", i % 7);
        whole &= words_check(words, "weekday", key);
    }
    return whole;
}
