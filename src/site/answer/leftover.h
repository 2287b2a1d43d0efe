/* What was typed and no form of the page took. */
#ifndef LEFTOVER_H
#define LEFTOVER_H

#include "request/visit.h"

/** leftover_show(visit, form, typed, errors): what was typed and no form of the page took, under
 * "leftover". */
void leftover_show(struct visit *visit, const struct form *form, const json_t *typed,
                   const json_t *errors);

/** leftover_beside(visit): put what no form of the page showed under "leftover", to be copied. */
void leftover_beside(struct visit *visit);

/** leftover_widgets(visit, fields): how each field of a form's model is shown: as a list, side by
 * side, with which help. */
void leftover_widgets(struct visit *visit, const json_t *fields);

#endif
