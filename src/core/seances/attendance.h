/* Who came; the séance is held. */
#ifndef CORE_ATTENDANCE_INNER_H
#define CORE_ATTENDANCE_INNER_H

#include "core/seances/attendance.h"
#include "trust/standing.h"

/* For core alone. */

/** attendance_may_record(act, standing): the policy lets them, and from this stage the séance can
 * be held. */
bool attendance_may_record(const struct act *act, const struct standing *standing);

#endif
