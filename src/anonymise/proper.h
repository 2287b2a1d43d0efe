/* Capitals without a cue. */
#ifndef ANONYMISE_PROPER_H
#define ANONYMISE_PROPER_H

#include "scan.h"

/** proper_leave_open(scan, i): the word is a name if the document has it as one elsewhere. */
void proper_leave_open(struct scan *scan, int i);

#endif
