#include "base/civil.h"

#include "base/clock.h"
#include "civil_token.h"

#include <string.h>

enum { AHEAD = 20, NONE = -1 };

/** What was read so far: NONE where nothing was. */
struct reading {
    const struct civil_token *at;
    enum civil_kind kind;
    int weekday, day, month, year, hour, minute;
};

static bool is_digits(const struct civil_token *token, size_t most)
{
    return token->kind == CIVIL_DIGITS && token->len <= most;
}

/* Go on if the next token is this word or sign. */
static bool pass(struct reading *reading, const char *word)
{
    const bool is = civil_token_is(reading->at, word);
    reading->at += is;
    return is;
}

static bool pass_one_of(struct reading *reading, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pass(reading, words[i]))
            return true;
    return false;
}

#define PASS(reading, ...)                                                                         \
    pass_one_of((reading), (const char *const[]){__VA_ARGS__},                                     \
                sizeof(const char *const[]){__VA_ARGS__} / sizeof(const char *))

static bool begins_hour(const struct civil_token *token)
{
    return civil_token_is(token, "h") || civil_token_is(token, ":") ||
           civil_token_is(token, "heure") || civil_token_is(token, "heures");
}

/* NONE: neither two digits nor four. */
static int year_of(const struct civil_token *token)
{
    if (token->len == 4)
        return (int)token->value;
    if (token->len != 2)
        return NONE;
    struct tm now;
    clock_local(clock_now(), &now);
    const int year = 2000 + (int)token->value;
    return year > now.tm_year + 1900 + AHEAD ? year - 100 : year;
}

static bool is_year(const struct civil_token *token)
{
    return token->kind == CIVIL_DIGITS &&
           (token->len == 4 || (token->len == 2 && !begins_hour(token + 1)));
}

static void take_year(struct reading *reading)
{
    const struct civil_token *start = reading->at;
    if (!PASS(reading, "-", "/"))
        pass(reading, "'");
    if (is_year(reading->at))
        reading->year = year_of(reading->at++);
    else
        reading->at = start;
}

/* "mars 2022", after the day if there is one. */
static bool take_named(struct reading *reading)
{
    const struct civil_token *at = reading->at;
    if (is_digits(at, 2)) {
        reading->day = (int)at->value;
        reading->at++;
        pass(reading, "er");
        if (!PASS(reading, "-", "/"))
            pass(reading, ".");
    } else if (reading->kind != CIVIL_MONTH) {
        return false;
    }
    reading->month = civil_token_month(reading->at);
    if (reading->month == 0)
        return false;
    reading->at++;
    pass(reading, ".");
    take_year(reading);
    return true;
}

/* What stands between two numbers: '/', '-', '.', or only a blank; '\0': nothing. */
static char separator(struct reading *reading)
{
    const char sign = civil_token_is(reading->at, "/")   ? '/'
                      : civil_token_is(reading->at, "-") ? '-'
                      : civil_token_is(reading->at, ".") ? '.'
                                                         : '\0';
    if (sign != '\0')
        reading->at++;
    else if (reading->at->kind == CIVIL_DIGITS && reading->at->gap)
        return ' ';
    return sign;
}

/* "7/3/2022", "2022-03-07", "03/2022", "2022-03", "7/3". */
static bool take_numbers(struct reading *reading)
{
    const struct civil_token *parts[3] = {NULL};
    size_t count = 0;
    char between = '\0';
    while (count < 3 && reading->at->kind == CIVIL_DIGITS) {
        const struct civil_token *here = reading->at;
        if (count == 2 && begins_hour(here + 1))
            break; /* "7/3 14h" */
        parts[count++] = reading->at++;
        const struct civil_token *after = reading->at;
        const char sign = count < 3 ? separator(reading) : '\0';
        if (sign == '\0')
            break;
        if (count == 2 && (sign != between || reading->at->kind != CIVIL_DIGITS ||
                           begins_hour(reading->at + 1))) {
            reading->at = after;
            break;
        }
        between = sign;
    }
    if (count < 2)
        return false;
    const bool year_first = parts[0]->len == 4;
    if (year_first && (parts[1]->len != 2 || parts[count - 1]->len != 2))
        return false; /* ISO 8601 writes zeros */
    const struct civil_token *last = parts[count - 1];
    const struct civil_token *year = year_first ? parts[0] : last;
    if (count == 3) {
        reading->year = year_of(year);
        reading->month = (int)parts[1]->value;
        reading->day = (int)(year_first ? last : parts[0])->value;
        return reading->year != NONE && parts[1]->len <= 2 &&
               (year_first ? last : parts[0])->len <= 2;
    }
    const struct civil_token *other = year_first ? last : parts[0];
    if (reading->kind == CIVIL_MONTH) {
        reading->year = year_of(year);
        reading->month = (int)other->value;
        return reading->year != NONE && other->len <= 2;
    }
    reading->day = (int)parts[0]->value; /* "7/3" */
    reading->month = (int)parts[1]->value;
    return between == '/' && parts[0]->len <= 2 && parts[1]->len <= 2;
}

static bool take_date(struct reading *reading)
{
    pass(reading, "le");
    if (reading->at->kind == CIVIL_WORD && civil_token_weekday(reading->at) >= 0 &&
        (reading->kind != CIVIL_MONTH || civil_token_month(reading->at) == 0)) {
        reading->weekday = civil_token_weekday(reading->at++);
        if (!pass(reading, "."))
            pass(reading, ",");
        pass(reading, "le");
    }
    const struct reading start = *reading;
    if (take_named(reading))
        return true;
    *reading = start;
    return take_numbers(reading);
}

/* The minutes after an hour, and seconds, which nobody plans by. */
static bool take_minutes(struct reading *reading, bool colon)
{
    if (!is_digits(reading->at, 2) || (colon && reading->at->len != 2))
        return !colon;
    reading->minute = (int)reading->at->value;
    reading->at++;
    PASS(reading, "min", "mn", "m", "minutes", "minute");
    const bool second = colon ? pass(reading, ":") : is_digits(reading->at, 2);
    if (!second)
        return true;
    if (!is_digits(reading->at, 2) || reading->at->value > 59)
        return false;
    reading->at++;
    if (colon && pass(reading, "."))
        reading->at += reading->at->kind == CIVIL_DIGITS;
    PASS(reading, "s", "sec", "secondes", "seconde");
    return true;
}

static bool take_hour(struct reading *reading)
{
    if (!is_digits(reading->at, 2))
        return false;
    reading->hour = (int)reading->at->value;
    reading->minute = 0;
    reading->at++;
    if (pass(reading, ":"))
        return take_minutes(reading, true);
    return PASS(reading, "h", "heures", "heure") && take_minutes(reading, false);
}

static bool take_moment(struct reading *reading)
{
    if (!take_date(reading))
        return false;
    if (reading->at->kind != CIVIL_END) {
        PASS(reading, ",", "-", "t");
        pass(reading, "a");
        if (!take_hour(reading))
            return false;
    }
    return reading->at->kind == CIVIL_END;
}

/* The year that was left away: a moment is planned, a date or a month is past. */
static void complete_year(struct reading *reading)
{
    struct tm now;
    clock_local(clock_now(), &now);
    const int day = reading->day == NONE ? 1 : reading->day;
    const int today = (now.tm_mon + 1) * 100 + (reading->day == NONE ? 1 : now.tm_mday);
    const int typed = reading->month * 100 + day;
    reading->year = now.tm_year + 1900;
    if (reading->kind == CIVIL_MOMENT)
        reading->year += typed < today;
    else
        reading->year -= typed > today;
}

static int weekday_of(const char *date)
{
    struct tm civil;
    char noon[sizeof "2022-03-07T12:00"];
    memcpy(noon, date, 10);
    memcpy(noon + 10, "T12:00", sizeof "T12:00");
    clock_local(clock_epoch(noon), &civil);
    return civil.tm_wday;
}

static const char *written(struct arena *arena, const struct reading *reading)
{
    const char *month = arena_printf(arena, "%04d-%02d", reading->year, reading->month);
    if (reading->kind == CIVIL_MONTH && reading->day == NONE)
        return clock_is_month(month) ? month : NULL;
    const char *date = arena_printf(arena, "%s-%02d", month, reading->day);
    if (!clock_is_date(date))
        return NULL;
    const char *moment = arena_printf(arena, "%sT%02d:%02d", date, reading->hour, reading->minute);
    if (reading->hour != NONE && !clock_is_moment(moment))
        return NULL;
    if (reading->kind == CIVIL_MOMENT)
        return reading->hour != NONE ? moment : NULL;
    return reading->kind == CIVIL_DATE ? date : month;
}

enum civil_fault civil_read(const char **out, struct arena *arena, enum civil_kind kind,
                            const char *text)
{
    struct civil_token tokens[CIVIL_TOKENS + 1];
    struct reading reading = {.at = tokens,
                              .kind = kind,
                              .weekday = NONE,
                              .day = NONE,
                              .month = NONE,
                              .year = NONE,
                              .hour = NONE,
                              .minute = NONE};
    *out = NULL;
    if (!civil_token_list(tokens, arena, text) || !take_moment(&reading))
        return CIVIL_UNREAD;
    if (reading.year == NONE)
        complete_year(&reading);
    const char *read = written(arena, &reading);
    if (read == NULL)
        return CIVIL_UNREAD;
    if (reading.weekday != NONE && reading.day != NONE) {
        const char *date =
            arena_printf(arena, "%04d-%02d-%02d", reading.year, reading.month, reading.day);
        if (weekday_of(date) != reading.weekday)
            return CIVIL_WEEKDAY;
    }
    *out = read;
    return CIVIL_READ;
}

bool civil_number(int64_t *out, struct arena *arena, const char *text)
{
    struct civil_token tokens[CIVIL_TOKENS + 1];
    *out = 0;
    if (!civil_token_list(tokens, arena, text))
        return false;
    const struct civil_token *at = tokens;
    const bool negative = civil_token_is(at, "-");
    at += negative;
    if (at->kind != CIVIL_DIGITS || (negative && at->gap))
        return false;
    size_t digits = at->len;
    int64_t value = at->value;
    for (at++; at->kind == CIVIL_DIGITS && at->len == 3 && at[-1].len <= 3; at++) {
        value = value * 1000 + at->value;
        digits += 3;
        if (digits > 15)
            return false;
    }
    if (at->kind != CIVIL_END)
        return false;
    *out = negative ? -value : value;
    return true;
}

bool civil_minutes(int64_t *out, struct arena *arena, const char *text)
{
    struct civil_token tokens[CIVIL_TOKENS + 1];
    struct reading reading = {.at = tokens, .kind = CIVIL_MOMENT};
    if (civil_number(out, arena, text))
        return true;
    if (!civil_token_list(tokens, arena, text))
        return false;
    if (tokens[0].kind == CIVIL_DIGITS && tokens[0].len <= 4) {
        reading.at = tokens + 1;
        if (PASS(&reading, "min", "mn", "minutes", "minute")) {
            *out = tokens[0].value;
            return reading.at->kind == CIVIL_END;
        }
        reading.at = tokens;
    }
    if (!take_hour(&reading) || reading.at->kind != CIVIL_END || reading.minute > 59)
        return false;
    *out = (int64_t)reading.hour * 60 + reading.minute;
    return true;
}
