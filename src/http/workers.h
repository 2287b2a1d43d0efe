/* The pool where handlers run. */
#ifndef WORKERS_H
#define WORKERS_H

#include <stdbool.h>

/** Threads that run one call on whatever is handed to them, in the order it came. */
struct workers;

/** workers_new(threads, queue, run): at most ${queue} items wait beside those that run.  NULL
 * without memory or threads. */
struct workers *workers_new(unsigned threads, unsigned queue, void (*run)(void *));

/** workers_submit(workers, item): false if the queue is full or the workers stop; then ${run} is
 * not called. */
bool workers_submit(struct workers *workers, void *item);

/** workers_stop(workers): take nothing more, run what waits, join.  Twice does nothing. */
void workers_stop(struct workers *workers);

bool workers_stopping(struct workers *workers);

/** workers_free(workers): stop, then free; nobody may submit any more. */
void workers_free(struct workers *workers);

#endif
