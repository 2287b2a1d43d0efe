/* Peers that take too long. */
#ifndef PACE_H
#define PACE_H

#include <stdint.h>

/**
 * The longest that a peer may take from one step to the next: to shake hands, to send a head, to
 * send a body, to take its reply.  The server's own timeout only sees silence; a byte now and then
 * would hold a connection for ever.
 */
struct pace;

/** One connection's step. */
struct step;

/** pace_new(seconds): NULL without memory or a thread for the sweeps. */
struct pace *pace_new(unsigned seconds);
void pace_free(struct pace *pace);

/** pace_enter(pace, socket): a connection starts; NULL without memory (then it is not watched). */
struct step *pace_enter(struct pace *pace, int socket);

/** pace_next(step): the peer did its part; the next step has the whole time again. */
void pace_next(struct step *step);

/** pace_hold(step): waiting for us, not for the peer, until pace_next(). */
void pace_hold(struct step *step);

/** pace_leave(pace, step): to be called before the socket is closed. */
void pace_leave(struct pace *pace, struct step *step);

/** pace_sweep(pace, now): shut down the sockets whose step is over time at ${now} (seconds of
 * CLOCK_MONOTONIC); the sweeping thread does it every few seconds. */
void pace_sweep(struct pace *pace, int64_t now);

#endif
