/* Token buckets and growing waits by key, in bounded memory. */
#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

enum { LIMITS_MARK = 9 };

/** Token buckets by key, in memory, bounded: the least recently used is forgotten. */
struct limits;

/** limits_new(burst, per_minute, keys): each key may do ${burst} at once and ${per_minute} in the
 * long run; at most ${keys} keys are remembered.  Thread-safe. */
struct limits *limits_new(unsigned burst, unsigned per_minute, unsigned keys);

/** limits_growing(free, first, longest, keys): each key may miss ${free} times; then it waits
 * ${first} seconds after a miss, and after each further one twice as long as before, ${longest} at
 * most.  An hour without any forgets them all (four times ${longest} if that is more). */
struct limits *limits_growing(unsigned free, unsigned first, unsigned longest, unsigned keys);
void limits_free(struct limits *limits);

/** limits_take(limits, key, now, wait): take one; false if there is none left, then ${wait} is the
 * whole seconds until there is one. */
bool limits_take(struct limits *limits, const char *key, int64_t now, unsigned *wait);

/** limits_used(limits, key): how many were taken and have not come back by time (as of the last
 * take) or by limits_give(). */
unsigned limits_used(struct limits *limits, const char *key);

/** limits_give(limits, key): give back one that was taken: it should not have counted. */
void limits_give(struct limits *limits, const char *key);

/** limits_mark(limits, key, out): 8 hexadecimal digits that stand for ${key} as long as these
 * limits live, and by which nobody finds it again: the same key has the same mark. */
void limits_mark(const struct limits *limits, const char *key, char out[LIMITS_MARK]);

#endif
