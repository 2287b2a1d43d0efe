#ifndef DECORATE_H
#define DECORATE_H

#include "words.h"

/**
 * decorate(words, arena, model): beside the data of a model, what people read, for templates only
 * (the JSON face has the data alone):
 * "k": "v" with [label] k.v gives "k_label", with k_help.v and k_short.v "k_help" and "k_short"; a
 * list of such strings under "ks" gives "ks_labels".  A leading "my_" does not count ("my_roles":
 * role.…).  "at" and "…_at" seconds give "…_text" and "…_day"; civil moments, dates and months give
 * "…_text", moments also "…_day", "…_month", "…_time"; "duration" minutes give "duration_text";
 * "x_count" with [count] x.one and x.many gives "x_count_text".
 */
void decorate(const struct words *words, struct arena *arena, json_t *model);

#endif
