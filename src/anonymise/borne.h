/* Whether what follows makes an ambiguous word a name. */
#ifndef ANONYMISE_BORNE_H
#define ANONYMISE_BORNE_H

#include "scan.h"

/** borne_out(scan, i): whether what follows says that an ambiguous word at the start of a sentence
 * is a name: « Rose B. », « Rose et sa sœur », « Claire Maréchal est enceinte ». */
bool borne_out(const struct scan *scan, int i);

#endif
