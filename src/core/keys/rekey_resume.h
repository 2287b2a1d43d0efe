/* A change of it that was interrupted. */
#ifndef CORE_REKEY_RESUME_INNER_H
#define CORE_REKEY_RESUME_INNER_H

#include "core.h"
#include "core/keys/rekey_resume.h"

/* For core alone. */

/** rekey_resume_waits(folder): whether it has something to do. */
bool rekey_resume_waits(const char *folder);

/** rekey_resume_aside(folder): the next key, which nothing is sealed by, becomes
 * server.key.undone, or server.key.undone.2, …: no key is ever destroyed. */
CHECKED enum status rekey_resume_aside(const char *folder);

#endif
