/* What structures ask of who represents them, and of coordination. */
#ifndef CORE_TASK_STRUCTURE_H
#define CORE_TASK_STRUCTURE_H

#include "act.h"
#include "overview/task_list.h"
#include "store/rows/structure_rows.h"

/** task_structure_sheet(list, act, conn): who represents a structure keeps its sheet: asks them to
 * write it while it is empty, and once a year whether it still holds. */
CHECKED enum status task_structure_sheet(struct task_list *list, struct act *act,
                                         struct db_conn *conn);

/** task_structure_voices(list, act, conn, structures, count, members, member_count): to
 * coordination: structures that nobody can sign the charter for; not those that left it. */
CHECKED enum status task_structure_voices(struct task_list *list, struct act *act,
                                          struct db_conn *conn,
                                          const struct structure_row *structures, size_t count,
                                          const struct membership_row *members,
                                          size_t member_count);

#endif
