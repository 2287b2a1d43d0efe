#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/arena.h"
#include "base/bytes.h"
#include "http/server.h"

/**
 * form_parse(out, arena, type, body): fields of a body by its Content-Type, as one JSON object that
 * the arena releases.  Names with dots nest, so that both faces mean the same:
 * "steps.0.who=x" is {"steps": [{"who": "x"}]}; a part of digits is an index into an array (holes
 * are refused over 200).  A name written twice makes an array of its values.  Depth at most 6,
 * fields at most 2,000.
 */
enum http_body form_parse(json_t **out, struct arena *arena, const char *type, struct bytes body);

#endif
