/* A body's fields, from a form or JSON, as one object. */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/arena.h"
#include "base/bytes.h"
#include "http/server.h"

/** The most that any request may bring. */
enum { FORM_DEPTH = 6, FORM_FIELDS = 2000 };

/**
 * form_parse(out, arena, type, body, most): fields of a body by its Content-Type, as one JSON
 * object that the arena releases.  Names with dots nest, so that both faces mean the same:
 * "steps.0.who=x" is {"steps": [{"who": "x"}]}; a part of digits is an index into an array (holes
 * stay null and are refused over 200).  A name written twice makes an array of its values.  What is
 * deeper or has more fields than ${most} is refused before anything is built, and so is a name over
 * 1,024 bytes; the same holds for JSON (see tally.h), whose top level must be an object and whose
 * names must differ.  ${out} is NULL for all answers but HTTP_BODY_FIELDS and HTTP_BODY_NOT_UTF8;
 * in the latter it is empty if the repaired text still is no JSON.
 */
enum http_body form_parse(json_t **out, struct arena *arena, const char *type, struct bytes body,
                          const struct http_shape *most);

#define FORM_URLENCODED "application/x-www-form-urlencoded"
#define FORM_JSON "application/json"

/** form_is(type, wanted): whether a Content-Type (or NULL) names this media type, in any case and
 * with any parameters. */
bool form_is(const char *type, const char *wanted);

#endif
