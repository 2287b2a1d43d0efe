/* What people are told before something goes. */
#ifndef CORE_RETENTION_NOTICE_H
#define CORE_RETENTION_NOTICE_H

#include "core/act.h"

/* What people are told before something goes.  On the pages only: there is no mail yet. */

/** retention_notice_end(out, act, seance, kind): when the "situation" or "synthesis" of a séance
 * ends, as things are; 0 if there is none. */
CHECKED enum status retention_notice_end(int64_t *out, struct act *act, struct seance_id seance,
                                         const char *kind);

#endif
