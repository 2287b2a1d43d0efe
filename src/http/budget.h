/* Memory for bodies: by standing, and by holder within it. */
#ifndef BUDGET_H
#define BUDGET_H

#include "http/server.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * Memory for bodies that are being gathered.  Each standing has a purse of its own, so that whoever
 * says nothing of themselves takes nothing from people at work; within a purse each holder (an
 * address, a login) has a share at most; and of a purse only half goes to large bodies, so that
 * slow senders of those leave room for everybody's small ones.
 */
struct budget;

/** What one holder has of it now. */
struct share;

/** budget_new(): NULL without memory or randomness. */
struct budget *budget_new(void);

/** budget_free(budget): when all have left. */
void budget_free(struct budget *budget);

/** budget_join(budget, standing, holder): the share of this holder, to be left once; NULL without
 * memory.  Of the name only a keyed hash is kept. */
struct share *budget_join(struct budget *budget, enum http_standing standing, const char *holder);

/** budget_take(budget, share, bytes, large): false if it would be too much for the share or the
 * purse; then nothing is taken. */
bool budget_take(struct budget *budget, struct share *share, size_t bytes, bool large);

/** budget_leave(budget, share, bytes): give back what one taker took, and leave. */
void budget_leave(struct budget *budget, struct share *share, size_t bytes);

#endif
