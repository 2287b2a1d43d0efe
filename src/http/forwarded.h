/* Where a request through the proxy comes from. */
#ifndef FORWARDED_H
#define FORWARDED_H

#include "base/arena.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdint.h>

/** forwarded_entry(arena, header): the address that the last entry of an X-Forwarded-For header
 * names, as the system writes it: "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]",
 * "[2001:db8::1]:4711", in quotes or not.  NULL if it is none of these. */
const char *forwarded_entry(struct arena *arena, const char *header);

/** forwarded_address(arena, connection, proxy, told): where a request through the proxy comes from,
 * by the last entry of the last such header, which is the one that the proxy itself wrote: what is
 * before it may be anybody's.  Without a header, or with one that cannot be read, it is the proxy's
 * own address; the latter is logged, once a minute at most: ${told} is when, in seconds of
 * CLOCK_MONOTONIC. */
const char *forwarded_address(struct arena *arena, struct MHD_Connection *connection,
                              const char *proxy, _Atomic int64_t *told);

#endif
