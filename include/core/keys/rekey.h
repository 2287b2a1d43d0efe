/* Another server key in the place of this one. */
#ifndef CORE_REKEY_H
#define CORE_REKEY_H

#include "core/core.h"

/* Another server.key in the place of this one, because somebody may have a copy of it: names,
 * addresses, second factors and the rows of doors are sealed anew, and everybody signs in again.
 * What the former key tells of before stays true and stays checked: the new file keeps of it what
 * that takes (crypto/server_key.h), and from the new key's first entry on the whole journal is
 * under a seal that the former key cannot make.  A passphrase is bound to the new key when its
 * owner signs in next. */

struct rekey_result {
    uint64_t people, seances; /* with what is sealed by the server */
    uint64_t edited;          /* of them: not as their last entry says; they stay unproven */
    char log[65];             /* the journal's new id, in hexadecimal: see crypto/tree_head.h */
};

/** rekey_run(out, core, folder): all of it, in one write, with ${core} open on ${folder}; close it
 * afterwards.  STATUS_BUSY: the folder is in use; STATUS_TAMPERED (logged): the journal does not
 * prove, or rows are not as it tells, before or meanwhile: nothing was changed
 * (audit_state_before()); STATUS_LIMIT: the key was changed SERVER_KEY_FORMER times.  Whatever
 * happens in between, rekey_resume() knows.  rekey_run_despite(): also over rows that were edited,
 * which stay an edit for good: for whoever has nothing to mend them with. */
CHECKED enum status rekey_run(struct rekey_result *out, struct core *core, const char *folder);
CHECKED enum status rekey_run_despite(struct rekey_result *out, struct core *core,
                                      const char *folder);

#endif
