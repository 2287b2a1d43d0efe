/* INI files, in the order they are written. */
#ifndef BASE_INI_H
#define BASE_INI_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

#include <stddef.h>

struct ini_entry {
    const char *section;
    const char *key;
    const char *value;
    int line;
};

/** An INI file in the order it is written. */
struct ini {
    const char *path;
    const struct ini_entry *entries;
    size_t count;
};

/**
 * ini_load(out, arena, path): read a file (UTF-8, 1 MiB at most); everything lives in ${arena}.
 * STATUS_NOT_FOUND without the file, STATUS_INVALID with the line in the log for a bad one or a
 * key written twice in one section.
 */
CHECKED enum status ini_load(struct ini *out, struct arena *arena, const char *path);

/** ini_parse(out, arena, path, content): the same for content already read; ${path} names it. */
CHECKED enum status ini_parse(struct ini *out, struct arena *arena, const char *path,
                              struct bytes content);

/** ini_get(ini, section, key): the value, borrowed, or NULL. */
const char *ini_get(const struct ini *ini, const char *section, const char *key);

#endif
