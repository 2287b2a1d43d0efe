/* Replies that wait a second without a thread. */
#ifndef HOLDS_H
#define HOLDS_H

#include <stdint.h>

/** Things that wait for a second without a thread of their own. */
struct holds;

/** One of them, in memory of its owner that stays until it is released. */
struct held {
    void *subject;
    int64_t due; /* milliseconds of CLOCK_MONOTONIC */
    struct held *next;
};

/** holds_new(release): ${release} is called with the subject when its second is over.  NULL without
 * memory or a thread. */
struct holds *holds_new(void (*release)(void *subject));

/** holds_add(holds, held, subject): at once if the holds stop. */
void holds_add(struct holds *holds, struct held *held, void *subject);

/** holds_stop(holds): release all that wait, now; join.  Twice does nothing. */
void holds_stop(struct holds *holds);
void holds_free(struct holds *holds);

#endif
