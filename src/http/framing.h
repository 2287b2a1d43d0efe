/* Heads that can be read in two ways, found by where the library found their pieces. */
#ifndef FRAMING_H
#define FRAMING_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

/** Whether a head says in one way only where it and its body end. */
enum framing {
    FRAMING_GOOD,
    FRAMING_BAD,       /* 400: two readers could read it differently */
    FRAMING_NO_LENGTH, /* 411: a body in chunks */
};

/** The pieces of a request line as libmicrohttpd hands them out: where it found them. */
struct framing_line {
    const char *method;
    const char *url;
    const char *version;
    size_t target; /* length of the whole request target, as it was before it was taken apart */
    bool clean;    /* see framing_target() */
};

/** framing_target(target): whether a request target is made of visible characters, without a
 * fragment.  To be asked before the library takes it apart. */
bool framing_target(const char *target);

/** framing_check(connection, line): when all headers are there. */
enum framing framing_check(struct MHD_Connection *connection, const struct framing_line *line);

#endif
