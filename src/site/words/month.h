/* A month as a grid. */
#ifndef MONTH_H
#define MONTH_H

#include "words/words.h"

/**
 * month_grid(words, arena, month, today, seances): a month ("2022-03") as weeks from Monday to
 * Sunday, new reference: {"value", "name", "previous", "next", "weekdays": ["lundi", …], "weeks":
 * [{"days": [{"day", "date", "name", "inside", "today", "seances": […]}]}]}; each of ${seances}
 * stands on the day of its "starts".
 */
json_t *month_grid(const struct words *words, struct arena *arena, const char *month,
                   const char *today, const json_t *seances);

#endif
