/* Read a whole file, create one durably. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

/** file_read(out, arena, path, max): the whole file into ${arena}, a NUL after it.
 * STATUS_NOT_FOUND without it, STATUS_LIMIT if larger than ${max}. */
CHECKED enum status file_read(struct bytes *out, struct arena *arena, const char *path, size_t max);

/** file_create(path, mode, content): make a new file with exactly this mode, durable on return.
 * STATUS_CONFLICT if the path exists. */
CHECKED enum status file_create(const char *path, unsigned mode, struct bytes content);

/** file_replace(path, mode, content): the same for a file that may exist: readers see the old one
 * or the new one, whole. */
CHECKED enum status file_replace(const char *path, unsigned mode, struct bytes content);

/** file_rename(from, to): ${to}, which may exist, is what ${from} was; durable on return. */
CHECKED enum status file_rename(const char *from, const char *to);

#endif
