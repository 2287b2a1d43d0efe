#include "reply.h"

#include "stream.h"

#include <stdio.h>

/* SECURITY.md says why each of them; together they let a page load our own files and nothing else.
 */
#define SCRIPTS_FROM(where)                                                                        \
    "default-src 'none'; script-src " where                                                        \
    "; style-src 'self'; img-src 'self'; font-src 'self'; "                                        \
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "            \
    "require-trusted-types-for 'script'"

static const char policy[] = SCRIPTS_FROM("'self'");
static const char policy_compiling[] = SCRIPTS_FROM("'self' 'wasm-unsafe-eval'");

static const char *const always[][2] = {
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
};

static const char transport[] = "max-age=31536000";
static const char transport_below[] = "max-age=31536000; includeSubDomains";

enum { BLOCK = 16384 /* bytes that a stream is asked for at once */ };

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
    return value == NULL || MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool add_all(struct MHD_Response *response, const struct http_reply *reply, bool last,
                    bool subdomains)
{
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (!add(response, always[i][0], always[i][1]))
            return false;
    for (size_t i = 0; i < sizeof reply->set_cookie / sizeof *reply->set_cookie; i++)
        if (!add(response, "Set-Cookie", reply->set_cookie[i]))
            return false;
    char file[80] = "";
    char seconds[16] = "";
    snprintf(file, sizeof file, "attachment; filename=\"%s\"",
             reply->filename != NULL ? reply->filename : "");
    snprintf(seconds, sizeof seconds, "%u", reply->retry_after);
    return add(response, "Content-Security-Policy", reply->compiles ? policy_compiling : policy) &&
           add(response, "Strict-Transport-Security", subdomains ? transport_below : transport) &&
           add(response, "Cache-Control", reply->cacheable ? "public, no-cache" : "no-store") &&
           add(response, "Content-Type", reply->type) &&
           add(response, "Content-Disposition", reply->filename != NULL ? file : NULL) &&
           add(response, "Location", reply->location) && add(response, "ETag", reply->etag) &&
           add(response, "Content-Encoding", reply->encoding) &&
           add(response, "Vary", reply->by_encoding ? "Accept-Encoding" : NULL) &&
           add(response, "Allow", reply->allow) &&
           add(response, "Retry-After", reply->retry_after > 0 ? seconds : NULL) &&
           add(response, "Connection", last ? "close" : NULL);
}

struct MHD_Response *reply_response(const struct http_reply *reply, bool last, bool subdomains)
{
    struct MHD_Response *response =
        reply->stream != NULL
            ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, stream_read, reply->stream,
                                                NULL)
            : MHD_create_response_from_buffer(reply->body.len, (void *)reply->body.data,
                                              MHD_RESPMEM_PERSISTENT);
    if (response == NULL || add_all(response, reply, last, subdomains))
        return response;
    MHD_destroy_response(response);
    return NULL;
}
