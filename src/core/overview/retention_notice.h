/* What people are told before something goes. */
#ifndef CORE_RETENTION_NOTICE_INNER_H
#define CORE_RETENTION_NOTICE_INNER_H

#include "act.h"
#include "core/overview/retention_notice.h"
#include "overview/task_list.h"

/* For core alone. */

/** retention_notice_tasks(list, act, conn): texts that end soon, a line each for whoever has a role
 * in their séance (a draft: for who writes it); for coordination, how many others, and how many
 * accounts will be suspended for want of use. */
CHECKED enum status retention_notice_tasks(struct task_list *list, struct act *act,
                                           struct db_conn *conn);

#endif
