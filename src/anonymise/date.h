/* Days, months, years, births. */
#ifndef ANONYMISE_DATE_H
#define ANONYMISE_DATE_H

#include <stdint.h>

/** date_days(year, month, day): days since the first of January 1970. */
int32_t date_days(int year, int month, int day);

#endif
