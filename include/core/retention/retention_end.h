/* When each text and each idle account ends. */
#ifndef CORE_RETENTION_END_H
#define CORE_RETENTION_END_H

#include "base/id.h"
#include "core/core.h"

/* When each thing ends by the periods of policies/retention.ini, and what is to be done about it
 * now. */

enum retention_what {
    RETENTION_SITUATION_DRAFT,
    RETENTION_SYNTHESIS_DRAFT,
    RETENTION_SITUATION,
    RETENTION_SYNTHESIS,
    RETENTION_ACCOUNT, /* idle: it is suspended, nothing is destroyed */
};

struct retention_item {
    enum retention_what what;
    struct space_id space; /* none for an account */
    struct id object;      /* the séance, or the account */
    const char *starts;    /* of the séance */
    int64_t due_at;        /* over its time from then on */
    int64_t announced_at;  /* within this period; 0: not yet */
    int64_t ends_at;       /* when it goes: due, and announced long enough before */
};

enum retention_do { RETENTION_NOTHING, RETENTION_ANNOUNCE, RETENTION_END };

/** retention_end_name(what): "situation_draft", …: as scripts and messages name it. */
const char *retention_end_name(enum retention_what what);

#endif
