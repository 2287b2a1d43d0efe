/* Path, query, cookies, address, what the client accepts. */
#ifndef REQUEST_H
#define REQUEST_H

#include "http/server.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdint.h>

enum { REQUEST_QUERY = 64 };

/** request_path(arena, url): decoded, or NULL unless it starts with '/', is well-formed UTF-8
 * and has no "." or ".." segment. */
const char *request_path(struct arena *arena, const char *url);

/** request_fill(request, method, proxy, told): method, query, wants_json, address and body_is_json
 * from the connection that ${request->platform} is; ${proxy} is whose X-Forwarded-For counts, or
 * NULL; ${told} is for forwarded_address().  False if the query has more than REQUEST_QUERY parts:
 * then none of it is taken. */
bool request_fill(struct http_request *request, const char *method, const char *proxy,
                  _Atomic int64_t *told);

/** request_wants_json(accept): whether an Accept header (or NULL) prefers JSON to HTML. */
bool request_wants_json(const char *accept);

/** request_cookie(arena, header, name): a cookie's value in a Cookie header (or NULL), or NULL. */
const char *request_cookie(struct arena *arena, const char *header, const char *name);

#endif
