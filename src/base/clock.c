#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static _Atomic int64_t frozen;

#define ZONES "/usr/share/zoneinfo/"

bool clock_zone(const char *name)
{
    char path[128];
    const int len = snprintf(path, sizeof path, ZONES "%s", name);
    if (*name == '\0' || *name == '/' || strstr(name, "..") != NULL || len < 0 ||
        (size_t)len >= sizeof path)
        return false;
    /* the C library takes a zone that it does not find for UTC, without a word */
    struct stat found;
    if (stat(path, &found) != 0 || !S_ISREG(found.st_mode))
        return false;
    unsetenv("TZDIR");
    if (setenv("TZ", path + strlen(ZONES), 1) != 0)
        return false;
    tzset();
    return true;
}

int64_t clock_now(void)
{
    int64_t at = atomic_load(&frozen);
    return at != 0 ? at : (int64_t)time(NULL);
}

void clock_set(int64_t at)
{
    atomic_store(&frozen, at);
}

void clock_local(int64_t at, struct tm *out)
{
    time_t instant = (time_t)at;
    localtime_r(&instant, out);
}

/* Fields at fixed places and digits elsewhere: sscanf alone would take "2022- 3-7". */
static bool shaped(const char *text, const char *shape)
{
    if (text == NULL || strlen(text) != strlen(shape))
        return false;
    for (; *shape != '\0'; shape++, text++)
        if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape)
            return false;
    return true;
}

static int number(const char *text, size_t digits)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

static bool day_exists(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = number(text, 4);
    int month = number(text + 5, 2);
    int day = number(text + 8, 2);
    if (year < 1900 || month < 1 || month > 12)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

bool clock_is_date(const char *text)
{
    return shaped(text, "0000-00-00") && day_exists(text);
}

bool clock_is_month(const char *text)
{
    return shaped(text, "0000-00") && number(text, 4) >= 1900 && number(text + 5, 2) >= 1 &&
           number(text + 5, 2) <= 12;
}

bool clock_happens(const char *text)
{
    struct tm tm;
    if (!clock_is_moment(text))
        return false;
    clock_local(clock_epoch(text), &tm);
    return tm.tm_hour == number(text + 11, 2) && tm.tm_min == number(text + 14, 2);
}

bool clock_is_moment(const char *text)
{
    return shaped(text, "0000-00-00T00:00") && day_exists(text) && number(text + 11, 2) < 24 &&
           number(text + 14, 2) < 60;
}

static int64_t offset(int64_t at)
{
    struct tm tm;
    clock_local(at, &tm);
    return tm.tm_gmtoff;
}

/* As mktime() has it, which looks for the zone's file again each time.  An hour that comes twice is
 * the first of the two; one that does not happen is as long after the change as it was meant. */
static int64_t instant(const struct tm *civil)
{
    enum { DAY = 24 * 60 * 60 };
    struct tm tm = *civil;
    const int64_t wall = (int64_t)timegm(&tm);
    const int64_t before = offset(wall - DAY), after = offset(wall + DAY);
    if (before == after || offset(wall - before) == before)
        return wall - before;
    return offset(wall - after) == after ? wall - after : wall - before;
}

int64_t clock_months(int64_t at, unsigned months)
{
    struct tm tm;
    clock_local(at, &tm);
    const int day = tm.tm_mday;
    tm.tm_mon += (int)months;
    struct tm later = tm;
    (void)timegm(&later); /* makes of what there is not the day that it comes to */
    if (later.tm_mday == day)
        return instant(&tm);
    tm.tm_mon++; /* day 0 of a month is the last of the one before */
    tm.tm_mday = 0;
    return instant(&tm);
}

int64_t clock_days(int64_t at, unsigned days)
{
    struct tm tm;
    clock_local(at, &tm);
    tm.tm_mday += (int)days + 1;
    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    return instant(&tm) - 1;
}

int64_t clock_epoch(const char *civil)
{
    if (!clock_is_moment(civil))
        return -1;
    struct tm tm = {.tm_year = number(civil, 4) - 1900,
                    .tm_mon = number(civil + 5, 2) - 1,
                    .tm_mday = number(civil + 8, 2),
                    .tm_hour = number(civil + 11, 2),
                    .tm_min = number(civil + 14, 2)};
    return instant(&tm);
}
