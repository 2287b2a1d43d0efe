/* Now, civil times in the time zone of cocon.ini; can be set for loading past cycles. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** clock_now(): seconds since 1970 UTC. */
int64_t clock_now(void);

/** clock_set(at): freeze the clock of this process, 0 lets it run again.  For loading past cycles
 * (`cocon demo`) and tests; a serving process never calls it. */
void clock_set(int64_t at);

/** clock_zone(name): civil times are those of this zone of the time zone database ("Europe/Paris"),
 * whatever TZ and TZDIR the process was started with.  False: there is no such zone.  Before any
 * thread is started. */
bool clock_zone(const char *name);

/** clock_local(at, out): civil time in the zone of clock_zone(). */
void clock_local(int64_t at, struct tm *out);

/** clock_epoch(civil): the instant of "YYYY-MM-DDTHH:MM" in that zone, or -1. */
int64_t clock_epoch(const char *civil);

/** clock_months(at, months): the same civil time ${months} later, or the last day of that month if
 * it is shorter. */
int64_t clock_months(int64_t at, unsigned months);

/** clock_days(at, days): the last second of the civil day that is ${days} after that of ${at}:
 * « until the 22nd » means the whole 22nd. */
int64_t clock_days(int64_t at, unsigned days);

/** A civil moment "YYYY-MM-DDTHH:MM", date "YYYY-MM-DD" or month "YYYY-MM" that exists. */
bool clock_is_moment(const char *text);
bool clock_is_date(const char *text);
bool clock_is_month(const char *text);

/** clock_happens(text): whether such a civil moment happens: in the night that goes over to summer
 * time, an hour does not. */
bool clock_happens(const char *text);

#endif
