/* What is in a body, counted before anything is built. */
#ifndef TALLY_H
#define TALLY_H

#include "http/server.h"

#include <stdbool.h>
#include <stddef.h>

/** What a text that should be JSON holds. */
struct tally {
    size_t depth;      /* of the deepest container that is not empty; the outermost is 1 */
    size_t containers; /* objects and arrays, empty ones too */
    size_t keys;
    size_t leaves; /* what a form would call fields: values, an empty container being one */
};

/**
 * tally_json(tally, text, len, most): count what is in a text without building anything, and say
 * whether it is within ${most}: so many leaves, as many containers, so deep, and no name longer
 * than TALLY_NAME bytes as written.  It stops at the first that is too much; then ${tally} holds
 * what came before.  The grammar is not checked: what is no JSON may pass, and a text that is JSON
 * is counted rightly.  Allocates nothing, and looks at each byte once.
 */
bool tally_json(struct tally *tally, const char *text, size_t len, const struct http_shape *most);

/** tally_form(text, len, most): the same of a form: no more fields than that, no longer names. */
bool tally_form(const char *text, size_t len, const struct http_shape *most);

enum { TALLY_NAME = 1024 };

#endif
