/* Dates and durations in French, by patterns of the messages. */
#ifndef DATES_H
#define DATES_H

#include "words/words.h"

#include <stdint.h>

/** A civil moment, taken apart; what a shorter text lacks is 0. */
struct dates_civil {
    int year, month, day, hour, minute;
    int weekday; /* 0 is Sunday */
};

/** dates_parse(out, text): "YYYY-MM-DDTHH:MM", "YYYY-MM-DD" or "YYYY-MM" that exists. */
bool dates_parse(struct dates_civil *out, const char *text);

/** dates_of(at): the civil moment of an instant in the server's time zone. */
struct dates_civil dates_of(int64_t at);

/** dates_weekday(year, month, day): 0 is Sunday. */
int dates_weekday(int year, int month, int day);

/** dates_text(words, arena, pattern, civil): by a pattern of [date]: "moment", "day", "day_short",
 * "month", "hour"; whole hours take the pattern's "_sharp" form if there is one. */
const char *dates_text(const struct words *words, struct arena *arena, const char *pattern,
                       const struct dates_civil *civil);

/** dates_duration(words, arena, minutes): "2 h 30". */
const char *dates_duration(const struct words *words, struct arena *arena, json_int_t minutes);

/** dates_check(words): whether every pattern and name is there. */
bool dates_check(const struct words *words);

#endif
