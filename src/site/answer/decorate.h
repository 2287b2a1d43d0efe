/* What people read, beside the data of a model. */
#ifndef DECORATE_H
#define DECORATE_H

#include "words/words.h"

/**
 * decorate(words, arena, model): beside the data of a model, what people read, for templates only
 * (the JSON face has the data alone):
 * "k": "v" with [label] k.v gives "k_label", with k_help.v and k_short.v "k_help" and "k_short"; a
 * list of such strings under "ks" gives "ks_labels".  A leading "my_" does not count ("my_roles":
 * role.…).  "at" and "…_at" seconds give "…_text" and "…_day"; civil moments, dates and months give
 * "…_text", moments also "…_day", "…_month", "…_time"; "duration" minutes give "duration_text";
 * "x" and "x_count" with [count] x give "x_text" and "x_count_text".  In lists of people, or of
 * things with a "person", those of one name get "apart".
 */
void decorate(const struct words *words, struct arena *arena, json_t *model);

/** decorate_apart(arena, people): who has the name of somebody else in this list gets "apart":
 * their profession and structure, and a piece of their id where that is the same too. */
void decorate_apart(struct arena *arena, const json_t *people);

#endif
