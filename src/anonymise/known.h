/* People and structures of the platform. */
#ifndef ANONYMISE_KNOWN_H
#define ANONYMISE_KNOWN_H

#include "cues.h"

enum { KNOWN_PERSON = 1 << 0, KNOWN_STRUCTURE = 1 << 1, KNOWN_LAST_NAME = 1 << 2 };

struct detect_known {
    struct cues names; /* bits as above, and CUE(PREFIX) */
    struct arena *arena;
};

#endif
