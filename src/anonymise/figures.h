/* Days in figures. */
#ifndef ANONYMISE_FIGURES_H
#define ANONYMISE_FIGURES_H

#include "scan.h"

/** figures_find(scan, i): adds the day in figures that begins with this number:
 * 12/03/2022, 12.3.22, 12-03-2022, 2022-03-12, 12/03, 03/2022.  Whether there was one. */
bool figures_find(struct scan *scan, int i);

#endif
