/* What the pages of situation and synthesis share. */
#ifndef DRAFTING_H
#define DRAFTING_H

#include "parts/page.h"

/* What the pages of a situation and of a synthesis share. */

/** drafting_model(visit, model, name): a view of core, its text for reading ("reading"), and the
 * forms that the reader may use: "form" to write, "word_form" to send back. */
void drafting_model(struct visit *visit, json_t *model, const char *name);

/** drafting_end(visit, name): the day on which that text will be destroyed, "ends_at". */
CHECKED enum status drafting_end(struct visit *visit, const char *name);

/** drafting_grow(visit): bring a browser back to the part that it asked to grow (?ajout=id). */
void drafting_grow(struct visit *visit);

/** drafting_saved(visit, version): tell a script the new version, and grow. */
void drafting_saved(struct visit *visit, json_int_t version);

#endif
