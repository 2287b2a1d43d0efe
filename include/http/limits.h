#ifndef HTTP_LIMITS_H
#define HTTP_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

/** Token buckets by key, in memory, bounded: the least recently used is forgotten. */
struct limits;

/** limits_new(burst, per_minute, keys): each key may do ${burst} at once and ${per_minute} in the
 * long run; at most ${keys} keys are remembered.  Thread-safe. */
struct limits *limits_new(unsigned burst, unsigned per_minute, unsigned keys);
void limits_free(struct limits *limits);

/** limits_take(limits, key, now, wait): take one; false if there is none left, then ${wait} is the
 * whole seconds until there is one. */
bool limits_take(struct limits *limits, const char *key, int64_t now, unsigned *wait);

/** limits_give(limits, key): give back one that was taken: it should not have counted. */
void limits_give(struct limits *limits, const char *key);

#endif
