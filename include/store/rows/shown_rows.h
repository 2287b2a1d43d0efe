/* What a form was filled in over. */
#ifndef STORE_SHOWN_ROWS_H
#define STORE_SHOWN_ROWS_H

#include "store/db.h"

/* The rows that a form's page shows and that others may change meanwhile. */

enum shown_part {
    SHOWN_PART_MEETING,    /* when and where, or that it is cancelled */
    SHOWN_PART_SEANCE,     /* the same with its stage and its roles */
    SHOWN_PART_ATTENDANCE, /* who came, and whether the sheet is closed */
    SHOWN_PART_PERSON,     /* a member: account, membership and invitations in the space */
    SHOWN_PART_CYCLES,     /* those of the space */
    SHOWN_PART_COUNT
};

/** shown_rows_read(out, count, conn, arena, part, space, object): its rows in the space, each as
 * db_row(), in an order that does not depend on how they lie; a new kind of row begins with an
 * empty one. ${count} is 0 if there are no rows at all. */
CHECKED enum status shown_rows_read(struct bytes **out, size_t *count, struct db_conn *conn,
                                    struct arena *arena, enum shown_part part,
                                    struct space_id space, const struct id *object);

/** shown_rows_charter(out, conn, space): the number of the newest version; 0 before the first. */
CHECKED enum status shown_rows_charter(int64_t *out, struct db_conn *conn, struct space_id space);

/** shown_rows_sheet(out, conn, space, structure): the version of its sheet; 0 if there is none. */
CHECKED enum status shown_rows_sheet(int64_t *out, struct db_conn *conn, struct space_id space,
                                     const struct id *structure);

/** shown_rows_text(out, conn, space, seance, kind): the newest version of the document; 0 before
 * the first. */
CHECKED enum status shown_rows_text(int64_t *out, struct db_conn *conn, struct space_id space,
                                    const struct id *seance, const char *kind);

#endif
