/* Static files, read once at start. */
#ifndef HTTP_FILES_H
#define HTTP_FILES_H

#include "base/status.h"
#include "http/server.h"

/** The files under one folder, read once at start: name, type, bytes, an ETag for each; compressed
 * when somebody first asks for that. */
struct files;

/** files_load(out, folder): css, js, woff2, svg, png, ico, txt, webmanifest, wasm, pack;
 * sub-folders too.  STATUS_INVALID for another ending. */
CHECKED enum status files_load(struct files **out, const char *folder);
void files_free(struct files *files);

/** files_reply(files, name, request, reply): 200, 304 or STATUS_NOT_FOUND.  Texts come compressed
 * to whoever accepts Brotli. */
CHECKED enum status files_reply(const struct files *files, const char *name,
                                const struct http_request *request, struct http_reply *reply);

/** files_reply_made(request, reply, type, content): the same for what was made at run time: 200
 * with an ETag, or 304; ${content} is in the request's arena. */
CHECKED enum status files_reply_made(const struct http_request *request, struct http_reply *reply,
                                     const char *type, struct bytes content);

/** files_version(files): 16 hex digits over all contents, for cache-busting links. */
const char *files_version(const struct files *files);

#endif
