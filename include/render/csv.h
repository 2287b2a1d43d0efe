/* Tables for office programs. */
#ifndef RENDER_CSV_H
#define RENDER_CSV_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

#include <jansson.h>

/** csv_render(out, arena, rows): an array of arrays of strings (null: nothing) as RFC 4180 lines
 * that a French office program opens by itself: semicolons, a byte order mark first.  A text that
 * such a program would take for a formula gets an apostrophe before it. */
CHECKED enum status csv_render(struct bytes *out, struct arena *arena, const json_t *rows);

#endif
