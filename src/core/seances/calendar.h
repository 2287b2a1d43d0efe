/* Cycles; planning and cancelling. */
#ifndef CORE_CALENDAR_INNER_H
#define CORE_CALENDAR_INNER_H

#include "act.h"
#include "core/seances/calendar.h"
#include "store/rows/seance_rows.h"

/* For core alone. */

/** calendar_brief(into, act, conn, row): fill the object ${into} with the brief of a séance. */
CHECKED enum status calendar_brief(json_t *into, struct act *act, struct db_conn *conn,
                                   const struct seance_row *row);

/** calendar_brief_several(list, act, conn, rows, count): append the briefs of several: the same
 * statements however many they are. */
CHECKED enum status calendar_brief_several(json_t *list, struct act *act, struct db_conn *conn,
                                           const struct seance_row *rows, size_t count);

#endif
