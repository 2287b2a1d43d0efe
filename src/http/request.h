#ifndef REQUEST_H
#define REQUEST_H

#include "http/server.h"

#include <microhttpd.h>

/** request_path(arena, url): decoded, or NULL unless it starts with '/', is well-formed UTF-8
 * and has no "." or ".." segment. */
const char *request_path(struct arena *arena, const char *url);

/** request_fill(request, proxy): method, query, wants_json, address and body_is_json from the
 * connection that ${request->platform} is; ${proxy} is whose X-Forwarded-For counts, or NULL. */
void request_fill(struct http_request *request, const char *method, const char *proxy);

/** request_wants_json(accept): whether an Accept header (or NULL) prefers JSON to HTML. */
bool request_wants_json(const char *accept);

/** request_cookie(arena, header, name): a cookie's value in a Cookie header (or NULL), or NULL. */
const char *request_cookie(struct arena *arena, const char *header, const char *name);

/** request_forwarded(arena, header): the last address of an X-Forwarded-For header, which is the
 * one that the proxy itself added; NULL if it is none. */
const char *request_forwarded(struct arena *arena, const char *header);

#endif
