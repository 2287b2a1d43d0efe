/* Somebody who left becomes a function. */
#ifndef CORE_ERASURE_INNER_H
#define CORE_ERASURE_INNER_H

#include "act.h"
#include "core/members/erasure.h"

/* For core alone. */

/** erasure_count(out, act, conn): how many ask for it. */
CHECKED enum status erasure_count(size_t *out, struct act *act, struct db_conn *conn);

#endif
