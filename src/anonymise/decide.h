/* Whether a capital is a name: tables of lines. */
#ifndef ANONYMISE_DECIDE_H
#define ANONYMISE_DECIDE_H

#include "scan.h"

enum decide_verdict {
    DECIDE_NONE,
    DECIDE_OPEN, /* if the document has it as a name elsewhere */
    DECIDE_NAME,
    DECIDE_STRESSED, /* decide.c alone: a word in capitals, a word of the language */
    DECIDE_WORD,
};

/** decide_capital(scan, i): whether a capital is a proper noun by where it stands (rules 3 to 5 of
 * detect.h): DECIDE_NONE, DECIDE_OPEN or DECIDE_NAME. */
enum decide_verdict decide_capital(const struct scan *scan, int i);

#endif
