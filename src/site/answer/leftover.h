/* What was typed and no form of the page took. */
#ifndef LEFTOVER_H
#define LEFTOVER_H

#include "request/visit.h"

/** leftover_show(visit, form, typed, errors): what was typed and no form of the page took, under
 * "leftover": what can be read and copied.  Whether there is anything. */
bool leftover_show(struct visit *visit, const struct form *form, const json_t *typed,
                   const json_t *errors);

/** leftover_beside(visit): put what no form of the page showed under "leftover", to be copied. */
void leftover_beside(struct visit *visit);

#endif
