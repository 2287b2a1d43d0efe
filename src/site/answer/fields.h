/* The fields of a form's model, as pages finish them. */
#ifndef FIELDS_H
#define FIELDS_H

#include "request/visit.h"

/** fields_widgets(visit, fields): how each field of a form's model is shown: as a list, side by
 * side, with which help. */
void fields_widgets(struct visit *visit, const json_t *fields);

/** fields_find(form, name): a field of a form's model, or NULL. */
json_t *fields_find(json_t *form, const char *name);

/** fields_choose(form, name, options): give a field of ids its options [{"value", "label"}],
 * stolen; the one that is its value is selected. */
void fields_choose(json_t *form, const char *name, json_t *options);

/** fields_option(options, value, label): one more. */
void fields_option(json_t *options, const json_t *value, const char *label);

/** fields_structures(visit, options): all structures as options, stolen by fields_choose(). */
CHECKED enum status fields_structures(struct visit *visit, json_t **options);

#endif
