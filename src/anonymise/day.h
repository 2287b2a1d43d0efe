/* What the rules for days share. */
#ifndef ANONYMISE_DAY_H
#define ANONYMISE_DAY_H

#include "scan.h"

/** day_when(year, month, day): 0 for what is not told. */
struct when day_when(unsigned year, unsigned month, unsigned day);

/** day_month(scan, i): the month that the word is, 0 for none. */
unsigned day_month(const struct scan *scan, int i);

/** day_year(scan, i, two): a year in four digits, or in two if ${two}; 0 for none. */
unsigned day_year(const struct scan *scan, int i, bool two);

/** day_born(scan, i): whether somebody is born on what stands here. */
bool day_born(const struct scan *scan, int i);

/** day_the(scan, i): whether it is « le », not taken. */
bool day_the(const struct scan *scan, int i);

/** day_the_word(scan, i): whether it is « le ». */
bool day_the_word(const struct scan *scan, int i);

/** day_widen(scan, i): the first token of « mardi », « 3 au », « 12 et » before a day. */
int day_widen(const struct scan *scan, int i);

/** day_joint(scan, i, sign, spaced): whether the sign is here with a number behind it; a full stop
 * may have blanks around if ${spaced}. */
bool day_joint(const struct scan *scan, int i, char sign, bool spaced);

/** day_add(scan, first, last, reason, at, rule): a finding, unless it is the day of a law. */
struct hit *day_add(struct scan *scan, int first, int last, enum reason reason, struct when at,
                    const char *rule);

#endif
