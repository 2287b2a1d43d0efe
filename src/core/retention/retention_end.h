/* When each text and each idle account ends. */
#ifndef CORE_RETENTION_END_INNER_H
#define CORE_RETENTION_END_INNER_H

#include "core.h"
#include "core/retention/retention_end.h"

/* For core alone. */

enum retention_class { RETENTION_DRAFT, RETENTION_TEXT, RETENTION_IDLE };

/** retention_end_again(out, core, arena, conn, item): the same thing, as the rows say now.
 * STATUS_NOT_FOUND if it is no more. */
CHECKED enum status retention_end_again(struct retention_item *out, const struct core *core,
                                        struct arena *arena, struct db_conn *conn,
                                        const struct retention_item *item);

/** retention_end_is_near(core, item): whether people are told of it. */
bool retention_end_is_near(const struct core *core, const struct retention_item *item);

/** retention_end_kind(what): "situation", "synthesis", "person": as the journal says it. */
const char *retention_end_kind(enum retention_what what);

/** retention_end_list(out, count, core, arena, conn): everything that has an end, near or far. */
CHECKED enum status retention_end_list(struct retention_item **out, size_t *count,
                                       const struct core *core, struct arena *arena,
                                       struct db_conn *conn);

/** retention_end_near(out, count, core, arena, conn, space): the texts of a space that people are
 * told of, by their end: found by what rows say of when they began to count. */
CHECKED enum status retention_end_near(struct retention_item **out, size_t *count,
                                       const struct core *core, struct arena *arena,
                                       struct db_conn *conn, struct space_id space);

/** retention_end_idle(out, core, arena, conn, account): whether coordination is told of somebody as
 * idle: looked up only for whom the proven journal knows no act of late. */
CHECKED enum status retention_end_idle(bool *out, const struct core *core, struct arena *arena,
                                       struct db_conn *conn, struct account_id account);

/** retention_end_of(what): what kind of an end it has. */
enum retention_class retention_end_of(enum retention_what what);

/** retention_end_text(out, core, arena, conn, space, seance, kind): the end of that text.
 * STATUS_NOT_FOUND if there is none. */
CHECKED enum status retention_end_text(struct retention_item *out, const struct core *core,
                                       struct arena *arena, struct db_conn *conn,
                                       struct space_id space, struct seance_id seance,
                                       const char *kind);

/** retention_end_todo(core, item): by the clock. */
enum retention_do retention_end_todo(const struct core *core, const struct retention_item *item);

#endif
