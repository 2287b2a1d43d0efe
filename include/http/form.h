#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/arena.h"
#include "base/bytes.h"
#include "http/server.h"

/**
 * form_parse(out, arena, type, body): fields of a body by its Content-Type, as one JSON object that
 * the arena releases.  Names with dots nest, so that both faces mean the same:
 * "steps.0.who=x" is {"steps": [{"who": "x"}]}; a part of digits is an index into an array (holes
 * stay null and are refused over 200).  A name written twice makes an array of its values.  Depth
 * at most 6, fields at most 2,000; the same holds for JSON, whose top level must be an object and
 * whose names must differ.  ${out} is NULL for all answers but HTTP_BODY_FIELDS and
 * HTTP_BODY_NOT_UTF8; in the latter it is empty if the repaired text still is no JSON.
 */
enum http_body form_parse(json_t **out, struct arena *arena, const char *type, struct bytes body);

#define FORM_URLENCODED "application/x-www-form-urlencoded"
#define FORM_JSON "application/json"

/** form_is(type, wanted): whether a Content-Type (or NULL) names this media type, in any case and
 * with any parameters. */
bool form_is(const char *type, const char *wanted);

#endif
