#include "words/month.h"

#include "words/dates.h"

#include <stdio.h>
#include <string.h>

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static const char *near(struct arena *arena, int year, int month, int step)
{
    int months = year * 12 + month - 1 + step;
    return arena_printf(arena, "%04d-%02d", months / 12, months % 12 + 1);
}

static json_t *seances_on(const json_t *seances, const char *date)
{
    json_t *on = json_array();
    size_t index;
    json_t *seance;
    json_array_foreach(seances, index, seance)
    {
        const char *starts = json_string_value(json_object_get(seance, "starts"));
        if (starts != NULL && strncmp(starts, date, strlen(date)) == 0)
            json_array_append(on, seance);
    }
    return on;
}

/* ${day} counts from the first of the month: 0 and less, and more than it has, are outside. */
static json_t *day_model(const struct words *words, struct arena *arena,
                         const struct dates_civil *month, int day, const char *today,
                         const json_t *seances)
{
    if (day < 1 || day > days_of(month->year, month->month))
        return json_pack("{s:b, s:n, s:n, s:n, s:b, s:[]}", "inside", false, "day", "date", "name",
                         "today", false, "seances");
    struct dates_civil civil = *month;
    civil.day = day;
    civil.weekday = dates_weekday(civil.year, civil.month, day);
    const char *date = arena_printf(arena, "%04d-%02d-%02d", civil.year, civil.month, day);
    return json_pack("{s:b, s:i, s:s, s:s, s:b, s:o}", "inside", true, "day", day, "date", date,
                     "name", dates_text(words, arena, "day", &civil), "today",
                     strcmp(date, today) == 0, "seances", seances_on(seances, date));
}

static json_t *weekdays_model(const struct words *words)
{
    json_t *names = json_array();
    for (int i = 1; i <= 7; i++) {
        char key[12];
        snprintf(key, sizeof key, "%d", i % 7);
        const char *name = words_get(words, "weekday", key);
        json_array_append_new(names, json_string(name != NULL ? name : ""));
    }
    return names;
}

json_t *month_grid(const struct words *words, struct arena *arena, const char *month,
                   const char *today, const json_t *seances)
{
    struct dates_civil civil;
    json_t *weeks = json_array();
    if (!dates_parse(&civil, month)) {
        json_decref(weeks);
        return json_null();
    }
    int before = (dates_weekday(civil.year, civil.month, 1) + 6) % 7;
    for (int day = 1 - before; day <= days_of(civil.year, civil.month); day += 7) {
        json_t *days = json_array();
        for (int i = 0; i < 7; i++)
            json_array_append_new(days, day_model(words, arena, &civil, day + i, today, seances));
        json_array_append_new(weeks, json_pack("{s:o}", "days", days));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "value", month, "name",
                     dates_text(words, arena, "month", &civil), "previous",
                     near(arena, civil.year, civil.month, -1), "next",
                     near(arena, civil.year, civil.month, 1), "weekdays", weekdays_model(words),
                     "weeks", weeks);
}
