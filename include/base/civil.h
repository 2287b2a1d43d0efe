/* Dates, hours, durations and numbers as people type them and pages write them. */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Dates, hours, durations and numbers as pages write them and as people type them, in French. */

enum civil_kind { CIVIL_MONTH, CIVIL_DATE, CIVIL_MOMENT };

enum civil_fault {
    CIVIL_READ,    /* none */
    CIVIL_UNREAD,  /* no such thing, or a day or an hour that does not exist */
    CIVIL_WEEKDAY, /* the day is not on the weekday that was typed with it */
};

/**
 * civil_read(out, arena, kind, text): ${out} is "2022-03", "2022-03-07" or "2022-03-07T14:30".
 * Read are these shapes themselves; "7 mars 2022", "lun. 7 mars 2022", "1er mars", "7/3/22",
 * "07.03.2022", "mars 2022", "03/2022"; after a date "14 h 30", "à 14h", "14:30:00", "T14:30"; any
 * blanks and dashes, full widths, names of months and weekdays cut after three letters or more.
 * Seconds are dropped, as are hours for a date and days for a month.  A year of two digits is at
 * most 20 years ahead.  Without year a moment is the next such, a date or a month the last such.
 */
enum civil_fault civil_read(const char **out, struct arena *arena, enum civil_kind kind,
                            const char *text);

/** civil_number(out, arena, text): a whole number of up to 15 digits, in groups of three or not:
 * "12", "-5", "12 000" with any blank. */
bool civil_number(int64_t *out, struct arena *arena, const char *text);

/** civil_minutes(out, arena, text): minutes: "150", "90 min", "2 h 30", "2h", "2:30". */
bool civil_minutes(int64_t *out, struct arena *arena, const char *text);

#endif
