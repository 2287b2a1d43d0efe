/* A set of templates: load, check, find. */
#ifndef RENDER_MUSTACHE_H
#define RENDER_MUSTACHE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/status.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/** A set of compiled templates that include each other: pages and partials. Read-only after
 * loading, shared by threads. */
struct mustache;

/** mustache_new() / mustache_free(set). */
struct mustache *mustache_new(void);
void mustache_free(struct mustache *set);

/** mustache_add(set, name, text): compile one template.  STATUS_INVALID with ${problem} (in the
 * arena given: "line 12: never closed: a") if it is not well-formed, STATUS_CONFLICT if the name is
 * taken. */
CHECKED enum status mustache_add(struct mustache *set, const char *name, struct bytes text,
                                 struct arena *arena, const char **problem);

/** mustache_load(set, folder): add every *.html below ${folder} under its path without the ending
 * ("pages/home", "partials/field").  Problems go to the log. */
CHECKED enum status mustache_load(struct mustache *set, const char *folder);

/** mustache_check(set): every partial and parent named exists; STATUS_INVALID with a log line for
 * each that does not.  The specification renders an unknown partial as nothing; we refuse at start.
 */
CHECKED enum status mustache_check(const struct mustache *set);

/** mustache_has(set, name). */
bool mustache_has(const struct mustache *set, const char *name);

/**
 * mustache_render(out, set, name, model, arena): the Mustache specification with inheritance
 * (parents and blocks, no lambdas); {{x}} escapes & < > " and '.  For sections, null, false, 0, ""
 * and [] are false, {} is true; lists and objects print as nothing.  Output in ${arena}, a NUL
 * after it.  STATUS_NOT_FOUND without the template; STATUS_LIMIT past 4 MiB, 64 nested partials or
 * 4 million steps.
 */
CHECKED enum status mustache_render(struct bytes *out, const struct mustache *set, const char *name,
                                    json_t *model, struct arena *arena);

#endif
