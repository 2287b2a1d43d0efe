/* A change of it that was interrupted. */
#ifndef CORE_REKEY_RESUME_H
#define CORE_REKEY_RESUME_H

#include "core/core.h"

/** rekey_resume(finished, folder): a change of server.key that was interrupted (core/rekey.h) is
 * finished (true) or, if nothing was written under the new key yet, forgotten.  Which of the two
 * keys made the newest entry is proven, and that the journal is no shorter than journal.head and
 * the new key say: STATUS_TAMPERED (logged) if neither did, and nothing is touched.  Before
 * core_open(), which refuses such a folder.  STATUS_BUSY while the folder is in use. */
CHECKED enum status rekey_resume(bool *finished, const char *folder);

#endif
