/* What rows are sealed by, from one to the next. */
#ifndef CORE_REKEY_MOVE_H
#define CORE_REKEY_MOVE_H

#include "core.h"

/* What rows are sealed by, from one server key to the next.  What does not open under the former
 * one is somebody's edit, and stays as it is. */

struct rekey_move {
    const struct core *was, *now; /* the same but for their key */
};

/** rekey_move_person(any, move, arena, conn, id): name, address, second factors, invitations of an
 * account; ${any}: there is one.  rekey_move_guests(…): whoever came to a séance as a guest. */
CHECKED enum status rekey_move_person(bool *any, const struct rekey_move *move, struct arena *arena,
                                      struct db_conn *conn, const struct id *id);
CHECKED enum status rekey_move_guests(bool *any, const struct rekey_move *move, struct arena *arena,
                                      struct db_conn *conn, const struct id *id);

#endif
