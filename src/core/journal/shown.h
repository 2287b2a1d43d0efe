/* What an act is asked over, and whether it is there still. */
#ifndef CORE_SHOWN_INNER_H
#define CORE_SHOWN_INNER_H

#include "act.h"
#include "core/journal/shown.h"

/* For core alone. */

/** shown_look(act, conn): inside a write, before its first change: whether the version that the act
 * was asked over is there still.  Once an act. */
CHECKED enum status shown_look(struct act *act, struct db_conn *conn);

#endif
