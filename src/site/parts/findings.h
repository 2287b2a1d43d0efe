/* What could identify somebody, beside the field where it stands. */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "request/visit.h"

/* What could identify somebody, beside the field where it stands. */

/**
 * findings_attach(visit, model, form, values): for a guarded form: "guarded" in its model, "review"
 * ({"direct", "open", "direct_count", "open_count"}, null if nothing is to do), and in each of its
 * texts "findings": [{"index", "words", "category", "severity", "direct": bool, "cause", "with",
 * "reason"?, "first": bool, "place_count", "here", "elsewhere": bool}].
 */
void findings_attach(struct visit *visit, json_t *model, const struct form *form,
                     const json_t *values);

/** findings_replace(visit, form): the query asks (?remplacer=N, of the passages sent back with the
 * form, or "tout"; ?dans=path) to reword ${visit->fields}. */
CHECKED enum status findings_replace(struct visit *visit, const struct form *form);

#endif
