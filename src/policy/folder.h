/* Names of the files in a folder, in order. */
#ifndef POLICY_FOLDER_H
#define POLICY_FOLDER_H

#include "base/arena.h"
#include "base/status.h"

#include <stddef.h>

/** folder_list(names, count, arena, path, ending): names in a folder that end so, without the
 * ending, in order; hidden ones are left out.  STATUS_NOT_FOUND without the folder. */
CHECKED enum status folder_list(const char ***names, size_t *count, struct arena *arena,
                                const char *path, const char *ending);

#endif
