/* Peers that take too long, and idle ones that give way to others. */
#ifndef PACE_H
#define PACE_H

#include <stdint.h>
#include <sys/socket.h>

/**
 * The longest that a peer may take from one step to the next: to shake hands, to send a head, to
 * send a body, to take its reply.  The server's own timeout only sees silence; a byte now and then
 * would hold a connection for ever.  And how many there may be: when one more comes, the one that
 * has waited longest gives way, of the address that has most, first among those between two
 * requests.  So whoever opens many takes the room of their own.
 */
struct pace;

/** One connection's step. */
struct step;

/** Bounds of a server. */
struct pace_bounds {
    unsigned seconds;     /* a step */
    unsigned all;         /* connections */
    unsigned per_address; /* of them; an IPv6 customer's /64 is one address */
};

/** pace_new(bounds): NULL without memory or a thread for the sweeps. */
struct pace *pace_new(const struct pace_bounds *bounds);
void pace_free(struct pace *pace);

/** pace_enter(pace, socket, from): a connection starts, and others may be shut down for it; it is
 * shut down itself if its address has its share and waits for us with all of it.  NULL without
 * memory (then it is not watched). */
struct step *pace_enter(struct pace *pace, int socket, const struct sockaddr *from);

/** pace_next(step): the peer did its part; the next step has the whole time again. */
void pace_next(struct step *step);

/** pace_rest(step): the same, and nothing is under way until the next. */
void pace_rest(struct step *step);

/** pace_hold(step): waiting for us, not for the peer, until pace_next(). */
void pace_hold(struct step *step);

/** pace_leave(pace, step): to be called before the socket is closed. */
void pace_leave(struct pace *pace, struct step *step);

/** pace_sweep(pace, now): shut down the sockets whose step is over time at ${now} (seconds of
 * CLOCK_MONOTONIC); the sweeping thread does it every few seconds. */
void pace_sweep(struct pace *pace, int64_t now);

#endif
