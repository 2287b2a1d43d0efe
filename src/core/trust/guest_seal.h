/* The function of a guest, sealed for its row; those of before, sealed anew once. */
#ifndef CORE_GUEST_SEAL_H
#define CORE_GUEST_SEAL_H

#include "core.h"
#include "store/rows/seance_rows.h"

/* The function of a guest, sealed for one row of one séance of one space: SECURITY.md, "People". */

/** guest_seal(row, core, arena, label): fill the row's guest. */
void guest_seal(struct attendance_row *row, const struct core *core, struct arena *arena,
                struct bytes label);

/** guest_seal_open(out, core, arena, row): the label (a NUL after it); STATUS_TAMPERED if it was
 * not sealed for this row. */
CHECKED enum status guest_seal_open(struct bytes *out, const struct core *core, struct arena *arena,
                                    const struct attendance_row *row);

/** guest_seal_renew(core): part of core_open(): guests whom an earlier version sealed as it sealed
 * people, anew, each séance with an entry.  Only rows that are those of the séance's newest entry:
 * nobody put another seal there.  What is an edit is left as it is, and opens nowhere.  Nothing
 * once it was done. */
CHECKED enum status guest_seal_renew(struct core *core);

#endif
