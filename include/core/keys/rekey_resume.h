/* A change of it that was interrupted. */
#ifndef CORE_REKEY_RESUME_H
#define CORE_REKEY_RESUME_H

#include "core/core.h"

/** rekey_resume(finished, folder): a change of server.key that was interrupted (core/rekey.h) is
 * finished (true) or, if nothing was written under the new key yet, forgotten.  Before core_open(),
 * which refuses such a folder.  STATUS_BUSY while the folder is in use. */
CHECKED enum status rekey_resume(bool *finished, const char *folder);

#endif
